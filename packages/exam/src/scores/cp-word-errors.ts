import { cheapestAssignment } from "./assignment.ts";
import { type WordErrors, wordErrors } from "./word-errors.ts";

/** What somebody says in a stretch; the order in the list is the order in time. */
export interface SpokenWords {
  readonly speaker: string;
  readonly words: readonly string[];
}

/**
 * cpWER (concatenated minimum-permutation word errors, Watanabe et al. 2020): all that each speaker says as one text, with the assignment of speakers to
 * speakers that leaves the fewest errors. A speaker too many or too few counts with all words.
 */
export function cpWordErrors(reference: readonly SpokenWords[], heard: readonly SpokenWords[]): WordErrors {
  const [said, found] = [bySpeaker(reference), bySpeaker(heard)];
  const size = Math.max(said.length, found.length);
  const costs = Array.from({ length: size }, (_row, row) =>
    Array.from({ length: size }, (_column, column) => wordErrors(said[row] ?? [], found[column] ?? [])),
  );
  const errors = cheapestAssignment(costs).reduce((sum, column, row) => sum + (costs[row]?.[column] ?? 0), 0);
  return { errors, words: said.reduce((sum, words) => sum + words.length, 0) };
}

function bySpeaker(parts: readonly SpokenWords[]): readonly (readonly string[])[] {
  const all = new Map<string, string[]>();
  for (const { speaker, words } of parts) {
    const own = all.get(speaker) ?? [];
    own.push(...words);
    all.set(speaker, own);
  }
  return [...all.values()];
}
