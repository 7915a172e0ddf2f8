import { groupSpeakers } from "./group-speakers.ts";
import type { Voiceprint } from "./voiceprint.ts";
import type { Turn } from "@headway-jobs/ports/hearing";

export const speakerName = (number: number): string => `Speaker_${number}`;

/**
 * Who speaks in each turn: one speaker for each side of a call, unless more people are said to be on it; otherwise as
 * many as sound different. Numbered in the order in which they are first heard.
 */
export function namedTurns(
  found: readonly (Omit<Turn, "speaker"> & { readonly print: Voiceprint })[],
  channels: number,
  speakers: number | undefined,
): Turn[] {
  const bySide = channels > 1 && (speakers === undefined || speakers === channels);
  const sides = [...new Set(found.map(({ channel }) => channel))];
  const numbers = bySide
    ? found.map(({ channel }) => sides.indexOf(channel))
    : groupSpeakers(
        found.map(({ print }) => print),
        { count: speakers },
      );
  return found.map(({ print: _print, ...turn }, index) => ({ ...turn, speaker: speakerName(numbers[index] ?? 0) }));
}
