import { HeadwayError } from "@headway-jobs/contract";
import {
  languageName,
  type LanguagePair,
  primaryLanguage,
  type Term,
  type Translation,
  type TranslationRequest,
} from "@headway-jobs/ports/translation";
import { termMatcher } from "@headway-jobs/ports/translation-terms";
import type { InstalledModel } from "../manifest/model-manifest.ts";
import { type BergamotEngine, bergamotEngine, type BergamotEngineOptions } from "./bergamot-engine.ts";
import { translateLines } from "./translate-lines.ts";
import { directionsOf, pairsOf, PIVOT, routeOf } from "./translation-routes.ts";

export interface BergamotOptions extends BergamotEngineOptions {
  /** The installed models; asked again for each request, so that a new one is used at once. */
  readonly models: () => Promise<readonly InstalledModel[]>;
  /** In place of the real runtime. */
  readonly engine?: BergamotEngine;
}

/**
 * Neural translation on this machine by the models of Firefox (Bergamot), one for each direction; between two other languages by way of English. Throws
 * TOOL_MISSING without the runtime, TOOL_FAILED for a broken model, a crash, or over the limits of time and memory.
 */
export function bergamotTranslation(options: BergamotOptions): Translation {
  const engine = options.engine ?? bergamotEngine(options);
  const isInstalled = options.engine !== undefined || options.packageFolder !== undefined;
  const directions = async () => directionsOf(await options.models());
  return {
    pairs: async () => (isInstalled ? pairsOf(await directions()) : []),
    async translate(request) {
      request.signal?.throwIfAborted();
      const [from, to] = [primaryLanguage(request.from), primaryLanguage(request.to)];
      if (from === to) return { texts: [...request.texts], warnings: [] };
      const known = await directions();
      const route = routeOf(known, from, to);
      if (route === null) throw unsupported(pairsOf(known), from, to);
      const lines = request.texts.map(linesOf);
      const done = await translateLines(
        lines.flatMap(({ words }) => words),
        {
          run: (texts) => engine(route, texts, request.signal),
          termsIn: termMatcher(request.terms ?? []),
          from,
        },
      );
      let at = 0;
      const texts = lines.map(({ words, breaks }) =>
        words.map((_, line) => (done.lines[at++] ?? "") + (breaks[line] ?? "")).join(""),
      );
      const detour = route.length > 1 ? [byWayOfEnglish(from, to)] : [];
      return { texts, warnings: [...detour, ...warningsOf(done), ...unheeded(request)] };
    },
  };
}

interface Lines {
  readonly words: readonly string[];
  /** What stands behind each line. */
  readonly breaks: readonly string[];
}

/** Lines are translated on their own: the runtime takes a break for a space. */
function linesOf(text: string): Lines {
  const parts = text.split(/((?:\r?\n|[\u2028\u2029\u0085\v\f])\s*)/u);
  const breaks = parts.filter((_, at) => at % 2 === 1);
  return { words: parts.filter((_, at) => at % 2 === 0), breaks: text.trim() === "" ? [] : breaks };
}

function byWayOfEnglish(from: string, to: string): string {
  return `Translated from ${languageName(from)} to ${languageName(to)} by way of ${languageName(PIVOT)}.`;
}

function warningsOf({
  lostTerms,
  lostPieces,
  lostNumbers,
  doubtful,
}: Awaited<ReturnType<typeof translateLines>>): string[] {
  return [
    ...(lostTerms.length === 0
      ? []
      : [`The dictionary could not be followed for: ${listed(lostTerms.map((term: Term) => term.from))}.`]),
    ...(lostPieces.length === 0
      ? []
      : [`Not kept in its place, but put at the end of its text: ${listed(lostPieces)}.`]),
    ...(lostNumbers.length === 0 ? [] : [`Numbers that the translation may lack: ${listed(lostNumbers)}.`]),
    ...(doubtful.length === 0
      ? []
      : [
          `The translation may be wrong, as it repeats itself or is much longer or shorter than: ${listed(doubtful.map(shortened))}.`,
        ]),
  ];
}

function listed(items: readonly string[]): string {
  return [...new Set(items)].join(", ");
}

const SHOWN_CHARS = 60;

function shortened(text: string): string {
  return text.length <= SHOWN_CHARS ? `"${text}"` : `"${text.slice(0, SHOWN_CHARS).toWellFormed()}…"`;
}

function unheeded({ formality, gender, age }: TranslationRequest): string[] {
  return [
    ...(formality === undefined ? [] : ["The installed translation knows no formality."]),
    ...(gender === undefined ? [] : ["The installed translation does not inflect by the gender of the speaker."]),
    ...(age === undefined ? [] : ["The installed translation takes no account of the age of the speaker."]),
  ];
}

function unsupported(pairs: readonly LanguagePair[], from: string, to: string): HeadwayError {
  const targets = pairs.filter((pair) => pair.from === from).map((pair) => languageName(pair.to));
  const known = targets.length === 0 ? "none" : targets.toSorted().join(", ");
  return new HeadwayError(
    "UNSUPPORTED_LANGUAGE",
    `No installed model translates from ${languageName(from)} to ${languageName(to)}; from ${languageName(from)} these can be reached: ${known}.`,
  );
}
