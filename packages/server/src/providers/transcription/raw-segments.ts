import type { Doubt } from "@headway-jobs/tools/recognition/plausible-segments";
import { z } from "zod";
import { secondsOfClock, segmentsOfCaptions } from "./caption-segments.ts";

export interface RawWord {
  readonly text: string;
  readonly startS: number;
  readonly endS: number;
  /** 0–1; null where the server does not say. */
  readonly confidence: number | null;
}

export interface RawSegment {
  readonly text: string;
  /** NaN where the server gives no times. */
  readonly startS: number;
  readonly endS: number;
  readonly speaker: string | null;
  /** 0–1 */
  readonly confidence: number | null;
  readonly words: readonly RawWord[];
  /** By the model's own figures. */
  readonly doubt: Doubt;
}

/**
 * Segments of a transcription answer, whichever server gave it: OpenAI's `verbose_json`, `diarized_json` and `json`; whisper.cpp (no `seek`, words within
 * segments); LocalAI (times in nanoseconds); Speaches (`words: null`); vLLM (text and usage only); SRT, WebVTT or plain text. Members may be missing or
 * null, and times may be texts. Null for an answer that is no transcription.
 */
export function rawSegments(body: unknown): RawSegment[] | null {
  if (typeof body === "string") return segmentsOfText(body);
  const parsed = answerSchema.safeParse(body);
  if (!parsed.success) return null;
  const { segments, words, text } = parsed.data;
  const scale = scaleOf(segments ?? []);
  const timed = (segments ?? []).map((segment) => rawSegment(segment, scale));
  if (timed.length > 0)
    return withWords(
      timed,
      (words ?? []).flatMap((word) => rawWord(word, scale)),
    );
  return text === undefined || text === null ? (segments === undefined ? null : []) : segmentsOfText(text);
}

/** Seconds as a number, a number in a text, or `00:01:02.500`. */
const time = z.union([z.number(), z.string()]).nullish().transform(secondsOf);
const figure = z
  .union([z.number(), z.string()])
  .nullish()
  .transform((value) => (value === null || value === undefined || value === "" ? null : Number(value)));

const wordSchema = z.looseObject({
  word: z.string().nullish(),
  text: z.string().nullish(),
  start: time,
  end: time,
  probability: figure,
  confidence: figure,
  score: figure,
});

const segmentSchema = z.looseObject({
  text: z.string().nullish(),
  start: time,
  end: time,
  speaker: z.union([z.string(), z.number()]).nullish(),
  words: z.array(wordSchema).nullish(),
  avg_logprob: figure,
  no_speech_prob: figure,
  compression_ratio: figure,
});

const answerSchema = z
  .looseObject({
    text: z.string().nullish(),
    segments: z.array(segmentSchema).nullish(),
    words: z.array(wordSchema).nullish(),
  })
  .refine(({ text, segments }) => typeof text === "string" || Array.isArray(segments));

type AnswerWord = z.infer<typeof wordSchema>;
type AnswerSegment = z.infer<typeof segmentSchema>;

function secondsOf(value: number | string | null | undefined): number {
  if (typeof value === "number") return value;
  const text = value?.trim() ?? "";
  if (CLOCK.test(text)) return secondsOfClock(text);
  return text === "" ? Number.NaN : Number(text);
}

const CLOCK = /^(?:\d{1,4}:)?\d{1,2}:\d{1,2}(?:[.,]\d{1,9})?$/;

/** Go servers give times as nanoseconds (LocalAI): a sound of more than a day is none that was sent. */
function scaleOf(segments: readonly AnswerSegment[]): number {
  const latest = Math.max(0, ...segments.map(({ end }) => (Number.isFinite(end) ? end : 0)));
  return latest > 1e6 ? 1e-9 : 1;
}

/** Whisper's own thresholds for what it made up out of silence, and for text that repeats itself. */
const SILENCE = { probability: 0.6, logProbability: -1 };
const MOST_COMPRESSION = 2.4;

function rawSegment(segment: AnswerSegment, scale: number): RawSegment {
  const { text, start, end, speaker, avg_logprob: logProbability } = segment;
  return {
    text: text ?? "",
    startS: start * scale,
    endS: end * scale,
    speaker: speaker === null || speaker === undefined ? null : String(speaker),
    confidence: logProbability === null || logProbability > 0 ? null : Math.exp(logProbability),
    words: wholeWords(segment.words ?? []).flatMap((word) => rawWord(word, scale)),
    doubt: doubtOf(segment),
  };
}

/**
 * whisper.cpp times the pieces that its model writes (" count", "able", "."); a piece that does not begin with a space belongs to the word before it. Languages
 * without spaces stay in pieces. A word is as certain as its least certain piece.
 */
function wholeWords(pieces: readonly AnswerWord[]): AnswerWord[] {
  const textOf = ({ word, text }: AnswerWord): string => word ?? text ?? "";
  if (!pieces.some((piece) => textOf(piece).startsWith(" "))) return [...pieces];
  const words: AnswerWord[] = [];
  for (const piece of pieces) {
    const last = words.at(-1);
    const text = textOf(piece);
    if (last === undefined || /^(?:\s|$)|^[^\p{L}\p{N}]*\p{Lo}/u.test(text)) words.push(piece);
    else
      words[words.length - 1] = {
        ...last,
        word: textOf(last) + text,
        end: piece.end,
        probability: least(last.probability, piece.probability),
      };
  }
  return words;
}

const least = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);

/** Two figures against a text say that it is invented. A high compression ratio alone does not: lists, numbers and songs have one. */
function doubtOf(segment: AnswerSegment): Doubt {
  const { no_speech_prob: silence, avg_logprob: logProbability, compression_ratio: ratio } = segment;
  const isSilent = (silence ?? 0) > SILENCE.probability;
  const isCompressed = (ratio ?? 0) > MOST_COMPRESSION;
  if (isSilent && (isCompressed || (logProbability ?? 0) < SILENCE.logProbability)) return "silence";
  if (isSilent) return "near-silence";
  return isCompressed ? "compression" : null;
}

function rawWord(word: AnswerWord, scale: number): RawWord[] {
  const text = (word.word ?? word.text ?? "").trim();
  const [startS, endS] = [word.start * scale, word.end * scale];
  if (text === "" || !Number.isFinite(startS) || !Number.isFinite(endS)) return [];
  const confidence = word.probability ?? word.confidence ?? word.score;
  return [
    {
      text,
      startS,
      endS,
      confidence: confidence === null || !(confidence >= 0 && confidence <= 1) ? null : confidence,
    },
  ];
}

/** Words that stand beside the segments belong to the one in which their middle lies. */
function withWords(segments: readonly RawSegment[], words: readonly RawWord[]): RawSegment[] {
  if (words.length === 0 || segments.some((segment) => segment.words.length > 0)) return [...segments];
  return segments.map((segment) => {
    const own = words.filter(({ startS, endS }) => {
      const middleS = (startS + endS) / 2;
      return middleS >= segment.startS && middleS < segment.endS;
    });
    return { ...segment, words: own };
  });
}

function segmentsOfText(text: string): RawSegment[] | null {
  if (/^\s*<(?:!doctype|html|\?xml)/i.test(text)) return null;
  const captions = segmentsOfCaptions(text);
  if (captions.length > 0) return captions.map((cue) => ({ ...UNTIMED, ...cue }));
  return text.trim() === "" ? [] : [{ ...UNTIMED, text }];
}

const UNTIMED: RawSegment = {
  text: "",
  startS: Number.NaN,
  endS: Number.NaN,
  speaker: null,
  confidence: null,
  words: [],
  doubt: null,
};
