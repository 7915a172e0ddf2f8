import type { TranscribedSegment, TranscribedWord } from "@headway-jobs/ports/transcription";
import { z } from "zod";

/** What the runtime says of one span. Lists of a model that does not give them are empty or absent. */
const AnswerSchema = z.looseObject({
  text: z.string().default(""),
  tokens: z.array(z.string()).default([]),
  /** Seconds from the start of the span, one for each token. */
  timestamps: z.array(z.number()).default([]),
  durations: z.array(z.number()).default([]),
  ys_log_probs: z.array(z.number()).default([]),
  segment_timestamps: z.array(z.number()).default([]),
  segment_durations: z.array(z.number()).default([]),
  segment_texts: z.array(z.string()).default([]),
});

type Answer = z.infer<typeof AnswerSchema>;

/** Where a span lies in the recording, in seconds. */
export interface HeardSpan {
  readonly startS: number;
  readonly endS: number;
}

/** Segments of an answer, in order and inside the span. */
export function segmentsOf(body: unknown, span: HeardSpan): TranscribedSegment[] {
  const answer = AnswerSchema.parse(body);
  const words = wordsOf(answer, span);
  if (words !== null) return sentencesOf(words);
  if (answer.segment_texts.length > 0) return timedSegments(answer, span);
  return spoken(answer.text) ? [segment(answer.text, span.startS, span.endS, [])] : [];
}

/** Null when the model does not say when its tokens were spoken, or cuts letters into bytes. */
function wordsOf(answer: Answer, span: HeardSpan): TranscribedWord[] | null {
  const { tokens, timestamps, durations, ys_log_probs: logProbabilities } = answer;
  if (tokens.length === 0 || timestamps.length !== tokens.length || tokens.some((token) => BYTES.test(token))) {
    return null;
  }
  const lengthS = span.endS - span.startS;
  const groups: number[][] = [];
  for (const [at, token] of tokens.entries()) {
    const last = groups.at(-1);
    if (last === undefined || /^[\s▁]/.test(token) || UNSPACED.test(token)) groups.push([at]);
    else last.push(at);
  }
  const timed = groups.map((group): TranscribedWord => {
    const first = group[0] ?? 0;
    const last = group.at(-1) ?? first;
    const startS = clamp(timestamps[first] ?? 0, 0, lengthS);
    const lastS = timestamps[last] ?? startS;
    const nextS = timestamps[last + 1] ?? lengthS;
    const endS = clamp(Math.min(lastS + (durations[last] || LAST_TOKEN_S), nextS), startS, lengthS);
    return {
      text: group
        .map((at) => tokens[at] ?? "")
        .join("")
        .replaceAll("▁", " ")
        .replaceAll(/\s+/g, " ")
        .trim(),
      startS: span.startS + startS,
      endS: span.startS + endS,
      confidence: confidenceOf(group.map((at) => logProbabilities[at])),
    };
  });
  return timed.filter(({ text }) => /^\S+$/.test(text)).toSorted((a, b) => a.startS - b.startS);
}

/** A part of a letter that is no letter alone. */
const BYTES = /\uFFFD|^<0x[0-9A-F]{2}>$/;
/** Scripts without spaces between words, where each sign is taken for one. */
const UNSPACED = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
/** How long the last part of a word lasts where the model does not say: about a syllable. */
const LAST_TOKEN_S = 0.24;

/** The geometric mean of the probabilities; null where one is not known. */
function confidenceOf(logProbabilities: readonly (number | undefined)[]): number | null {
  let sum = 0;
  for (const one of logProbabilities) {
    if (one === undefined || !Number.isFinite(one)) return null;
    sum += one;
  }
  return clamp(Math.exp(sum / logProbabilities.length), 0, 1);
}

/** A pause so long ends a segment, as the end of a sentence does. */
const PAUSE_S = 1;

function sentencesOf(words: readonly TranscribedWord[]): TranscribedSegment[] {
  const groups: TranscribedWord[][] = [];
  for (const word of words) {
    const last = groups.at(-1);
    const before = last?.at(-1);
    const begins =
      before === undefined || /[.?!。？！]["”»)]?$/u.test(before.text) || word.startS - before.endS > PAUSE_S;
    if (begins || last === undefined) groups.push([word]);
    else last.push(word);
  }
  return groups
    .map((group) => {
      const endS = Math.max(...group.map((word) => word.endS));
      return segment(joinWords(group), group[0]?.startS ?? 0, endS, group);
    })
    .filter(({ text }) => spoken(text));
}

function joinWords(words: readonly TranscribedWord[]): string {
  return words
    .map(({ text }) => (UNSPACED.test(text) ? text : ` ${text}`))
    .join("")
    .trim();
}

function timedSegments(answer: Answer, span: HeardSpan): TranscribedSegment[] {
  const lengthS = span.endS - span.startS;
  let fromS = 0;
  return answer.segment_texts.flatMap((text, at) => {
    const startS = clamp(answer.segment_timestamps[at] ?? fromS, fromS, lengthS);
    const endS = clamp(startS + (answer.segment_durations[at] ?? 0), startS, lengthS);
    fromS = startS;
    return spoken(text) ? [segment(text, span.startS + startS, span.startS + endS, [])] : [];
  });
}

function segment(text: string, startS: number, endS: number, words: readonly TranscribedWord[]): TranscribedSegment {
  const known = words.flatMap(({ confidence }) => confidence ?? []);
  const confidence = known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0) / known.length;
  return { text: text.replaceAll(/\s+/g, " ").trim(), startS, endS, confidence, speaker: null, words };
}

/** Whether a text has words; models describe other sounds in brackets or with notes: `[Music]`, `(applause)`, `♪`. */
function spoken(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text.replaceAll(/\[[^\]]*\]|\([^)]*\)|\*[^*]*\*|♪[^♪]*♪?/gu, ""));
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
