import type { ReadUtterance } from "../read-utterance.ts";
import { quote } from "../text/quote.ts";
import { inWords, termsOf } from "../topics/terms.ts";
import { counted, type Facts, mark, mean } from "./facts.ts";
import { keyMoments } from "./insights.ts";
import type { QuotedOnce } from "./quoted-once.ts";

const MAX_INSIGHTS = 8;
const RELATED_SHOWN = 4;

/** The utterances and moments to look at, each with its `[mm:ss]`; what has to do with the goal comes first, the rest in order of time. */
export function keyInsights(facts: Facts, quoted: QuotedOnce): string[] {
  const { related, transitions } = facts;
  const closest = related.slice(0, RELATED_SHOWN).map((one) => lineOf(one));
  const moments = keyMoments(facts).map((moment): Line => ({
    id: moment.utteranceIds.at(-1) ?? "",
    atS: moment.startMs / 1000,
    sentence: moment.summary,
  }));
  const turns = transitions.slice(0, 3).map((turn): Line => ({
    id: turn.transitionId,
    atS: turn.atMs / 1000,
    sentence: `${turn.speaker} turned from ${turn.from.emotion} to ${turn.to.emotion}${driver(turn.drivers)}.`,
  }));
  const central = centralUtterances(facts, 3)
    .filter(({ utterance }) => !quoted.has(utterance.utteranceId))
    .map((one) => lineOf(one));
  const others = unique([...moments, ...turns, ...central]).filter(({ id }) => !closest.some((one) => one.id === id));
  const chosen = others.slice(0, Math.max(2, MAX_INSIGHTS - closest.length)).toSorted((a, b) => a.atS - b.atS);
  // What the goal asked for is quoted whether it was before or not.
  for (const { id } of closest) quoted.after(id, "");
  return [
    ...closest.map(({ atS, sentence }) => `${mark(atS)} ${sentence}`),
    ...chosen.map(({ id, atS, sentence }) => `${mark(atS)} ${quoted.sentence(id, sentence)}`),
  ];
}

interface Line {
  /** The utterance, or the transition. */
  readonly id: string;
  readonly atS: number;
  readonly sentence: string;
}

function unique(lines: readonly Line[]): Line[] {
  return lines.filter((one, at) => lines.findIndex(({ id }) => id === one.id) === at);
}

function lineOf({ utterance, analysis }: ReadUtterance): Line {
  const { utteranceId, speaker, startS, text } = utterance;
  return {
    id: utteranceId,
    atS: startS,
    sentence: analysis.moments[0]?.summary ?? `${speaker} said: ${quote(text)}.`,
  };
}

function driver(drivers: Readonly<Record<string, number>>): string {
  const [first] = Object.entries(drivers).toSorted(([, a], [, b]) => b - a);
  return first === undefined
    ? ""
    : `, mostly by ${first[0] === "words" ? "the words" : `the ${first[0]} of the voice`}`;
}

/** The utterances that hold most of what the talk is about (sum-based extractive ranking: Nenkova & Vanderwende 2005), long ones not favoured. */
function centralUtterances({ read }: Facts, limit: number): ReadUtterance[] {
  const counts = new Map<string, number>();
  for (const { words } of read)
    for (const { key } of termsOf(words.tokens)) counts.set(key, (counts.get(key) ?? 0) + 1);
  const weigh = ({ words, languageKnown }: ReadUtterance): number => {
    const keys = [...new Set(termsOf(words.tokens).map(({ key }) => key))];
    if (!languageKnown || keys.length < 3 || words.tokens.length > 60) return 0;
    return keys.reduce((sum, key) => sum + (counts.get(key) ?? 0) - 1, 0) / Math.sqrt(keys.length + 4);
  };
  return read
    .map((one) => ({ one, weight: weigh(one) }))
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
    .slice(0, limit)
    .map(({ one }) => one);
}

const LONG_MONOLOGUE_S = 60;
const UNEVEN = 0.7;
const MANY_HEDGES = 4;
const MANY_FILLERS = 4;

/** Regularities over the whole talk, each with its count. */
export function notablePatterns(facts: Facts): string[] {
  const { speakers, moments, read } = facts;
  const patterns: string[] = [];
  const [first] = speakers;
  if (first !== undefined && speakers.length > 1 && first.talkShare >= UNEVEN)
    patterns.push(`${first.speaker} held ${Math.round(first.talkShare * 100)} % of the speech.`);
  for (const one of speakers) {
    if (one.longestMonologueS >= LONG_MONOLOGUE_S && speakers.length > 1)
      patterns.push(
        `${one.speaker} spoke for ${Math.round(one.longestMonologueS)} s without a break from ${mark(one.longestMonologueAtS)}.`,
      );
    if (one.interruptions > 1)
      patterns.push(`${one.speaker} began ${one.interruptions} times while another was still speaking.`);
    const per100 = (name: string): number =>
      (100 * one.utterances.reduce((sum, { analysis }) => sum + (analysis.cognitive.signals[name] ?? 0), 0)) /
      Math.max(1, one.words);
    if (one.words >= 40 && per100("hedges") >= MANY_HEDGES)
      patterns.push(`${one.speaker} hedged often (${per100("hedges").toFixed(1)} hedges in 100 words).`);
    if (one.words >= 40 && per100("fillers") >= MANY_FILLERS)
      patterns.push(`${one.speaker} filled pauses often (${per100("fillers").toFixed(1)} fillers in 100 words).`);
  }
  const objections = moments.filter(({ category }) => category === "objection");
  const kinds = [...new Set(objections.flatMap(({ labels }) => labels.slice(0, 1)))];
  if (objections.length > 1)
    patterns.push(`${counted(objections.length, "objection")} came up, about ${inWords(kinds)}.`);
  const offers = moments.filter(({ category }) => category === "cta_offered").length;
  if (offers > 2) patterns.push(`${counted(offers, "proposal")} ${offers === 1 ? "was" : "were"} made over the talk.`);
  const loaded = read.filter(({ analysis }) => analysis.cognitive.load === "high");
  if (loaded.length >= 3)
    patterns.push(
      `${counted(loaded.length, "utterance")} showed signs of high load, the first at ${mark(loaded[0]?.utterance.startS ?? 0)}.`,
    );
  const pattern = engagementLine(facts);
  return pattern === "" ? patterns : [...patterns, pattern];
}

function engagementLine({ read }: Facts): string {
  if (read.length < 3) return "";
  const third = Math.floor(read.length / 3);
  const [early, late] = [read.slice(0, third), read.slice(-third)].map((part) =>
    mean(part.map(({ analysis }) => analysis.cognitive.engagement)),
  ) as [number, number];
  const figures = `${early.toFixed(2)} in the first third, ${late.toFixed(2)} in the last`;
  if (late - early > 0.07) return `Engagement rose (${figures}).`;
  if (early - late > 0.07) return `Engagement fell (${figures}).`;
  return `Engagement stayed level (${figures}).`;
}
