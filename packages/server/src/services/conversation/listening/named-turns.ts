import { groupSpeakers } from "@headway-jobs/listening/speakers/group-speakers";
import type { Voiceprint } from "@headway-jobs/listening/speakers/voiceprint";
import type { Turn } from "@headway-jobs/ports/hearing";

export const speakerName = (number: number): string => `Speaker_${number}`;

/**
 * Who speaks in each turn: one speaker for each side of a call, unless more people are said to be on it; otherwise as many as sound different. Numbered in the order in which
 * they are first heard.
 */
export async function namedTurns(
  found: readonly (Omit<Turn, "speaker"> & { readonly print: Voiceprint })[],
  channels: number,
  speakers: number | undefined,
): Promise<Turn[]> {
  const bySide = channels > 1 && (speakers === undefined || speakers === channels);
  const sides = [...new Set(found.map(({ channel }) => channel))];
  const numbers = bySide
    ? found.map(({ channel }) => sides.indexOf(channel))
    : await groupSpeakers(
        found.map(({ print }) => print),
        { count: speakers },
      );
  return found.map(({ print: _print, ...turn }, index) => ({ ...turn, speaker: speakerName(numbers[index] ?? 0) }));
}
