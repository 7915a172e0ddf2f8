/** A sentence as it is spoken and captioned. */
export interface Sentence {
  readonly text: string;
  /** The last of its paragraph: a longer pause follows. */
  readonly endsParagraph: boolean;
}

/** Longer sentences are split at clauses: a listener needs a breath, a voice program has limits. */
export const MAX_SENTENCE_CHARS = 400;

/**
 * Splits text into sentences by Unicode's rules for the language, repaired where an abbreviation, an initial or a number was taken for
 * a sentence's end. Paragraphs are separated by line feeds. No character that is not white space is lost.
 */
export function splitSentences(text: string, language: string): Sentence[] {
  return text
    .split(/[\r\n\u2028\u2029]+/u)
    .map((paragraph) => paragraph.replace(/\s+/gu, " ").trim())
    .filter((paragraph) => paragraph !== "")
    .flatMap((paragraph) => {
      const texts = repaired(segments(paragraph, language)).flatMap(shortEnough);
      return texts.map((sentence, index) => ({ text: sentence, endsParagraph: index === texts.length - 1 }));
    });
}

function segments(paragraph: string, language: string): string[] {
  return [...segmenterOf(language).segment(paragraph)].map((part) => part.segment.trim()).filter((part) => part !== "");
}

function segmenterOf(language: string): Intl.Segmenter {
  try {
    return new Intl.Segmenter(language, { granularity: "sentence" });
  } catch {
    // Not a well-formed tag: the rules of the root locale then.
    return new Intl.Segmenter(undefined, { granularity: "sentence" });
  }
}

// After these a full stop does not end the sentence. "etc." and "a.m." may do: there the next word's capital decides.
const ABBREVIATIONS = [
  "Dr|Mr|Mrs|Ms|Prof|St|Sr|Sra|Fig|Figs|Eq|Sec|No|Nos|Vol|pp|vs|cf|ca|approx|al|resp|bzw|Nr|Abb",
  String.raw`e\.\s?g|i\.\s?e|z\.\s?B|d\.\s?h|p\.\s?ej`,
].join("|");
const NEVER_LAST = new RegExp(String.raw`(?:^|[\s([“"'])(?:${ABBREVIATIONS})\.$`, "i");
const INITIAL = /(?:^|[\s.([])\p{Lu}\.$/u;
const LOWER_START = /^[\p{Ll}\d,;)]/u;

function repaired(parts: readonly string[]): string[] {
  const sentences: string[] = [];
  for (const part of parts) {
    const last = sentences.at(-1);
    if (last !== undefined && continues(last, part)) sentences[sentences.length - 1] = `${last} ${part}`;
    else sentences.push(part);
  }
  return sentences;
}

function continues(before: string, after: string): boolean {
  if (!before.endsWith(".")) return /^[.,;:!?)\]…”"'’]+$/u.test(after);
  return NEVER_LAST.test(before) || INITIAL.test(before) || (/\p{L}\.$/u.test(before) && LOWER_START.test(after));
}

/** Pieces of at most MAX_SENTENCE_CHARS, cut at the last clause, else the last space, else between graphemes. */
function shortEnough(sentence: string): string[] {
  const pieces: string[] = [];
  let rest = sentence;
  while (rest.length > MAX_SENTENCE_CHARS) {
    const at = clauseEnd(rest.slice(0, MAX_SENTENCE_CHARS)) ?? wordEnd(rest);
    pieces.push(rest.slice(0, at).trim());
    rest = rest.slice(at).trim();
  }
  return [...pieces, rest].filter((piece) => piece !== "");
}

const EARLIEST_CUT = MAX_SENTENCE_CHARS / 4;

function clauseEnd(head: string): number | null {
  for (const boundary of [
    /[;:—–](?=\s)|[；：。、，]/gu,
    /,(?=\s)/gu,
    /\s(?=(?:and|or|but|which|that|because|while|where)\s)/gu,
    /\s/gu,
  ]) {
    const ends = [...head.matchAll(boundary)].map((match) => match.index + match[0].length);
    const last = ends.findLast((end) => end >= EARLIEST_CUT);
    if (last !== undefined) return last;
  }
  // Early as it may be, a space is a better place than the inside of a word.
  const space = head.lastIndexOf(" ");
  return space > 0 ? space : null;
}

// A run of letters this long is one monstrous word: cut into pieces, each piece would be spelled out.
const LETTERS = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}_]+/u;

/** Without a space or comma: the end of the word; in scripts that write without spaces, the last whole grapheme within the limit. */
function wordEnd(rest: string): number {
  const word = LETTERS.exec(rest)?.[0].length ?? 0;
  if (word > MAX_SENTENCE_CHARS) return word;
  let end = 0;
  for (const { index, segment } of new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(rest)) {
    if (index + segment.length > MAX_SENTENCE_CHARS && end > 0) break;
    end = index + segment.length;
  }
  return end;
}
