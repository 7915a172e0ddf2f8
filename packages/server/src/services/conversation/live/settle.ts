import type { JobContext } from "@headway-jobs/engine";
import type { ConversationAnalysis, UtteranceAnalysis } from "@headway-jobs/ports/conversation-analysis";
import type { Stability } from "../events.ts";
import type { PublishedUtterance } from "../events.ts";
import type { Utterance } from "@headway-jobs/ports/utterance";
import type { ConversationReader } from "@headway-jobs/ports/conversation-reader";
import { readWindow } from "../steps/read-window.ts";

/** Turns after which a speaker's usual way of speaking is known well enough to say what is unusual. */
const USUAL_AFTER = 3;

/** Live, the first readings of a speaker are provisional: they rest on words and on a voice that was never heard before. */
export function provisionalAtFirst(
  { speaker, prosody }: Utterance,
  published: readonly PublishedUtterance[],
): Stability {
  if (prosody === null) return "final";
  const before = published.filter(({ utterance }) => utterance.speaker === speaker).length;
  return before < USUAL_AFTER ? "provisional" : "final";
}

/**
 * Readings as they stand when the whole conversation is known, by utterance: provisional ones once more by one who has
 * heard all of it; with a language model, which would have kept a live reader waiting, all of them.
 */
export async function settle(
  ctx: JobContext,
  published: readonly PublishedUtterance[],
  {
    analyse,
    reader,
  }: { readonly analyse: () => Promise<ConversationAnalysis>; readonly reader: ConversationReader | undefined },
): Promise<{ readonly settled: ReadonlyMap<string, UtteranceAnalysis>; readonly readBy: ReadonlySet<string> }> {
  const settled = readAgain(published, await analyse());
  const readBy = new Set<string>();
  if (reader === undefined) return { settled, readBy };
  const utterances = published.map(({ utterance }) => utterance);
  for (let at = 0; at < published.length; at += reader.windowSize) {
    const window = published.slice(at, at + reader.windowSize).map(({ utterance, analysis }) => ({
      utterance,
      embedded: settled.get(utterance.utteranceId) ?? analysis,
    }));
    const { analyses, by } = await readWindow(ctx, reader, window, utterances.slice(0, at));
    for (const name of by) readBy.add(name);
    for (const [index, { utterance }] of window.entries()) {
      const analysis = analyses[index];
      if (analysis !== undefined) settled.set(utterance.utteranceId, analysis);
    }
  }
  return { settled, readBy };
}

function readAgain(
  published: readonly PublishedUtterance[],
  voices: ConversationAnalysis,
): Map<string, UtteranceAnalysis> {
  for (const { utterance } of published) voices.add(utterance);
  const early = published.filter(
    ({ utterance }, at) => provisionalAtFirst(utterance, published.slice(0, at)) === "provisional",
  );
  return new Map(
    early.map(({ utterance, analysis }) => {
      const { emotion } = voices.add(utterance);
      return [utterance.utteranceId, { ...analysis, emotion }];
    }),
  );
}
