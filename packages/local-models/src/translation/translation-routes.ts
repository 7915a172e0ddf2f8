import type { LanguagePair } from "@headway-jobs/ports/translation";
import type { InstalledModel } from "../manifest/model-manifest.ts";
import type { Direction } from "./bergamot-worker.ts";

/** Every language of these models has one to English and one from it. */
export const PIVOT = "en";

interface PairModel extends LanguagePair, Direction {}

/** The directions of the installed models; of two models for one direction the first. */
export function directionsOf(models: readonly InstalledModel[]): readonly PairModel[] {
  const byPair = new Map<string, PairModel>();
  for (const { manifest, folder } of models) {
    if (manifest.capability !== "translation" || manifest.format !== "marian") continue;
    const precision = manifest.options["gemm-precision"];
    for (const pair of manifest.languages) {
      const [, from, to] = /^([a-z]{2,3})(?:-[a-z\d-]+)?>([a-z]{2,3})(?:-[a-z\d-]+)?$/.exec(pair) ?? [];
      if (from === undefined || to === undefined || from === to || byPair.has(`${from}>${to}`)) continue;
      byPair.set(`${from}>${to}`, {
        from,
        to,
        name: manifest.name,
        folder,
        ...(typeof precision === "string" ? { gemmPrecision: precision } : {}),
      });
    }
  }
  return [...byPair.values()];
}

/** One direction, or the two through English; null when there is neither. */
export function routeOf(directions: readonly PairModel[], from: string, to: string): readonly PairModel[] | null {
  const find = (first: string, last: string): PairModel | undefined =>
    directions.find((one) => one.from === first && one.to === last);
  const direct = find(from, to);
  if (direct !== undefined) return [direct];
  const [before, after] = [find(from, PIVOT), find(PIVOT, to)];
  return before === undefined || after === undefined ? null : [before, after];
}

export function pairsOf(directions: readonly PairModel[]): LanguagePair[] {
  const sources = [...new Set(directions.map(({ from }) => from))];
  const targets = [...new Set(directions.map(({ to }) => to))];
  return sources.flatMap((from) =>
    targets.filter((to) => to !== from && routeOf(directions, from, to) !== null).map((to) => ({ from, to })),
  );
}
