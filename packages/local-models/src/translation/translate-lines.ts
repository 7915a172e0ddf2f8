import type { Term } from "@headway-jobs/ports/translation";
import type { Occurrence } from "@headway-jobs/ports/translation-terms";
import type { MarkedText } from "./marked-text.ts";
import { type Hidden, hideBehindTags, hideBehindWords, type Restored, withLostPieces } from "./kept-in-translation.ts";
import { isPlausible } from "./plausible-translation.ts";
import { missingNumbers } from "./untranslatable.ts";

export interface LineTranslator {
  readonly run: (texts: readonly MarkedText[]) => Promise<string[]>;
  readonly termsIn: (text: string) => readonly Occurrence[];
  /** Language of the lines. */
  readonly from: string;
}

export interface TranslatedLines {
  readonly lines: readonly string[];
  readonly lostTerms: readonly Term[];
  readonly lostPieces: readonly string[];
  readonly lostNumbers: readonly string[];
  /** Sources whose translation repeats itself or is out of proportion. */
  readonly doubtful: readonly string[];
}

/** A line with the best translation found so far. */
interface Attempt {
  readonly source: string;
  readonly restored: Restored;
  readonly lostNumbers: readonly string[];
}

/**
 * Translates lines so that what must not change is kept. A line that lost something is asked for again in another form, one that is no plausible translation
 * sentence by sentence; what cannot be kept even so is named.
 */
export async function translateLines(lines: readonly string[], translator: LineTranslator): Promise<TranslatedLines> {
  const sources = lines.map(cleaned);
  const speaking = sources.filter((source) => /\p{L}/u.test(source));
  let attempts = await attemptAll(speaking, (source) => hideBehindTags(source, translator), translator);
  attempts = await improve(attempts, translator, (source) =>
    hideBehindTags(source, { ...translator, withNumbers: true }),
  );
  attempts = await improve(attempts, translator, (source) => hideBehindWords(source, translator));
  attempts = await bySentences(attempts, translator);
  let at = 0;
  return {
    lines: sources.map((source) => {
      const attempt = /\p{L}/u.test(source) ? attempts[at++] : undefined;
      return attempt === undefined ? source : withLostPieces(attempt.restored);
    }),
    lostTerms: attempts.flatMap(({ restored }) => restored.lostTerms),
    lostPieces: attempts.flatMap(({ restored }) => restored.lost),
    lostNumbers: attempts.flatMap(({ lostNumbers }) => lostNumbers),
    doubtful: attempts.filter((one) => !seemsRight(one)).map(({ source }) => source),
  };
}

/** Without control characters, at which the runtime's reader of HTML stops, and with single spaces. */
function cleaned(line: string): string {
  return line
    .toWellFormed()
    .replaceAll(/[\p{Cc}\s]+/gu, " ")
    .trim();
}

async function attemptAll(
  sources: readonly string[],
  hide: (source: string) => Hidden,
  { run }: LineTranslator,
): Promise<readonly Attempt[]> {
  if (sources.length === 0) return [];
  const hidden = sources.map(hide);
  const translated = await run(hidden.map(({ marked }) => marked));
  return sources.map((source, at) => attemptOf(source, hidden[at]?.restore(translated[at] ?? "")));
}

const NOTHING: Restored = { text: "", lost: [], lostTerms: [] };

function attemptOf(source: string, restored: Restored = NOTHING): Attempt {
  return { source, restored, lostNumbers: missingNumbers(source, withLostPieces(restored)) };
}

/** What a translation lacks; an empty one lacks everything. */
function faultsOf({ restored, lostNumbers }: Attempt): number {
  if (restored.text === "") return Number.POSITIVE_INFINITY;
  return restored.lost.length + restored.lostTerms.length + lostNumbers.length;
}

/** Asks for those lines again that lost something, in another form, and keeps the better of the two. */
async function improve(
  attempts: readonly Attempt[],
  translator: LineTranslator,
  hide: (source: string) => Hidden,
): Promise<readonly Attempt[]> {
  const faulty = attempts.filter((one) => faultsOf(one) > 0);
  const again = await attemptAll(
    faulty.map(({ source }) => source),
    hide,
    translator,
  );
  const better = new Map(faulty.map((one, at) => [one, again[at] ?? one]));
  return attempts.map((one) => {
    const other = better.get(one);
    return other !== undefined && faultsOf(other) < faultsOf(one) && seemsRight(other) ? other : one;
  });
}

function seemsRight({ source, restored }: Attempt): boolean {
  return restored.text !== "" && isPlausible(source, restored.text);
}

/** Models that lose themselves in a long line often translate each of its sentences well. */
async function bySentences(attempts: readonly Attempt[], translator: LineTranslator): Promise<readonly Attempt[]> {
  const doubtful = attempts.flatMap((attempt) => {
    const sentences = seemsRight(attempt) ? [] : sentencesOf(attempt.source, translator.from);
    return sentences.length > 1 ? [{ attempt, sentences }] : [];
  });
  const all = await attemptAll(
    doubtful.flatMap(({ sentences }) => sentences),
    (source) => hideBehindTags(source, translator),
    translator,
  );
  let at = 0;
  const better = new Map(
    doubtful.map(({ attempt, sentences }) => {
      const parts = sentences.map(() => all[at++]?.restored ?? NOTHING);
      return [attempt, joined(attempt.source, parts)];
    }),
  );
  return attempts.map((one) => {
    const other = better.get(one);
    return other !== undefined && seemsRight(other) ? other : one;
  });
}

function joined(source: string, parts: readonly Restored[]): Attempt {
  return attemptOf(source, {
    text: parts.map(({ text }) => text).join(" "),
    lost: parts.flatMap(({ lost }) => lost),
    lostTerms: parts.flatMap(({ lostTerms }) => lostTerms),
  });
}

function sentencesOf(text: string, language: string): string[] {
  const segmenter = new Intl.Segmenter(language, { granularity: "sentence" });
  return [...segmenter.segment(text)].map(({ segment }) => segment.trim()).filter((sentence) => sentence !== "");
}
