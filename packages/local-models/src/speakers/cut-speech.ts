import type { SpeakerTurn } from "./speakers-worker.ts";

interface Stretch {
  readonly startS: number;
  readonly endS: number;
}

/** What a turn gets on both sides, as far as nobody else speaks there: networks end turns early. */
const MARGIN_S = 0.2;
/**
 * Turns further from all speech are left out. On meetings (AMI) the network finds some of the speech that Silero's misses (13.4 % → 7.4 %), next to what it
 * finds; in music alone, where Silero's finds nothing, it takes 10 % for speech.
 */
const NEAR_S = 5;
/** Shorter pieces between turns are their margins. */
const SHORTEST_S = 0.3;
/** A speaker continues after a shorter pause. */
const PAUSE_S = 0.5;
/** A longer stretch of one speaker is cut in its pauses. */
const LONGEST_S = 15;

/**
 * Stretches of one speaker each, in order and without overlaps, from turns that may overlap and the speech in which they are. Where two speak at once, the one
 * who began first has the stretch; a turn inside another one's is part of it. Speech without a turn belongs to the nearest speaker. Turns may add speech near
 * that which is known. Without turns there is none.
 */
export function cutSpeech(speech: readonly Stretch[], turns: readonly SpeakerTurn[], lengthS: number): SpeakerTurn[] {
  const near = turns.filter((turn) => speech.some((stretch) => awayS(stretch, turn) <= NEAR_S));
  const known = widened(withoutOverlaps(near), lengthS);
  if (turns.length === 0) return [];
  // Speech stays speech where the network heard somebody only far from it.
  const speakers = known.length === 0 ? turns : known;
  const more = speech.flatMap((stretch) => outside(stretch, known)).map((stretch) => ofNearest(stretch, speakers));
  const all = [...known, ...more].toSorted((a, b) => a.startS - b.startS);
  return joined(all).flatMap((turn) => cutLong(turn, speech));
}

function withoutOverlaps(turns: readonly SpeakerTurn[]): SpeakerTurn[] {
  const single: SpeakerTurn[] = [];
  let untilS = 0;
  for (const turn of turns.toSorted((a, b) => a.startS - b.startS)) {
    if (turn.endS <= untilS) continue;
    single.push({ ...turn, startS: Math.max(turn.startS, untilS) });
    untilS = turn.endS;
  }
  return single;
}

function widened(turns: readonly SpeakerTurn[], lengthS: number): SpeakerTurn[] {
  return turns.map(({ startS, endS, speaker }, at) => {
    const before = turns[at - 1]?.endS ?? -startS;
    const after = turns[at + 1]?.startS ?? 2 * lengthS - endS;
    return {
      startS: startS - Math.min(MARGIN_S, (startS - before) / 2),
      endS: endS + Math.max(0, Math.min(MARGIN_S, (after - endS) / 2)),
      speaker,
    };
  });
}

/** The parts of a stretch in which no turn is. */
function outside({ startS, endS }: Stretch, turns: readonly SpeakerTurn[]): Stretch[] {
  const parts: Stretch[] = [];
  let fromS = startS;
  for (const turn of turns) {
    if (turn.endS <= fromS || turn.startS >= endS) continue;
    parts.push({ startS: fromS, endS: turn.startS });
    fromS = turn.endS;
  }
  parts.push({ startS: fromS, endS });
  return parts.filter((part) => part.endS - part.startS >= SHORTEST_S);
}

function ofNearest(stretch: Stretch, turns: readonly SpeakerTurn[]): SpeakerTurn {
  const nearest = turns.reduce((best, turn) => (awayS(stretch, turn) < awayS(stretch, best) ? turn : best));
  return { ...stretch, speaker: nearest.speaker };
}

/** Seconds between two stretches; below 0 where they overlap. */
const awayS = (one: Stretch, other: Stretch): number => Math.max(other.startS - one.endS, one.startS - other.endS);

function joined(turns: readonly SpeakerTurn[]): SpeakerTurn[] {
  const all: SpeakerTurn[] = [];
  for (const turn of turns) {
    const last = all.at(-1);
    const continues = last?.speaker === turn.speaker && turn.startS - last.endS < PAUSE_S;
    if (last !== undefined && continues) all[all.length - 1] = { ...last, endS: turn.endS };
    else all.push(turn);
  }
  return all;
}

/** The pieces end where a stretch of speech does. */
function cutLong(turn: SpeakerTurn, speech: readonly Stretch[]): SpeakerTurn[] {
  const pieces: SpeakerTurn[] = [];
  let { startS } = turn;
  while (turn.endS - startS > LONGEST_S) {
    const fromS = startS;
    const pauses = speech.filter(({ endS }) => endS > fromS + SHORTEST_S && endS < turn.endS - SHORTEST_S);
    const cut = pauses.findLast(({ endS }) => endS <= fromS + LONGEST_S) ?? pauses[0];
    if (cut === undefined) break;
    const next = speech.find((one) => one.startS >= cut.endS)?.startS ?? turn.endS;
    pieces.push({ ...turn, startS, endS: cut.endS });
    startS = Math.min(Math.max(cut.endS, next), turn.endS - SHORTEST_S);
  }
  return [...pieces, { ...turn, startS }];
}
