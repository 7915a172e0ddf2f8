import type { JobContext } from "@headway-jobs/engine";
import type { UtteranceAnalysis } from "@headway-jobs/ports/conversation-analysis";
import type { ConversationReader, WindowReading } from "@headway-jobs/ports/conversation-reader";
import type { Utterance } from "@headway-jobs/ports/utterance";

type Window = readonly { readonly utterance: Utterance; readonly embedded: UtteranceAnalysis }[];

const CONTEXT_UTTERANCES = 6;
/** The last one gives the embedded reading, so that a model which is unavailable costs no conversation. */
export const MODEL_ATTEMPTS = 3;

/** Windows that were read before the name of the model was kept have none. */
type Journaled = Omit<WindowReading, "by"> & Partial<Pick<WindowReading, "by">>;

/** A language model's readings of some utterances, in their order; a step, so that no window is paid for twice. `before` is what was said earlier. */
export async function readWindow(
  ctx: JobContext,
  reader: ConversationReader,
  window: Window,
  before: readonly Utterance[],
): Promise<Pick<WindowReading, "analyses" | "by">> {
  const reading = await ctx.step<Journaled>(
    `read:${before.length}`,
    (step) =>
      reader.readWindow({
        utterances: window.map(({ utterance }) => utterance),
        embedded: window.map(({ embedded }) => embedded),
        context: before.slice(-CONTEXT_UTTERANCES),
        signal: step.signal,
        mayFail: step.attempt < MODEL_ATTEMPTS,
      }),
    { attempts: MODEL_ATTEMPTS },
  );
  for (const warning of reading.warnings) await ctx.warn("ANALYSIS", warning);
  return { analyses: reading.analyses, by: reading.by ?? [] };
}
