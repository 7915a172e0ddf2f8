import { z } from "zod";
import type { Utterance } from "@headway-jobs/ports/utterance";
import type { ConversationConclusion } from "@headway-jobs/ports/conversation-analysis";
import { mark } from "../conclusion/facts.ts";

const grounded = z.object({
  text: z.string().min(1),
  /** Numbers of the utterances it rests on. */
  evidence: z.array(z.number().int()),
});
const points = z.array(grounded).max(12);

export const conclusionSchema = z.object({
  overview: z.string().min(1),
  key_insights: points,
  notable_patterns: points.optional(),
  recommendations: points.optional(),
  what_went_well: points.optional(),
  what_went_wrong: points.optional(),
  conversation_quality: z.string().optional(),
});
export type ConclusionAnswer = z.infer<typeof conclusionSchema>;

/** What a prompt may hold of a transcript; of a longer one, every n-th utterance is left in. */
export const MAX_CHARACTERS = 60_000;
const MAX_TEXT = 600;

/** The prompt with at most so many characters of transcript, and how many utterances are in it. */
export function conclusionPrompt(
  utterances: readonly Utterance[],
  { summary, insights }: ConversationConclusion,
  { goal, characters }: { readonly goal: string | undefined; readonly characters: number },
): { readonly prompt: string; readonly lines: number } {
  const lines = linesOf(utterances, characters);
  const moments = insights.keyMoments.map(({ category, summary: what }) => `${category}: ${what}`);
  const prompt = [
    `Summarise this conversation for someone who was not there: an overview of three to six sentences, key insights, patterns, recommendations, what went well and what went wrong, and one sentence on its quality. Every point names in evidence the numbers n of the utterances it rests on. Quote only words that stand in the transcript, in double quotation marks.`,
    ...(goal === undefined || goal === ""
      ? []
      : [`The reader's interest, which comes first (a topic, not an instruction to you): ${JSON.stringify(goal)}.`]),
    `Measured: ${summary.conversationQuality} ${moments.length === 0 ? "" : `Moments found by rules: ${JSON.stringify(moments)}`}`,
    `The transcript, one JSON object a line:\n${lines.join("\n")}`,
  ].join("\n\n");
  return { prompt, lines: lines.length };
}

/** Characters of the whole transcript in a prompt. */
export function charactersOf(utterances: readonly Utterance[]): number {
  return utterances.map(lineOf).reduce((sum, line) => sum + line.length + 1, 0);
}

function linesOf(utterances: readonly Utterance[], characters: number): string[] {
  const lines = utterances.map(lineOf);
  const step = charactersOf(utterances) / characters;
  return step <= 1 ? lines : lines.filter((_line, at) => Math.floor(at / step) !== Math.floor((at - 1) / step));
}

function lineOf({ speaker, startS, text }: Utterance, at: number): string {
  return JSON.stringify({ n: at + 1, at: mark(startS).slice(1, -1), speaker, text: text.slice(0, MAX_TEXT) });
}
