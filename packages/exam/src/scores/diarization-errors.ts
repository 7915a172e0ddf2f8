import { cheapestAssignment } from "./assignment.ts";

/** Somebody speaks, from `startS` to `endS` seconds. */
export interface SpeakerTurn {
  readonly speaker: string;
  readonly startS: number;
  readonly endS: number;
}

/** Seconds. DER is (missedS + falseS + confusedS) / speechS; over several recordings, of the sums. */
export interface DiarizationErrors {
  /** Of all speakers together: where two speak, each second counts twice. */
  readonly speechS: number;
  readonly missedS: number;
  readonly falseS: number;
  readonly confusedS: number;
}

/**
 * The seconds of a recording that are given to nobody, to too many, or to another speaker, after the assignment of speakers to speakers that has the most
 * time in common (NIST's md-eval). Overlapping speech counts. `collarS` seconds before and after each boundary of the reference do not count: a collar of
 * 0.25 is written as 0.25 by md-eval and MeetEval, and as 0.5 by pyannote.metrics.
 */
export function diarizationErrors(
  reference: readonly SpeakerTurn[],
  found: readonly SpeakerTurn[],
  { collarS }: { readonly collarS: number },
): DiarizationErrors {
  const stretches = stretchesOf(reference, found, collarS);
  const partners = assignSpeakers(stretches);
  let sums: DiarizationErrors = { speechS: 0, missedS: 0, falseS: 0, confusedS: 0 };
  for (const { lengthS, said, heard } of stretches) {
    const right = [...heard].filter((speaker) => said.has(partners.get(speaker) ?? "")).length;
    sums = {
      speechS: sums.speechS + lengthS * said.size,
      missedS: sums.missedS + lengthS * Math.max(0, said.size - heard.size),
      falseS: sums.falseS + lengthS * Math.max(0, heard.size - said.size),
      confusedS: sums.confusedS + lengthS * (Math.min(said.size, heard.size) - right),
    };
  }
  return sums;
}

/** Who speaks between two neighbouring boundaries, where it counts. */
interface Stretch {
  readonly lengthS: number;
  readonly said: ReadonlySet<string>;
  readonly heard: ReadonlySet<string>;
}

function stretchesOf(
  reference: readonly SpeakerTurn[],
  found: readonly SpeakerTurn[],
  collarS: number,
): readonly Stretch[] {
  const ends = reference.flatMap(({ startS, endS }) => [startS, endS]);
  const left = ends.map((atS) => ({ startS: atS - collarS, endS: atS + collarS }));
  const all = [...reference, ...found, ...left].flatMap(({ startS, endS }) => [startS, endS]);
  const bounds = [...new Set(all)].toSorted((a, b) => a - b);
  return bounds.slice(1).flatMap((endS, at) => {
    const startS = bounds[at] ?? endS;
    const covers = (span: { readonly startS: number; readonly endS: number }): boolean =>
      span.startS <= startS && span.endS >= endS;
    if (left.some(covers)) return [];
    const speakersOf = (turns: readonly SpeakerTurn[]): Set<string> =>
      new Set(turns.filter(covers).map(({ speaker }) => speaker));
    return { lengthS: endS - startS, said: speakersOf(reference), heard: speakersOf(found) };
  });
}

/** Each speaker that was found, and the one of the reference that it stands for. */
function assignSpeakers(stretches: readonly Stretch[]): ReadonlyMap<string, string> {
  const said = [...new Set(stretches.flatMap((stretch) => [...stretch.said]))];
  const heard = [...new Set(stretches.flatMap((stretch) => [...stretch.heard]))];
  const size = Math.max(said.length, heard.length);
  const costs = Array.from({ length: size }, () => Array.from({ length: size }, () => 0));
  for (const stretch of stretches) {
    for (const [row, one] of heard.entries()) {
      const own = costs[row];
      if (own === undefined || !stretch.heard.has(one)) continue;
      for (const [column, other] of said.entries()) {
        if (stretch.said.has(other)) own[column] = (own[column] ?? 0) - stretch.lengthS;
      }
    }
  }
  const columns = cheapestAssignment(costs);
  return new Map(
    heard.flatMap((speaker, row) => {
      const partner = said[columns[row] ?? -1];
      return partner === undefined ? [] : [[speaker, partner] as const];
    }),
  );
}
