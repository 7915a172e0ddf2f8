import type { Moment, Transition } from "@headway-jobs/ports/conversation-analysis";
import type { ReadUtterance } from "../read-utterance.ts";
import { TermCounts, termKey } from "../topics/terms.ts";
import { type Goal, relatedness } from "./goal.ts";
import { type NextStep, nextStepsIn } from "./next-steps.ts";

/** What the conclusion is drawn from, counted once. */
export interface Facts {
  readonly read: readonly ReadUtterance[];
  readonly speakers: readonly SpeakerFacts[];
  readonly moments: readonly Moment[];
  readonly transitions: readonly Transition[];
  readonly topics: readonly string[];
  readonly nextSteps: readonly NextStep[];
  readonly lengthS: number;
  /** Share of utterances whose words could be read, 0–1. */
  readonly readableShare: number;
  readonly goal: Goal | null;
  /** Utterances that have to do with the goal, the closest first. */
  readonly related: readonly ReadUtterance[];
}

export interface SpeakerFacts {
  readonly speaker: string;
  readonly utterances: readonly ReadUtterance[];
  readonly turns: number;
  readonly words: number;
  readonly speechS: number;
  /** Share of all speech, 0–1. */
  readonly talkShare: number;
  readonly questions: number;
  /** Times they began while another still spoke, and of these the times that left the other less than half a second to finish. */
  readonly overlaps: number;
  readonly interruptions: number;
  readonly longestMonologueS: number;
  readonly longestMonologueAtS: number;
  readonly meanResponseS: number | null;
  readonly topics: readonly string[];
}

const OVERLAP_S = 0.2;
const INTERRUPTION_S = 0.5;
const SHOWN_TOPICS = 5;

export function gatherFacts(read: readonly ReadUtterance[], goal: Goal | null): Facts {
  const startS = Math.min(...read.map(({ utterance }) => utterance.startS));
  const endS = Math.max(...read.map(({ utterance }) => utterance.endS));
  const moments = read.flatMap(({ analysis }) => analysis.moments);
  const nextSteps = nextStepsIn(read);
  const related = read
    .map((one) => ({ one, closeness: relatedness(one, goal, { read, moments, nextSteps, mark }) }))
    .filter(({ closeness }) => closeness > 0)
    // Among equals what was felt most comes first.
    .toSorted((a, b) => b.closeness - a.closeness || calmness(a.one) - calmness(b.one))
    .map(({ one }) => one);
  return {
    read,
    speakers: speakersOf(read),
    moments,
    transitions: read.flatMap(({ analysis }) => analysis.transitions),
    topics: topicsOf(read, SHOWN_TOPICS),
    nextSteps,
    lengthS: Math.max(0, endS - startS),
    readableShare: mean(read.map(({ languageKnown }) => (languageKnown ? 1 : 0))),
    goal,
    related,
  };
}

function calmness({ analysis }: ReadUtterance): number {
  return analysis.emotion.distribution.neutral;
}

/** The nouns that carry a stretch of talk: frequent, and spread over several utterances; two that mostly come together are one topic. */
export function topicsOf(read: readonly ReadUtterance[], limit: number): string[] {
  const counts = new TermCounts();
  const spread = new Map<string, number>();
  const pairs = new Map<string, number>();
  for (const { nouns } of read) {
    counts.add(nouns);
    for (const key of new Set(nouns.map((noun) => noun.key))) spread.set(key, (spread.get(key) ?? 0) + 1);
    for (const { pair } of nouns) if (pair !== null) pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  const weigh = (least: number) => (key: string, count: number) =>
    (spread.get(key) ?? 0) >= least ? count + (spread.get(key) ?? 0) : 0;
  const repeated = counts.top(limit, weigh(2));
  // A short talk may name its topics once each; a long one that repeats none has none.
  const top =
    repeated.length < 2 && read.length <= SHORT_TALK ? counts.top(Math.min(limit, FEW_TOPICS), weigh(1)) : repeated;
  const paired = top.map(
    (topic) => [...pairs].find(([pair, times]) => isMostly(pair, topic, times, counts))?.[0] ?? topic,
  );
  return [...new Set(paired)];
}

const SHORT_TALK = 20;
const FEW_TOPICS = 3;

/** Neither half is mostly said without the other. */
function isMostly(pair: string, topic: string, times: number, counts: TermCounts): boolean {
  const halves = pair.split(" ");
  return halves.includes(topic) && halves.every((half) => 2 * times > counts.count(termKey(half)));
}

function speakersOf(read: readonly ReadUtterance[]): SpeakerFacts[] {
  const names = [...new Set(read.map(({ utterance }) => utterance.speaker))];
  const spokenS = read.reduce((sum, { utterance }) => sum + lengthOf(utterance), 0);
  return names.map((speaker) => speakerFacts(speaker, read, spokenS)).toSorted((a, b) => b.speechS - a.speechS);
}

function speakerFacts(speaker: string, read: readonly ReadUtterance[], spokenS: number): SpeakerFacts {
  const utterances = read.filter(({ utterance }) => utterance.speaker === speaker);
  const speechS = utterances.reduce((sum, { utterance }) => sum + lengthOf(utterance), 0);
  const latencies = utterances.flatMap(({ responseLatencyS }) => (responseLatencyS === null ? [] : [responseLatencyS]));
  const runs = runsOf(speaker, read);
  const longest = runs.reduce((best, run) => (run.lengthS > best.lengthS ? run : best), { lengthS: 0, startS: 0 });
  return {
    speaker,
    utterances,
    turns: runs.length,
    words: utterances.reduce((sum, { words }) => sum + words.tokens.length, 0),
    speechS,
    talkShare: spokenS === 0 ? 1 / new Set(read.map(({ utterance }) => utterance.speaker)).size : speechS / spokenS,
    questions: utterances.reduce((sum, { words }) => sum + words.questions, 0),
    overlaps: latencies.filter((latencyS) => latencyS < -OVERLAP_S).length,
    interruptions: latencies.filter((latencyS) => latencyS < -INTERRUPTION_S).length,
    longestMonologueS: longest.lengthS,
    longestMonologueAtS: longest.startS,
    meanResponseS: latencies.length === 0 ? null : mean(latencies.map((latencyS) => Math.max(0, latencyS))),
    topics: topicsOf(utterances, 3),
  };
}

/** Stretches in which nobody else spoke. */
function runsOf(speaker: string, read: readonly ReadUtterance[]): { lengthS: number; startS: number }[] {
  const runs: { lengthS: number; startS: number }[] = [];
  let open = false;
  for (const { utterance } of read) {
    const last = runs.at(-1);
    if (utterance.speaker !== speaker) open = false;
    else if (open && last !== undefined) last.lengthS += lengthOf(utterance);
    else {
      runs.push({ lengthS: lengthOf(utterance), startS: utterance.startS });
      open = true;
    }
  }
  return runs;
}

function lengthOf({ startS, endS }: { readonly startS: number; readonly endS: number }): number {
  return Math.max(0, endS - startS);
}

export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function deviationOf(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}

export function rounded(value: number, digits = 3): number {
  return Number(value.toFixed(digits));
}

/** `[mm:ss]`. */
export function mark(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `[${String(Math.floor(whole / 60)).padStart(2, "0")}:${String(whole % 60).padStart(2, "0")}]`;
}

/** "1 question", "3 questions". */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}
