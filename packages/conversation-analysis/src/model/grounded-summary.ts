import type { Utterance } from "@headway-jobs/ports/utterance";
import type { ConversationSummary } from "@headway-jobs/ports/conversation-analysis";
import { counted, mark } from "../conclusion/facts.ts";
import type { ConclusionAnswer } from "./conclusion-answer.ts";
import { plainText, quotedIn, saysSo } from "./plain-text.ts";

const MAX_OVERVIEW = 2_000;

type Point = ConclusionAnswer["key_insights"][number];

/**
 * The model's summary as far as the transcript bears it out: points whose evidence does not exist, and texts with quotations that nobody said, are dropped;
 * where nothing is left of a part, the embedded one stands. Figures stay the measured ones.
 */
export function groundedSummary(
  answer: ConclusionAnswer,
  embedded: ConversationSummary,
  utterances: readonly Utterance[],
): { readonly summary: ConversationSummary; readonly warnings: readonly string[] } {
  let dropped = 0;
  const quotesSaid = (text: string): boolean =>
    quotedIn(text).every((words) => utterances.some((one) => saysSo(one.text, words)));
  const isGrounded = (point: Point): boolean => {
    const rests = point.evidence.length > 0 && point.evidence.every((n) => utterances[n - 1] !== undefined);
    const good = rests && quotesSaid(point.text) && plainText(point.text) !== "";
    if (!good) dropped += 1;
    return good;
  };
  const texts = (points: readonly Point[] | undefined, stands: readonly string[]): readonly string[] => {
    const kept = (points ?? []).filter(isGrounded).map(({ text }) => plainText(text));
    return kept.length === 0 ? stands : kept;
  };
  const insights = answer.key_insights.filter(isGrounded).map(({ text, evidence }) => {
    const first = utterances[Math.min(...evidence) - 1];
    return `${mark(first?.startS ?? 0)} ${plainText(text.replace(/^\s*\[\d+:\d\d\]\s*/, ""))}`;
  });
  const overview = plainText(answer.overview, MAX_OVERVIEW);
  const overviewStands = overview !== "" && quotesSaid(overview);
  const quality = plainText(answer.conversation_quality ?? "");
  const summary: ConversationSummary = {
    ...embedded,
    overview: overviewStands ? overview : embedded.overview,
    keyInsights: insights.length === 0 ? embedded.keyInsights : insights,
    notablePatterns: texts(answer.notable_patterns, embedded.notablePatterns),
    recommendations: texts(answer.recommendations, embedded.recommendations),
    whatWentWell: texts(answer.what_went_well, embedded.whatWentWell),
    whatWentWrong: texts(answer.what_went_wrong, embedded.whatWentWrong),
    conversationQuality: quality !== "" && quotesSaid(quality) ? quality : embedded.conversationQuality,
  };
  return {
    summary,
    warnings: [
      ...(dropped > 0
        ? [`The language model's summary had ${counted(dropped, "point")} that nothing said bears out; dropped.`]
        : []),
      ...(overviewStands ? [] : ["The language model's overview quoted what nobody said, so the embedded one stands."]),
    ],
  };
}
