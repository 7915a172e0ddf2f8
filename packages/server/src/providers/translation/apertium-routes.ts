import { dictionary } from "@headway-jobs/contract";
import type { LanguagePair } from "@headway-jobs/ports/translation";

/** The two-letter codes of languages whose pairs are installed under three letters. */
const SHORT_CODES: Readonly<Record<string, string>> = dictionary({
  eng: "en",
  spa: "es",
  cat: "ca",
  glg: "gl",
  por: "pt",
  fra: "fr",
  ita: "it",
  ron: "ro",
  oci: "oc",
  arg: "an",
  ast: "ast",
  epo: "eo",
  deu: "de",
  nld: "nl",
  swe: "sv",
  dan: "da",
  nor: "no",
  nno: "nn",
  nob: "nb",
  isl: "is",
  eus: "eu",
  cym: "cy",
  bre: "br",
  gle: "ga",
  mkd: "mk",
  bul: "bg",
  hbs: "sh",
  slv: "sl",
  rus: "ru",
  ukr: "uk",
  bel: "be",
  pol: "pl",
  ces: "cs",
  slk: "sk",
  tur: "tr",
  kaz: "kk",
  tat: "tt",
  hin: "hi",
  urd: "ur",
  ind: "id",
  zsm: "ms",
  afr: "af",
  srd: "sc",
  mlt: "mt",
  ara: "ar",
  heb: "he",
});

/** One installed mode, e.g. `eng-spa`, and the pair it translates. */
export interface Mode extends LanguagePair {
  readonly mode: string;
}

/** The plain pairs among `apertium -l`; regional variants such as `es-pt_BR` and special ones such as `eco-es-fr` are left out. */
export function modesOf(listing: string): Mode[] {
  return listing.split("\n").flatMap((line) => {
    const match = /^\s*(([a-z]{2,3})-([a-z]{2,3}))\s*$/.exec(line);
    const [, mode, from, to] = match ?? [];
    if (mode === undefined || from === undefined || to === undefined) return [];
    return [{ mode, from: SHORT_CODES[from] ?? from, to: SHORT_CODES[to] ?? to }];
  });
}

/** The shortest chain of at most two modes between two languages; null when there is none. */
export function routeBetween(modes: readonly Mode[], from: string, to: string): readonly Mode[] | null {
  const direct = modes.find((mode) => mode.from === from && mode.to === to);
  if (direct !== undefined) return [direct];
  for (const first of modes) {
    const second = first.from === from ? modes.find((mode) => mode.from === first.to && mode.to === to) : undefined;
    if (second !== undefined) return [first, second];
  }
  return null;
}

export function reachablePairs(modes: readonly Mode[]): LanguagePair[] {
  const sources = [...new Set(modes.map((mode) => mode.from))];
  const targets = [...new Set(modes.map((mode) => mode.to))];
  return sources.flatMap((from) =>
    targets.filter((to) => to !== from && routeBetween(modes, from, to) !== null).map((to) => ({ from, to })),
  );
}
