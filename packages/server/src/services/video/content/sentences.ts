import { readWords } from "@headway-jobs/tools/data/read-table";

// Scripts written without spaces between words; a long run of them is not one long word.
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
const UNSPACED_ALL = new RegExp(UNSPACED, "gu");
const ABBREVIATION_END =
  /(?:^|[\s(])(?:e\.g|i\.e|etc|vs|cf|approx|ca|Dr|Mr|Mrs|Ms|Prof|St|No|Fig|Eq|Jr|Sr|Inc|Ltd|Co|U\.S|U\.K|[A-Z])\.\s*$/u;
/** A sentence longer than this is divided at a clause, so that a caption and a breath can hold it. */
const MAX_SENTENCE_WORDS = 42;

// Making a segmenter takes longer than most texts take to be segmented.
const SENTENCES = new Intl.Segmenter("en", { granularity: "sentence" });
const WORDS = new Intl.Segmenter(undefined, { granularity: "word" });

/** Divides prose into sentences in reading order; nothing but white space is lost. */
export function splitSentences(text: string): string[] {
  const sentences: string[] = [];
  let pending = "";
  for (const { segment } of SENTENCES.segment(text)) {
    pending += segment;
    if (!ABBREVIATION_END.test(pending.slice(-24))) {
      sentences.push(pending);
      pending = "";
    }
  }
  if (pending !== "") sentences.push(pending);
  return sentences
    .map((sentence) => sentence.replaceAll(/\s+/gu, " ").trim())
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence))
    .flatMap(divideLongSentence);
}

/** Words as a speaker counts them; in scripts without spaces two characters stand for one word. */
export function countWords(text: string): number {
  const unspaced = text.match(UNSPACED_ALL)?.length ?? 0;
  const spaced = unspaced === 0 ? text : text.replaceAll(UNSPACED_ALL, " ");
  return (spaced.match(/[\p{L}\p{N}][^\s]*/gu)?.length ?? 0) + Math.ceil(unspaced / 2);
}

export function hasUnspacedScript(text: string): boolean {
  return UNSPACED.test(text);
}

const STOP_WORDS = readWords(new URL("./data/stop-words.tsv", import.meta.url));

/** Lower-case content words of a text, in order, with repeats. */
export function contentWords(text: string): string[] {
  const words: string[] = [];
  if (hasUnspacedScript(text)) {
    for (const { segment, isWordLike } of WORDS.segment(text)) {
      if (isWordLike === true && !/^[\p{sc=Hiragana}]{1,2}$/u.test(segment)) words.push(segment.toLowerCase());
    }
    return words;
  }
  for (const [word] of text.toLowerCase().matchAll(/[\p{L}\p{N}][\p{L}\p{M}\p{N}'’-]*/gu)) {
    const bare = word.replace(/['’]s$/u, "").replace(/-+$/u, "");
    if (bare.length > 2 && !STOP_WORDS.has(bare)) words.push(bare);
  }
  return words;
}

/** Shortens at a word boundary with an ellipsis; `maxLength` counts UTF-16 units, as the schemas do. */
export function shorten(text: string, maxLength: number): string {
  const clean = text.replaceAll(/\s+/gu, " ").trim();
  if (clean.length <= maxLength) return clean;
  const cut = clean.slice(0, maxLength - 1).toWellFormed();
  const space = cut.lastIndexOf(" ");
  const kept = (space > maxLength / 2 ? cut.slice(0, space) : cut).replace(/[\s,;:.–—\uFFFD-]+$/u, "");
  return `${kept === "" ? cut : kept}…`;
}

function divideLongSentence(sentence: string): string[] {
  if (countWords(sentence) <= MAX_SENTENCE_WORDS) return [sentence];
  const pieces: string[] = [];
  let pending = "";
  for (const clause of sentence.split(/(?<=[;:,、，；])\s*/u).flatMap(divideByCount)) {
    if (pending !== "" && countWords(pending) + countWords(clause) > MAX_SENTENCE_WORDS) {
      pieces.push(pending);
      pending = clause;
    } else {
      pending = pending === "" ? clause : `${pending} ${clause}`;
    }
  }
  if (pending !== "") pieces.push(pending);
  return pieces.filter((piece) => /[\p{L}\p{N}]/u.test(piece));
}

function divideByCount(clause: string): string[] {
  if (countWords(clause) <= MAX_SENTENCE_WORDS) return [clause];
  if (hasUnspacedScript(clause)) return clause.match(/[\s\S]{1,60}/gu) ?? [clause];
  const words = clause.split(" ");
  const pieces: string[] = [];
  for (let at = 0; at < words.length; at += MAX_SENTENCE_WORDS) {
    pieces.push(words.slice(at, at + MAX_SENTENCE_WORDS).join(" "));
  }
  return pieces;
}
