import { HeadwayError } from "@headway-jobs/contract";
import type { SpeakerTurn } from "../scores/diarization-errors.ts";

/**
 * The turns of an RTTM file (NIST): `SPEAKER file channel start length … speaker …`, one a line, in the order of their starts. A file may have turns of several
 * recordings: `recording` selects those of one. Throws INVALID_INPUT for a turn without times.
 */
export function readRttm(text: string, recording?: string): SpeakerTurn[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim().split(/\s+/))
    .filter(([kind, name]) => kind === "SPEAKER" && (recording === undefined || name === recording))
    .map((fields) => turnOf(fields))
    .toSorted((a, b) => a.startS - b.startS);
}

function turnOf(fields: readonly string[]): SpeakerTurn {
  const [startS, lengthS] = [Number(fields[3]), Number(fields[4])];
  if (!(startS >= 0 && lengthS >= 0)) {
    throw new HeadwayError("INVALID_INPUT", `The RTTM line “${fields.join(" ").slice(0, 80)}” has no times.`);
  }
  // To the millisecond: the sum of two decimals is not the next boundary.
  return { speaker: fields[7] ?? "", startS, endS: Math.round((startS + lengthS) * 1000) / 1000 };
}
