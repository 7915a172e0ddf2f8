import type { CognitiveReading, LevelledScore } from "@headway-jobs/ports/conversation-analysis";
import { FUNCTION_WORDS } from "../lexicon/speech-words.ts";
import type { WordReading } from "../text/read-words.ts";
import { listed } from "../lexicon/tokens.ts";
import type { Deviations } from "../voice/usual-voice.ts";
import { voiceArousal } from "../voice/voice-evidence.ts";

export interface CognitiveInput {
  readonly words: WordReading;
  readonly deviations: Deviations;
  readonly pauseShare: number;
  readonly pauses: number;
  readonly hasSound: boolean;
  /** Seconds since another speaker ended; null when nobody else spoke just before. Negative when it overlaps. */
  readonly responseLatencyS: number | null;
  /** How many words of substance it shares with what the other speaker just said. */
  readonly takenUp: number;
  readonly languageKnown: boolean;
}

export interface Cognition {
  readonly cognitive: CognitiveReading;
  readonly commitment: LevelledScore;
  readonly passion: LevelledScore;
  readonly conviction: LevelledScore;
}

const COMMON = new Set(listed(FUNCTION_WORDS));
const FIRST_SINGULAR = new Set(listed(`i i'm i've i'll i'd me my mine myself`));
const FIRST_PLURAL = new Set(listed(`we we're we've we'll we'd us our ours ourselves let's`));
const SECOND = new Set(listed(`you you're you've you'll you'd your yours`));

type Signals = ReturnType<typeof countSignals>;

/**
 * Counts what speech shows of attention, effort and commitment. The classes are published (hedges, fillers, repairs, pauses, latency: see docs/analysis.md);
 * the weights of the scores are set by hand, as no labelled minds stand behind them.
 */
export function readCognition(input: CognitiveInput, feelingStrength: number): Cognition {
  const signals = countSignals(input);
  const load = loadOf(signals, input);
  const conviction = convictionOf(signals, input);
  const engagement = engagementOf(signals, input);
  return {
    cognitive: {
      signals: { ...signals, load_score: short(load), confidence: conviction },
      engagement,
      load: load > 0.55 ? "high" : load > 0.3 ? "medium" : "low",
      rationale: rationale(signals, input, load),
    },
    commitment: levelled(commitmentOf(input.words, signals)),
    passion: levelled(passionOf(input, feelingStrength)),
    conviction: levelled(conviction),
  };
}

function countSignals({ words, deviations, pauseShare, pauses, responseLatencyS, takenUp }: CognitiveInput) {
  const { tokens, markers } = words;
  const count = (set: ReadonlySet<string>): number => tokens.filter(({ word }) => set.has(word)).length;
  const substance = tokens.filter(({ word }) => !COMMON.has(word)).length;
  return {
    words: tokens.length,
    hedges: markers.hedge.length,
    boosters: markers.booster.length,
    fillers: markers.filler.length,
    questions: words.questions,
    repairs: markers.repair.length,
    repetitions: repetitionsIn(words),
    discourse_markers: markers.discourse.length,
    first_person_singular: count(FIRST_SINGULAR),
    first_person_plural: count(FIRST_PLURAL),
    second_person: count(SECOND),
    lexical_density: tokens.length === 0 ? 0 : short(substance / tokens.length),
    mean_sentence_words: short(tokens.length / Math.max(1, tokens.filter(({ marks }) => /[.!?]/.test(marks)).length)),
    commitments: markers.commissive.length,
    rate_deviation: short(deviations.rate),
    pause_share: short(pauseShare),
    pauses,
    taken_up_words: takenUp,
    ...(responseLatencyS === null ? {} : { response_latency_s: short(responseLatencyS) }),
  };
}

/** A word said twice running ("the the"), or two words ("we could we could"): restarts of spontaneous speech. */
function repetitionsIn({ tokens }: WordReading): number {
  const emphatic = new Set([
    "very",
    "really",
    "no",
    "yes",
    "yeah",
    "so",
    "ha",
    "bye",
    "okay",
    "ok",
    "right",
    "had",
    "that",
    "now",
  ]);
  let repeated = 0;
  for (let at = 1; at < tokens.length; at += 1) {
    const word = tokens[at]?.word;
    if (word === tokens[at - 1]?.word && !emphatic.has(word ?? "")) repeated += 1;
    else if (at >= 3 && word === tokens[at - 2]?.word && tokens[at - 1]?.word === tokens[at - 3]?.word) repeated += 1;
  }
  return repeated;
}

