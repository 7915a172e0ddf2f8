import { HeadwayError } from "@headway-jobs/contract";
import type { JobContext, StepContext } from "@headway-jobs/engine";
import { decodeRecording } from "@headway-jobs/listening/recording/decode-recording";
import { probeRecording } from "@headway-jobs/listening/recording/probe-recording";
import type { Utterance } from "@headway-jobs/ports/utterance";
import type { WorkflowPorts } from "../ports.ts";
import { oneAtATime } from "../steps/one-at-a-time.ts";
import { MAX_RECORDING_S } from "../recording-file.ts";
import { spokenBy } from "../transcript/spoken-by.ts";

/** Who speaks in the utterances of a live session, known from all of its sound. */
export interface SettledSpeakers {
  /** A label for each utterance; null = those that were published stand. */
  readonly labels: readonly string[] | null;
  readonly by: string;
}

interface Journaled extends SettledSpeakers {
  readonly warnings: readonly string[];
}

/** Live labels are given with what was heard until then. The method that made them. */
const LIVE: SettledSpeakers = { labels: null, by: "built-in" };

/**
 * Tells the speakers of a capture that has ended apart again, by the installed models. The live labels stand where none is installed, where the sides of a call
 * say who speaks, and, with a warning, where it fails. A step, so that the labels stay what they were when a run continues.
 */
export async function settleSpeakers(
  ctx: JobContext,
  ports: WorkflowPorts,
  { sha256, utterances }: { readonly sha256: string; readonly utterances: readonly Utterance[] },
): Promise<SettledSpeakers> {
  const { warnings, ...settled } = await ctx.step("speakers", (step) =>
    oneAtATime(() => tellApart(step, ports, ctx.artifactPath({ sha256 }), utterances), step.signal).catch(
      (error: unknown) => unsettled(step, error),
    ),
  );
  for (const warning of warnings) await ctx.warn("RECORDING", warning);
  const changed = utterances.filter(({ speaker }, at) => (settled.labels?.[at] ?? speaker) !== speaker).length;
  if (changed > 0) {
    const differing = `${changed} of ${utterances.length} utterances have another speaker in the result than in the live events`;
    await ctx.warn(
      "RECORDING",
      `${differing}: ${settled.by} told the speakers apart when all of the session was known.`,
    );
  }
  return settled;
}

async function tellApart(
  { signal, scratchDir: dir }: StepContext,
  { speakers }: WorkflowPorts,
  file: string,
  utterances: readonly Utterance[],
): Promise<Journaled> {
  if (!(await speakers.usesModels())) return { ...LIVE, warnings: [] };
  const info = await probeRecording(file, { signal, maxDurationS: MAX_RECORDING_S });
  const { channels, durationS } = await decodeRecording({ file, info, dir, signal, maxDurationS: MAX_RECORDING_S });
  if (channels.length > 1) return { labels: null, by: "channels", warnings: [] };
  const speech = utterances
    .map(({ startS, endS }) => ({ channel: 0, startS, endS: Math.min(endS, durationS) }))
    .filter(({ startS, endS }) => endS > startS)
    .toSorted((a, b) => a.startS - b.startS);
  const { spans, by, warnings } = await speakers.find({ channels, speech, speakers: undefined, signal });
  if (!by.startsWith("local/")) return { ...LIVE, warnings };
  return { labels: inOrder(utterances.map((utterance) => spokenBy(utterance, spans).speaker)), by, warnings };
}

/** Numbered in the order in which they first have an utterance. */
function inOrder(labels: readonly string[]): string[] {
  const known = [...new Set(labels)];
  return labels.map((label) => `Speaker_${known.indexOf(label)}`);
}

function unsettled(step: StepContext, error: unknown): Journaled {
  if (step.signal.aborted || !(error instanceof HeadwayError)) throw error;
  return { ...LIVE, warnings: [`The speakers could not be told apart again after the session: ${error.message}`] };
}
