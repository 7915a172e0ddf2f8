import { HeadwayError } from "@headway-jobs/contract";
import {
  languageName,
  type LanguagePair,
  primaryLanguage,
  type Translation,
  type TranslationRequest,
} from "@headway-jobs/ports/translation";
import type { InstalledModel } from "../manifest/model-manifest.ts";
import { type BergamotEngine, bergamotEngine, type BergamotEngineOptions } from "./bergamot-engine.ts";
import { translateTexts } from "./translate-texts.ts";
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
      const { texts, warnings } = await translateTexts(request.texts, {
        run: (marked) => engine(route, marked, request.signal),
        terms: request.terms ?? [],
        from,
      });
      const detour = route.length > 1 ? [byWayOfEnglish(from, to)] : [];
      return { texts, warnings: [...detour, ...warnings, ...unheeded(request)] };
    },
  };
}

function byWayOfEnglish(from: string, to: string): string {
  return `Translated from ${languageName(from)} to ${languageName(to)} by way of ${languageName(PIVOT)}.`;
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