/** Disfluency, slow delivery, long pauses and late answers grow with load (Berthold & Jameson 1999; Khawaja et al. 2014). */
function loadOf(signals: Signals, { deviations, pauseShare, responseLatencyS, hasSound }: CognitiveInput): number {
  const per = Math.max(8, signals.words);
  const disfluent = (signals.fillers + 1.5 * signals.repairs + 1.5 * signals.repetitions + 0.5 * signals.hedges) / per;
  const paused = hasSound ? Math.max(0, pauseShare - 0.15) : 0;
  const slow = Math.max(0, -deviations.rate);
  const late = responseLatencyS === null ? 0 : Math.max(0, Math.min(3, responseLatencyS - 1));
  const long = Math.max(0, Math.min(1, (signals.mean_sentence_words - 25) / 40));
  return 1 - Math.exp(-(2.6 * disfluent + 0.9 * paused + 0.2 * slow + 0.12 * late + 0.15 * long + 0.12));
}

/** Who is engaged says more, asks, turns to the other, takes up their words, answers soon and with a livelier voice. */
function engagementOf(
  signals: Signals,
  { deviations, responseLatencyS, takenUp, languageKnown }: CognitiveInput,
): number {
  const said = Math.min(1, signals.words / 20);
  const soon = responseLatencyS === null ? 0 : Math.max(-1, Math.min(1, (1.2 - responseLatencyS) / 1.5));
  const turned = Math.min(
    1,
    signals.questions * 0.6 + signals.second_person * 0.25 + signals.first_person_plural * 0.15,
  );
  const sum =
    -0.7 + 1.2 * said + 0.6 * turned + 0.5 * Math.min(1, takenUp / 2) + 0.35 * soon + 0.9 * voiceArousal(deviations);
  return short(1 / (1 + Math.exp(-(languageKnown ? sum : 0.9 * voiceArousal(deviations) + 0.35 * soon))));
}

function commitmentOf({ markers }: WordReading, signals: Signals): number {
  const sum =
    -1.1 +
    1.5 * Math.min(2, signals.commitments) +
    0.5 * Math.min(2, signals.boosters) -
    0.6 * Math.min(3, signals.hedges);
  return 1 / (1 + Math.exp(-(sum - 0.5 * Math.min(2, markers.negator.length))));
}

function passionOf({ words, deviations }: CognitiveInput, feelingStrength: number): number {
  const shown = 0.5 * Math.min(2, words.markers.amplifier.length) + 0.5 * Math.min(2, words.exclamations);
  return 1 / (1 + Math.exp(-(-1.7 + 2.2 * feelingStrength + shown + 1.3 * voiceArousal(deviations))));
}

function convictionOf(signals: Signals, { deviations, words }: CognitiveInput): number {
  const sure = 0.8 * Math.min(2, signals.boosters) + 0.5 * Math.min(1, signals.commitments);
  const unsure = 0.7 * Math.min(3, signals.hedges) + 0.3 * Math.min(3, signals.fillers) + 0.4 * signals.questions;
  const voice = 0.15 * (deviations.level - deviations["final rise"] + deviations.rate * 0.5);
  return short(1 / (1 + Math.exp(-(sure - unsure + voice + (words.tokens.length > 3 ? 0.1 : 0)))));
}

function levelled(score: number): LevelledScore {
  return { score: short(score), level: score >= 0.62 ? "high" : score >= 0.38 ? "medium" : "low" };
}

function rationale(signals: Signals, input: CognitiveInput, load: number): string {
  if (input.words.tokens.length === 0)
    return "No words were recognised, so the reading rests on the sound and its timing.";
  if (!input.languageKnown)
    return "The words are in a language that the word lists do not know, so the reading rests on the sound and its timing.";
  const counted = (
    [
      ["hedge", signals.hedges],
      ["filler", signals.fillers],
      ["repair or repetition", signals.repairs + signals.repetitions],
      ["question", signals.questions],
      ["commitment", signals.commitments],
    ] as const
  ).flatMap(([name, count]) => (count === 0 ? [] : [`${count} ${plural(name, count)}`]));
  const timing = [
    input.hasSound && input.pauseShare >= 0.25 ? `${Math.round(input.pauseShare * 100)} % pauses` : "",
    Math.abs(input.deviations.rate) >= 0.8
      ? `${input.deviations.rate > 0 ? "faster" : "slower"} speech than usual`
      : "",
    input.responseLatencyS !== null && input.responseLatencyS >= 1.5
      ? `an answer after ${input.responseLatencyS.toFixed(1)} s`
      : "",
  ].filter((part) => part !== "");
  const seen = [...counted, ...timing];
  const level = load > 0.55 ? "high" : load > 0.3 ? "some" : "little";
  const inWords = `${signals.words} ${plural("word", signals.words)}`;
  return seen.length === 0
    ? `Fluent speech of ${inWords} without hedges or fillers speaks for ${level} load.`
    : `In ${inWords}: ${seen.join(", ")}; this speaks for ${level} load.`;
}

function plural(noun: string, count: number): string {
  if (count === 1) return noun;
  return noun === "repair or repetition" ? "repairs or repetitions" : `${noun}s`;
}

function short(value: number): number {
  return Math.round(value * 1000) / 1000;
}
