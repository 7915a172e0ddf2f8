import type { JobContext, StepContext } from "@headway-jobs/engine";
import type { SpokenSpan } from "@headway-jobs/ports/speaker-finder";
import type { WorkflowPorts } from "../ports.ts";

/** Who speaks when in a recording. */
export interface FoundTurns {
  /** In the order of time; those of one side do not overlap. */
  readonly turns: readonly SpokenSpan[];
  /** Seconds of sound for one call of the recogniser; 0 = a turn a call. Part of the result, as recognisers come and go between runs. */
  readonly spanS: number;
  readonly foundBy: FoundBy;
}

/** What found speech and speakers. */
export interface FoundBy {
  readonly speech: string;
  readonly speakers: string;
}

interface Journaled extends FoundTurns {
  readonly warnings: readonly string[];
}

interface Sound {
  /** PCM files of its sides. */
  readonly channels: readonly string[];
  /** How many speak, when that is known. */
  readonly speakers: number | undefined;
  /** Work that takes time and can be done beside it. */
  readonly meanwhile?: () => Promise<void> | undefined;
}

/** Who speaks when, from the sound alone, before a word is recognised. A step: a run that continues later has the same turns, whatever is installed then. */
export async function findTurns(ctx: JobContext, ports: WorkflowPorts, sound: Sound): Promise<FoundTurns> {
  const journaled = await ctx.step("turns", async (step): Promise<Journaled> => {
    await step.progress({ phase: "listening", progress: 9, message: "Finding who speaks when" });
    const [found] = await Promise.all([find(step, ports, sound), sound.meanwhile?.()]);
    return found;
  });
  const { warnings, ...found } = isEarlier(journaled) ? ofEarlier(journaled, ports) : journaled;
  for (const warning of warnings) await ctx.warn("RECORDING", warning);
  return found;
}

async function find(step: StepContext, ports: WorkflowPorts, { channels, speakers }: Sound): Promise<Journaled> {
  const { signal } = step;
  const speech = await ports.speech.find({ channels, signal });
  const spoken = await ports.speakers.find({ channels, speech: speech.spans, speakers, signal });
  // Local models are noticed when it is asked what they understand.
  await ports.transcription.languages();
  return {
    turns: spoken.spans,
    spanS: ports.transcription.spanS,
    foundBy: { speech: speech.by, speakers: spoken.by },
    warnings: [...new Set([...speech.warnings, ...spoken.warnings])],
  };
}

/** Versions before local finders journaled the turns alone. */
const isEarlier = (journaled: unknown): journaled is readonly SpokenSpan[] => Array.isArray(journaled);

function ofEarlier(turns: readonly SpokenSpan[], { transcription }: WorkflowPorts): Journaled {
  return { turns, spanS: transcription.spanS, foundBy: { speech: "built-in", speakers: "built-in" }, warnings: [] };
}
