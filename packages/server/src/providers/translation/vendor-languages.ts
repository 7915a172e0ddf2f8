import { systemClock } from "@headway-jobs/tools/time/system-clock";
import { HeadwayError } from "@headway-jobs/contract";
import { languageName, type LanguagePair, primaryLanguage } from "@headway-jobs/ports/translation";

/** A pair in a vendor's own codes, e.g. `en` to `pt-BR`. */
export type VendorPair = LanguagePair;

const KEPT_MS = 60 * 60_000;

/** A list that a server is asked for once an hour; a failure is not kept. */
export function keptForAnHour<T>(
  ask: (signal?: AbortSignal) => Promise<T>,
  now = (): number => systemClock.nowMs(),
): typeof ask {
  let kept: { readonly value: T; readonly at: number } | undefined;
  return async (signal) => {
    if (kept !== undefined && now() - kept.at < KEPT_MS) return kept.value;
    const value = await ask(signal);
    kept = { value, at: now() };
    return value;
  };
}

/** The pairs in codes without region, each once. */
export function plainPairs(pairs: readonly VendorPair[]): LanguagePair[] {
  const plain = pairs
    .map(({ from, to }) => ({ from: primaryLanguage(from), to: primaryLanguage(to) }))
    .filter(({ from, to }) => from !== to && /^[a-z]{2,3}$/.test(from) && /^[a-z]{2,3}$/.test(to));
  return [...new Map(plain.map((pair) => [`${pair.from}-${pair.to}`, pair])).values()];
}

/** The vendor's codes for two languages: the region that was asked for where the vendor has it, else none, else its first. */
export function vendorPair(pairs: readonly VendorPair[], from: string, to: string, vendor: string): VendorPair {
  const [source, target] = [primaryLanguage(from), primaryLanguage(to)];
  const fitting = pairs.filter((pair) => primaryLanguage(pair.from) === source && primaryLanguage(pair.to) === target);
  const exact = fitting.find((pair) => pair.to.toLowerCase() === to.toLowerCase().replace("_", "-"));
  const plain = fitting.find((pair) => pair.to.toLowerCase() === target);
  const best = exact ?? plain ?? fitting[0];
  if (best !== undefined && source !== target) return best;
  throw new HeadwayError(
    "UNSUPPORTED_LANGUAGE",
    `${vendor} does not translate from ${languageName(source)} to ${languageName(target)}.`,
  );
}
