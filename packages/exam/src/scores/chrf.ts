const MAX_LENGTH = 6;
/** Recall counts twice as much as precision. */
const BETA = 2;

/**
 * chrF2 of a corpus (Popović 2015), from 0 to 100: the F-score of the groups of one to six characters that translations and references have in common,
 * without spaces. As sacreBLEU computes it by default ("chrF2|nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no").
 */
export function chrf(translations: readonly string[], references: readonly string[]): number {
  const orders = Array.from({ length: MAX_LENGTH }, () => ({ translated: 0, referred: 0, common: 0 }));
  for (const [at, reference] of references.entries()) {
    const translation = translations[at] ?? "";
    for (const [order, counts] of orders.entries()) {
      const wanted = groupsOf(reference, order + 1);
      const found = groupsOf(translation, order + 1);
      if (wanted.size > 0) counts.translated += sizeOf(found);
      counts.referred += sizeOf(wanted);
      for (const [group, count] of found) counts.common += Math.min(count, wanted.get(group) ?? 0);
    }
  }
  const effective = orders.filter(({ translated, referred }) => translated > 0 && referred > 0);
  const mean = (of: (order: (typeof orders)[number]) => number): number =>
    effective.reduce((sum, order) => sum + of(order), 0) / Math.max(1, effective.length);
  const precision = mean(({ common, translated }) => common / translated);
  const recall = mean(({ common, referred }) => common / referred);
  const weight = BETA ** 2;
  return precision + recall === 0 ? 0 : (100 * (1 + weight) * precision * recall) / (weight * precision + recall);
}

function groupsOf(text: string, length: number): ReadonlyMap<string, number> {
  const characters = [...text.replaceAll(/\s+/gu, "")];
  const groups = new Map<string, number>();
  for (let at = 0; at + length <= characters.length; at += 1) {
    const group = characters.slice(at, at + length).join("");
    groups.set(group, (groups.get(group) ?? 0) + 1);
  }
  return groups;
}

function sizeOf(groups: ReadonlyMap<string, number>): number {
  return [...groups.values()].reduce((sum, count) => sum + count, 0);
}
