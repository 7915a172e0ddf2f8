export interface LanguagePair {
  /** ISO 639 codes without region, e.g. `en`. */
  readonly from: string;
  readonly to: string;
}

/** A word or phrase of the source language and what must stand for it in the target language. */
export interface Term {
  readonly from: string;
  readonly to: string;
}

export interface TranslationRequest {
  readonly texts: readonly string[];
  /** Language codes; a region (`es-es`) is allowed and ignored. */
  readonly from: string;
  readonly to: string;
  /** Words and phrases whose translation is fixed. Where one could not be kept, a warning says so. */
  readonly terms?: readonly Term[];
  readonly formality?: "formal" | "informal";
  /** Of the person who speaks: languages inflect by it. */
  readonly gender?: "male" | "female";
  /** Of the person who speaks, in years. */
  readonly age?: number;
  readonly signal?: AbortSignal | undefined;
}

export interface TranslationAnswer {
  /** As many as were sent, in their order. */
  readonly texts: string[];
  readonly warnings: string[];
  /** True when it went by rules, word by word: idioms are then better taken from a phrase book. */
  readonly literal?: boolean;
  /** What translated, for the reader of the result: `apertium`, `ollama/llama3.1`. */
  readonly by?: string;
}

/**
 * Translates short texts, each on its own. Throws HeadwayError: UNSUPPORTED_LANGUAGE for a pair it does not have, TOOL_MISSING, TOOL_FAILED or
 * PROVIDER_*.
 */
export interface Translation {
  /** Every pair that `translate` accepts on this machine; empty when the program is not installed. */
  pairs(): Promise<readonly LanguagePair[]>;
  translate(request: TranslationRequest): Promise<TranslationAnswer>;
}

/**
 * What each translation asks first: the languages without their regions; null when they are the same, and the texts are the answer. Throws the signal's
 * reason when it is aborted.
 */
export function directionOf(request: TranslationRequest): LanguagePair | null {
  request.signal?.throwIfAborted();
  const [from, to] = [primaryLanguage(request.from), primaryLanguage(request.to)];
  return from === to ? null : { from, to };
}

/** What a reader of a `literal` translation is told: rules are good enough to be understood, and not to be published. */
export const DRAFT_TRANSLATION = {
  code: "DRAFT_TRANSLATION",
  message:
    "The translation is a rough draft, made by rules. For a text to be published set HEADWAY_LLM or HEADWAY_TRANSLATION, " +
    "or run `headway models add recommended`.",
} as const;

/** `es-ES` → `es`. */
export function primaryLanguage(tag: string): string {
  return tag.toLowerCase().split(/[-_]/)[0] ?? "";
}

/** "French" for `fr`: messages name languages as people do. */
export function languageName(code: string): string {
  try {
    return new Intl.DisplayNames("en", { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** Fewer words may be the same in two languages: names, titles, "Hotel Central". */
const LEAST_LOWER_CASE_WORDS = 3;
const LEAST_SIGNS = 6;

/** Whether a translation is nothing but its source, which no two languages share: a text of several words that are no names. */
export function isUntranslated(source: string, translated: string): boolean {
  if (wordsOnly(source) !== wordsOnly(translated)) return false;
  const words = source.match(/(?<![\p{L}\p{N}_./@-])\p{Ll}[\p{L}’']*(?![\p{N}_./@-]\p{L})/gu)?.length ?? 0;
  const signs = source.match(/\p{Lo}/gu)?.length ?? 0;
  return words >= LEAST_LOWER_CASE_WORDS || signs >= LEAST_SIGNS;
}

const wordsOnly = (text: string): string => text.toLowerCase().replaceAll(/\s+/gu, " ").trim();
