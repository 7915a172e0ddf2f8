import type { SpeakerTurn } from "../../packages/exam/src/scores/diarization-errors.ts";

/** Turns as RTTM. */
export function writeRttm(recording: string, turns: readonly SpeakerTurn[]): string {
  const line = ({ speaker, startS, endS }: SpeakerTurn): string =>
    `SPEAKER ${recording} 1 ${startS.toFixed(3)} ${(endS - startS).toFixed(3)} <NA> <NA> ${speaker} <NA> <NA>\n`;
  return turns.map(line).join("");
}
