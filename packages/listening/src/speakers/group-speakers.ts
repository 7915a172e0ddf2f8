import { voiceDistance } from "./voice-distance.ts";
import { added, secondsOf, type Voiceprint } from "./voiceprint.ts";

export interface SpeakerCount {
  /** How many people speak, when that is known; estimated otherwise. */
  readonly count?: number | undefined;
}

/** When the number of speakers is not given. */
const MAX_SPEAKERS = 8;
/** What is shorter says too little of a voice to found a group. */
const FOUNDING_S = 1;
const MAX_FOUNDING = 150;
/** A group with less speech is taken for a mistake when the number of speakers is estimated. */
const MIN_GROUP_S = 1.5;
/** Two groups that are as near as this to a short utterance: then the last speaker continues. */
const AMBIGUOUS = 0.8;

/**
 * Who speaks in each utterance of a recording, given their voiceprints in order of time: 0, 1, 2 … in order of first
 * appearance. Agglomerative: each utterance of a second or more begins as a group, and the two groups most alike are
 * joined while they are likelier one voice than two (`voiceDistance` under 0), or until `count` are left; shorter ones
 * join the nearest group. Takes seconds for a recording of hours: for worker threads.
 */
export function groupSpeakers(prints: readonly Voiceprint[], { count }: SpeakerCount = {}): readonly number[] {
  if (prints.length === 0) return [];
  const groups = joinAlike(foundingOf(prints), count);
  const voices = count === undefined ? withoutStrays(groups) : groups;
  let before: number | null = null;
  const labels = prints.map((print) => {
    const label = nearestOf(print, voices, before);
    before = label;
    return label;
  });
  const order = [...new Set(labels)];
  return labels.map((label) => order.indexOf(label));
}

/** Of too many, some from everywhere: the longest would leave out who speaks in short sentences. */
function foundingOf(prints: readonly Voiceprint[]): readonly Voiceprint[] {
  const long = prints.filter((print) => secondsOf(print) >= FOUNDING_S);
  const able = long.length > 0 ? long : prints;
  const count = Math.min(MAX_FOUNDING, able.length);
  const spread = Array.from({ length: count }, (_, n) => able[Math.floor((n * able.length) / count)]);
  return spread.filter((print) => print !== undefined).toSorted((a, b) => b.frames - a.frames);
}

function joinAlike(founding: readonly Voiceprint[], count: number | undefined): Voiceprint[] {
  const groups = [...founding];
  const distances: number[][] = [];
  for (const [row, one] of groups.entries()) {
    distances.push(groups.slice(0, row).map((other) => voiceDistance(one, other)));
  }
  while (groups.length > (count ?? 1)) {
    const { one, other, distance } = nearestPair(distances);
    if (count === undefined && distance >= 0 && groups.length <= MAX_SPEAKERS) break;
    const [first, second] = [groups[one], groups[other]];
    if (first === undefined || second === undefined) break;
    const joined = added(first, second);
    remove(one, groups, distances);
    remove(other, groups, distances);
    distances.push(groups.map((group) => voiceDistance(joined, group)));
    groups.push(joined);
  }
  return groups;
}

/** `one` is the later of the two. */
function nearestPair(distances: readonly (readonly number[])[]): { one: number; other: number; distance: number } {
  let best = { one: 1, other: 0, distance: Number.POSITIVE_INFINITY };
  for (const [one, row] of distances.entries()) {
    for (const [other, distance] of row.entries()) if (distance < best.distance) best = { one, other, distance };
  }
  return best;
}

function remove(index: number, groups: Voiceprint[], distances: number[][]): void {
  groups.splice(index, 1);
  distances.splice(index, 1);
  for (const row of distances) if (row.length > index) row.splice(index, 1);
}

function withoutStrays(groups: readonly Voiceprint[]): readonly Voiceprint[] {
  const kept = groups.filter((group) => secondsOf(group) >= MIN_GROUP_S);
  return kept.length > 0 ? kept : groups.toSorted((a, b) => b.frames - a.frames).slice(0, 1);
}

function nearestOf(print: Voiceprint, voices: readonly Voiceprint[], before: number | null): number {
  const distances = voices.map((voice) => voiceDistance(print, voice));
  const nearest = distances.indexOf(Math.min(...distances));
  if (before === null || secondsOf(print) >= FOUNDING_S) return nearest;
  return (distances[before] ?? Number.POSITIVE_INFINITY) - (distances[nearest] ?? 0) < AMBIGUOUS ? before : nearest;
}

export interface SpeakerTracker {
  /** Who speaks in the next utterance; never taken back. */
  label(print: Voiceprint): number;
}

/** `groupSpeakers` for sound that is still coming: each utterance is labelled when it is heard. The same voiceprints in the same order get the same labels. */
export function createSpeakerTracker({ count }: SpeakerCount = {}): SpeakerTracker {
  const voices: Voiceprint[] = [];
  let before: number | null = null;
  return {
    label(print) {
      const nearest = voices.length === 0 ? 0 : nearestOf(print, voices, before);
      const voice = voices[nearest];
      const isNew = voice === undefined || isAnother(print, voice, voices.length);
      const label = isNew ? voices.length : nearest;
      if (voice === undefined || isNew) voices.push(print);
      else voices[label] = added(voice, print);
      before = label;
      return label;
    },
  };

  function isAnother(print: Voiceprint, nearest: Voiceprint, known: number): boolean {
    if (known >= (count ?? MAX_SPEAKERS) || secondsOf(print) < FOUNDING_S) return false;
    return voiceDistance(print, nearest) > 0;
  }
}
