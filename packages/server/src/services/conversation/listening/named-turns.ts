import { groupSpeakers } from "../../../media/listening/speakers/group-speakers.ts";
import type { Voiceprint } from "../../../media/listening/speakers/voiceprint.ts";
import type { Turn } from "../hearing.ts";

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
