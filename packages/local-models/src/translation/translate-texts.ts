import { isUntranslated, type Term } from "@headway-jobs/ports/translation";
import { termMatcher } from "@headway-jobs/ports/translation-terms";
import type { MarkedText } from "./marked-text.ts";
import { type TranslatedLines, translateLines } from "./translate-lines.ts";

export interface TextTranslator {
  /** Translates texts, each on its own; as many as were given, in their order. */
  readonly run: (texts: readonly MarkedText[]) => Promise<string[]>;
  readonly terms: readonly Term[];
  /** Language of the texts. */
  readonly from: string;
}

/**
 * Translates texts by a machine that takes plain text and HTML, and checks what comes back: see `translateLines`. Lines are translated on their own, as
 * machines take a break for a space. The warnings name what could not be kept.
 */
export async function translateTexts(
  texts: readonly string[],
  { run, terms, from }: TextTranslator,
): Promise<{ readonly texts: string[]; readonly warnings: string[] }> {
  const lines = texts.map(linesOf);
  const done = await translateLines(
    lines.flatMap(({ words }) => words),
    { run, termsIn: termMatcher(terms), from },
  );
  const unchanged = lines
    .flatMap(({ words }) => words)
    .filter((source, index) => isUntranslated(source, done.lines[index] ?? ""));
  let at = 0;
  return {
    texts: lines.map(({ words, breaks }) =>
      words.map((_, line) => (done.lines[at++] ?? "") + (breaks[line] ?? "")).join(""),
    ),
    warnings: [...warningsOf(done), ...untranslatedWarnings(unchanged)],
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

function warningsOf({ lostTerms, lostPieces, lostNumbers, doubtful }: TranslatedLines): string[] {
  return [
    ...(lostTerms.length === 0
      ? []
      : [`The dictionary could not be followed for: ${listed(lostTerms.map(({ from }) => from))}.`]),
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

/** A warning that names texts which came back as they were sent. */
export function untranslatedWarnings(sources: readonly string[]): string[] {
  if (sources.length === 0) return [];
  return [`The translator gave back as it was, without a translation: ${listed(sources.map(shortened))}.`];
}

function listed(items: readonly string[]): string {
  return [...new Set(items)].join(", ");
}

const SHOWN_CHARS = 60;

function shortened(text: string): string {
  return text.length <= SHOWN_CHARS ? `"${text}"` : `"${text.slice(0, SHOWN_CHARS).toWellFormed()}…"`;
}
