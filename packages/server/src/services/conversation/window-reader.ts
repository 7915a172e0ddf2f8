import type { JobContext } from "@headway-jobs/engine";
import type { UtteranceAnalysis } from "@headway-jobs/ports/conversation-analysis";
import { type ModelReader, WINDOW_UTTERANCES } from "@headway-jobs/conversation-analysis/model/model-reader";
import type { Utterance } from "@headway-jobs/ports/utterance";

type Window = readonly { readonly utterance: Utterance; readonly embedded: UtteranceAnalysis }[];

/** Reads some utterances together, as a language model does best. */
export interface WindowReader {
  /** Utterances of a full window. */
  readonly size: number;
  /** Readings in the window's order; a step, so that no window is paid for twice. `before` is what was said earlier. */
  read(ctx: JobContext, window: Window, before: readonly Utterance[]): Promise<readonly UtteranceAnalysis[]>;
}

/** A language model that reads along with the embedded methods. */
export interface ReadAlong {
  readonly name: string;
  readonly window: WindowReader;
  readonly conclude: ModelReader["conclude"];
}

const CONTEXT_UTTERANCES = 6;

export function windowReader(model: ModelReader): WindowReader {
  return {
    size: WINDOW_UTTERANCES,
    async read(ctx, window, before) {
      const { analyses, warnings } = await ctx.step(`read:${before.length}`, (step) =>
        model.readWindow({
          utterances: window.map(({ utterance }) => utterance),
          embedded: window.map(({ embedded }) => embedded),
          context: before.slice(-CONTEXT_UTTERANCES),
          signal: step.signal,
        }),
      );
      for (const warning of warnings) await ctx.warn("ANALYSIS", warning);
      return analyses;
    },
  };
}
