import type { Motion } from "./stage.ts";

export interface Schedule {
  /** When each beat begins, from the beginning of the slide. */
  readonly beatsMs: readonly number[];
  /** Factor on delays and lengths of motions; below 1 where the narration is too short for them. */
  readonly pace: number;
}

export interface Spoken {
  /** How long the slide stands. */
  readonly durationMs: number;
  /** When sentences begin, rising; without them beats are spread evenly. */
  readonly cuesMs?: readonly number[];
  /** What the sentences say, one for each cue: a beat then enters with the sentence that speaks of it. */
  readonly cueTexts?: readonly string[];
}

/** The slide is seen for a moment before anything enters. */
const LEAD_MS = 350;
/** All has arrived for at least this share of the slide before it ends. */
const TAIL_SHARE = 0.08;

/** Spreads the beats over the narration: with the sentences where their times are known, evenly otherwise. */
export function scheduleBeats(beats: readonly string[], motions: readonly Motion[], spoken: Spoken): Schedule {
  const lengths = beats.map((_, beat) =>
    Math.max(0, ...motions.filter((m) => m.beat === beat).map((m) => m.delayMs + m.lengthMs)),
  );
  const longest = Math.max(1, ...lengths);
  const lead = Math.min(LEAD_MS, spoken.durationMs * 0.05);
  const end = spoken.durationMs * (1 - TAIL_SHARE);
  // No beat may take longer than its share of a very short slide.
  const pace = Math.min(1, (end - lead) / Math.max(longest, (beats.length * longest) / 3));
  const wanted = wantedTimes(beats, spoken, lead, end - longest * pace);
  return { beatsMs: inOrder(wanted, lengths, pace, lead, end), pace };
}

function wantedTimes(beats: readonly string[], spoken: Spoken, lead: number, last: number): number[] {
  const cues = (spoken.cuesMs ?? []).filter((cue) => Number.isFinite(cue) && cue >= 0 && cue < spoken.durationMs);
  const evenly = beats.map((_, i) => lead + (i * (last - lead)) / Math.max(1, beats.length - 0.35));
  if (cues.length < 2) return evenly;
  const matched = matchSentences(beats, cues, spoken.cueTexts ?? []);
  const spread = beats.map((_, i) => timeAt(cues, spoken.durationMs, (i * cues.length) / beats.length));
  return fillGaps(matched, spread, lead, last);
}

/** For every beat the sentence that shares most of its words, as long as the order of beats is kept. */
function matchSentences(
  beats: readonly string[],
  cues: readonly number[],
  texts: readonly string[],
): (number | undefined)[] {
  const sentences = texts.slice(0, cues.length).map(wordsOf);
  let from = 0;
  return beats.map((beat) => {
    const words = wordsOf(beat);
    if (words.size === 0) return undefined;
    let [best, score] = [-1, 0.34];
    for (let i = from; i < sentences.length; i++) {
      const shared = [...words].filter((word) => sentences[i]?.has(word) === true).length / words.size;
      if (shared > score) [best, score] = [i, shared];
    }
    if (best < 0) return undefined;
    from = best;
    return cues[best];
  });
}

/** Beats without a sentence of their own go between their neighbours; the first and last as they would be spread. */
function fillGaps(
  matched: readonly (number | undefined)[],
  spread: readonly number[],
  lead: number,
  last: number,
): number[] {
  if (matched.every((time) => time === undefined)) return [...spread];
  return matched.map((time, i) => {
    if (time !== undefined) return time;
    const before = matched.findLastIndex((t, at) => at < i && t !== undefined);
    const after = matched.findIndex((t, at) => at > i && t !== undefined);
    const [fromTime, fromAt] = before < 0 ? [lead, -1] : [matched[before] ?? lead, before];
    const [toTime, toAt] = after < 0 ? [Math.max(last, fromTime), matched.length] : [matched[after] ?? last, after];
    return fromTime + ((toTime - fromTime) * (i - fromAt)) / (toAt - fromAt);
  });
}

/** Rising times that leave every beat the time to arrive before the slide's end. */
function inOrder(
  wanted: readonly number[],
  lengths: readonly number[],
  pace: number,
  lead: number,
  end: number,
): number[] {
  const gap = Math.min(220, (end - lead) / (wanted.length + 1));
  let latest = end;
  const limits = lengths
    .toReversed()
    .map((length) => {
      latest = Math.min(latest, end - length * pace);
      const limit = latest;
      latest -= gap;
      return limit;
    })
    .toReversed();
  let earliest = lead;
  return wanted.map((time, i) => {
    const begin = Math.max(0, Math.min(Math.max(time, earliest), limits[i] ?? end));
    earliest = begin + gap;
    return begin;
  });
}

function timeAt(cues: readonly number[], durationMs: number, position: number): number {
  const index = Math.min(cues.length - 1, Math.floor(position));
  const from = cues[index] ?? 0;
  // With more beats than sentences several share one and divide its time.
  return from + (position - index) * ((cues[index + 1] ?? durationMs) - from) * 0.9;
}

const wordsOf = (text: string): Set<string> =>
  new Set(
    (text.toLowerCase().match(/[\p{L}\p{N}]{3,}|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu) ?? []).map(
      stem,
    ),
  );

/** “Predictions” and “prediction” are one word here. */
const stem = (word: string): string => (word.length > 5 ? word.slice(0, Math.max(5, word.length - 2)) : word);
