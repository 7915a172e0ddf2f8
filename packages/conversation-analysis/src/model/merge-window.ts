import { EMOTION_LABELS } from "@headway-jobs/contract";
import type { Utterance } from "@headway-jobs/ports/utterance";
import type {
  EmotionLabel,
  EmotionReading,
  Moment,
  SentimentReading,
  UtteranceAnalysis,
} from "@headway-jobs/ports/conversation-analysis";
import { counted } from "../conclusion/facts.ts";
import { affectOf } from "../emotion/read-emotion.ts";
import { quote } from "../text/quote.ts";
import { UNREMARKABLE } from "../voice/usual-voice.ts";
import { plainText, saysSo } from "./plain-text.ts";
import type { WindowAnswer } from "./window-answer.ts";

/** Share of the model's word against the embedded reading, which also heard the voice (a linear opinion pool: Stone 1961). */
const MODEL_SHARE = 0.65;
/** A moment that only the model saw, and one that both saw. */
const SEEN_BY_MODEL = 0.7;
const SEEN_BY_BOTH = 0.95;
const NEUTRAL_BELOW = 0.15;

type Told = WindowAnswer["utterances"][number];

/** The embedded readings with the model's word merged in; what it says of utterances that do not exist, or quotes that were not said, is dropped. */
export function mergeWindow(
  utterances: readonly Utterance[],
  embedded: readonly UtteranceAnalysis[],
  { answer, by }: { readonly answer: WindowAnswer; readonly by: string },
): { readonly analyses: readonly UtteranceAnalysis[]; readonly warnings: readonly string[] } {
  const told = new Map(answer.utterances.map((one) => [one.n, one]));
  const grounded = (answer.moments ?? []).filter(({ n, quote: words }) => saysSo(utterances[n - 1]?.text ?? "", words));
  const analyses = embedded.map((analysis, at) => {
    const utterance = utterances[at];
    const one = told.get(at + 1);
    const merged = one === undefined ? analysis : mergeReading(analysis, one);
    const moments = grounded.filter(({ n }) => n === at + 1);
    return utterance === undefined || moments.length === 0
      ? merged
      : { ...merged, moments: mergeMoments(merged.moments, moments, utterance) };
  });
  const missing = embedded.filter((_analysis, at) => !told.has(at + 1)).length;
  const dropped = (answer.moments?.length ?? 0) - grounded.length;
  return {
    analyses,
    warnings: [
      ...(missing > 0
        ? [
            `The language model ${by} left out ${missing} of ${embedded.length} utterances; their embedded reading stands.`,
          ]
        : []),
      ...(dropped > 0
        ? [`The language model ${by} named ${counted(dropped, "moment")} whose words were not said; dropped.`]
        : []),
    ],
  };
}

function mergeReading(analysis: UtteranceAnalysis, told: Told): UtteranceAnalysis {
  const sum = EMOTION_LABELS.reduce((total, label) => total + told.emotion[label], 0);
  const sentiment = mergeSentiment(analysis.sentiment, told);
  const emotion = sum <= 0 ? analysis.emotion : mergeEmotion(analysis.emotion, told, sum, sentiment.polarity);
  const { cognitive } = analysis;
  return {
    ...analysis,
    emotion,
    sentiment,
    cognitive: {
      ...cognitive,
      engagement: pooled(cognitive.engagement, told.engagement),
      load: told.cognitive_load ?? cognitive.load,
      rationale: `${cognitive.rationale} Merged with a language model's reading.`,
    },
  };
}

/** Arousal and dominance keep half of what the embedded reading heard: the model knows no voice. */
function mergeEmotion(heard: EmotionReading, told: Told, sum: number, polarity: number): EmotionReading {
  const parts = EMOTION_LABELS.map((label) =>
    Math.round(1e4 * (MODEL_SHARE * (told.emotion[label] / sum) + (1 - MODEL_SHARE) * heard.distribution[label])),
  );
  const top = parts.indexOf(Math.max(...parts));
  parts[top] = (parts[top] ?? 0) + 1e4 - parts.reduce((total, part) => total + part, 0);
  const distribution = Object.fromEntries(EMOTION_LABELS.map((label, at) => [label, (parts[at] ?? 0) / 1e4])) as Record<
    EmotionLabel,
    number
  >;
  const byWords = affectOf(distribution, polarity, UNREMARKABLE);
  const half = (axis: "arousal" | "dominance"): number => short((byWords[axis] + heard.scores[axis]) / 2);
  return {
    distribution,
    scores: { valence: byWords.valence, arousal: half("arousal"), dominance: half("dominance") },
    confidence: (parts[top] ?? 0) / 1e4,
  };
}

function mergeSentiment(read: SentimentReading, told: Told): SentimentReading {
  const polarity = pooled(read.polarity, told.polarity);
  const label = Math.abs(polarity) < NEUTRAL_BELOW ? "neutral" : polarity > 0 ? "positive" : "negative";
  return { label, polarity, subjectivity: pooled(read.subjectivity, told.subjectivity) };
}

function pooled(heard: number, told: number | undefined): number {
  return told === undefined ? heard : short(MODEL_SHARE * told + (1 - MODEL_SHARE) * heard);
}

const SAID_AS: Readonly<Record<Moment["category"], string>> = {
  objection: "raised an objection",
  cta_offered: "proposed a next step",
  cta_accepted: "accepted a proposal",
  cta_rejected: "turned down a proposal",
  topic_shift: "turned to another topic",
};

/** The sentence is ours and quotes the utterance, so that it stays true whatever the model writes. */
function mergeMoments(
  own: readonly Moment[],
  told: readonly NonNullable<WindowAnswer["moments"]>[number][],
  { utteranceId, speaker, startS, endS, text }: Utterance,
): Moment[] {
  const seen = new Map(told.map((one) => [one.category, one]));
  const confirmed = own.map((moment) =>
    seen.has(moment.category) ? { ...moment, confidence: Math.max(moment.confidence, SEEN_BY_BOTH) } : moment,
  );
  const added = [...seen.values()]
    .filter(({ category }) => !own.some((moment) => moment.category === category))
    .map((one, at): Moment => ({
      momentId: `moment_${utteranceId.split("_").at(-1) ?? ""}m${at + 1}`,
      category: one.category,
      speaker,
      startMs: Math.round(startS * 1000),
      endMs: Math.round(endS * 1000),
      utteranceIds: [utteranceId],
      summary: `${speaker} ${SAID_AS[one.category]}: ${quote(text)}.`,
      labels: one.label === undefined || plainText(one.label) === "" ? [] : [plainText(one.label, 40)],
      evidence: [{ utteranceId, text }],
      confidence: SEEN_BY_MODEL,
    }));
  return [...confirmed, ...added];
}

function short(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
