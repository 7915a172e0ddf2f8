import type { SpokenSpan } from "@headway-jobs/ports/speaker-finder";

/** Who speaks in a stretch, by the turn that shares most of its time with it; the one nearest to it when none does. */
export function spokenBy(
  stretch: { readonly startS: number; readonly endS: number },
  turns: readonly SpokenSpan[],
): { readonly speaker: string; readonly channel: number } {
  let best: { readonly turn: SpokenSpan; readonly sharedS: number } | undefined;
  for (const turn of turns) {
    const sharedS = Math.min(stretch.endS, turn.endS) - Math.max(stretch.startS, turn.startS);
    if (best === undefined || sharedS > best.sharedS) best = { turn, sharedS };
  }
  return best?.turn ?? { speaker: "Speaker_0", channel: 0 };
}
