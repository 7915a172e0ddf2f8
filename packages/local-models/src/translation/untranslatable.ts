/** Something in a text that must come out as it went in. */
export interface Piece {
  readonly text: string;
  /** Offset of its first UTF-16 code unit. */
  readonly at: number;
  readonly kind: "tag" | "other";
}

const PATTERNS: readonly RegExp[] = [
  // Addresses of the web and of people.
  /(?:https?:\/\/|www\.)[^\s<>"')\]]*[^\s<>"')\].,;:!?]/,
  /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/,
  // Code, placeholders of templates and of printf, entities.
  /`[^`\n]{1,200}`/,
  /\$?\{\{?[^{}\n]{0,100}\}?\}/,
  /%(?:\(\w+\)|\d+\$)?(?:\.\d+)?[sdifuxc@](?![\p{L}\p{N}])|%%/u,
  /&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]{2,20});/i,
  // Names of accounts, tags and variables.
  /(?<![\p{L}\p{N}_])[@#][\p{L}_][\p{L}\p{N}_]*/u,
  /\$[A-Z][A-Z\d_]+\b/,
  /(?<![\p{L}\p{N}])[\p{L}\p{N}]*_[\p{L}\p{N}_]*[\p{L}\p{N}]/u,
  // Amounts with the sign of a unit, which has the same form in most languages.
  /(?<![\p{L}\p{N}])[$€£¥]\s?\d[\d.,]*\d?|\d[\d.,]*\s?(?:€|£|¥|°\s?[CF]?)(?![\p{L}])/u,
  /(?<![\p{L}\p{N}])\d[\d.,]*\s?(?:%|km\/h|m\/s|[kKMGT]i?B|[kMG]?Hz|k?Wh?|m?V|[kcmµn]?m[²³]?|[kmµ]?g|m?l|[mµn]s|(?<=\s)s|min|h)(?![\p{L}\p{N}])/u,
  // Letters with digits: H2O, GPT-4, v1.2. Ordinals (20th) and decades (1990s) are words.
  /(?<![\p{L}\p{N}])(?!\d+(?:st|nd|rd|th|s|er|º)(?![\p{L}\p{N}]))(?=[\p{L}\p{N}_./-]*\d)(?=[\p{N}_./-]*[\p{L}_/])[\p{L}\p{N}][\p{L}\p{N}_./-]*[\p{L}\p{N}]/u,
];

const TAG = /<\/?[a-z][^<>\n]{0,300}>|<!--.{0,300}?-->/iu;

const ANY = new RegExp([TAG, ...PATTERNS].map(({ source }) => source).join("|"), "giu");
/** Whole numbers and decimal ones of at least two digits; small ones become words in some languages. */
const NUMBER = /\d(?:[\d.,'\u00A0\u202F]*\d)+/gu;

/** What must not be changed, in the order of the text; `withNumbers` adds plain numbers. */
export function untranslatableIn(text: string, withNumbers = false): readonly Piece[] {
  const found = [...text.matchAll(ANY)].map((match): Piece => {
    return { text: match[0], at: match.index, kind: /^<[/a-z!]/i.test(match[0]) ? "tag" : "other" };
  });
  if (!withNumbers) return found;
  const numbers = [...text.matchAll(NUMBER)].map((match): Piece => ({
    text: match[0],
    at: match.index,
    kind: "other",
  }));
  return withoutOverlaps([...found, ...numbers]);
}

/** The earlier one counts where two overlap, and of those that begin alike the first in the list. */
export function withoutOverlaps<P extends { readonly at: number; readonly text: string }>(pieces: readonly P[]): P[] {
  let end = 0;
  return pieces
    .toSorted((a, b) => a.at - b.at)
    .filter(({ at, text }) => {
      if (at < end) return false;
      end = at + text.length;
      return true;
    });
}

/** Numbers of the source that the translation lacks, whatever marks stand between their digits there. */
export function missingNumbers(source: string, translated: string): string[] {
  const there = (translated.match(/\d(?:[\d.,'\s\u00A0\u202F]*\d)*/gu) ?? []).map(digitsOf).join(" ");
  return [...new Set(source.match(NUMBER))].filter((number) => !there.includes(digitsOf(number)));
}

function digitsOf(number: string): string {
  return number.replaceAll(/\D/gu, "");
}
