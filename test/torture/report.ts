/** What one part of a torture run found. */
export interface PartReport {
  readonly name: string;
  readonly isClean: boolean;
  readonly figures: Readonly<Record<string, number | string>>;
  readonly problems: readonly string[];
}

/** A table of the parts, with the problems of each below it. */
export function renderReports(reports: readonly (PartReport & { readonly tookMs: number })[]): string {
  const lines = reports.map(({ name, isClean, figures, tookMs }) => {
    const shown = Object.entries(figures).map(([figure, value]) => `${figure} ${value}`);
    return `${isClean ? "clean " : "BROKEN"} ${name.padEnd(12)} ${(tookMs / 1000).toFixed(0).padStart(5)} s  ${shown.join(", ")}`;
  });
  const problems = reports.flatMap(({ name, problems: found }) => found.map((problem) => `[${name}] ${problem}`));
  return [...problems, ...(problems.length === 0 ? [] : [""]), ...lines].join("\n");
}
