import { type Range, overlaps } from "../draft/ranges.ts";
import { sentencesOf } from "../draft/sentences.ts";
import { agreeing } from "./agreement.ts";
import { articleFor } from "./article.ts";
import { fillerAt } from "./fillers.ts";
import { fitsGrammar, replacementOf } from "./fits.ts";
import { type PhraseTable, type Token, tokenize } from "./phrase-table.ts";
import type { Spot } from "./spot.ts";
import { withoutSecondThat } from "./that-clauses.ts";
import type { WordEdit } from "./word-edit.ts";

export interface RewriteOptions {
  readonly table: PhraseTable;
  readonly fillers: boolean;
  readonly british: boolean;
  readonly guarded: readonly Range[];
}

/** Replaces phrases by shorter or plainer ones and drops words that add nothing. Never touches what is guarded, names in capitals, or what a negation holds. */
export function rewriteText(text: string, options: RewriteOptions): WordEdit[] {
  const tokens = tokenize(text);
  const starts = sentenceStarts(text, tokens);
  const edits: WordEdit[] = [];
  const second: WordEdit[] = [];
  for (let at = 0; at < tokens.length;) {
    const found =
      phraseAt({ text, tokens, starts, at }, options) ??
      (options.fillers ? fillerEdit({ text, tokens, starts, at }) : null);
    if (found === null) at++;
    else {
      const edit = mayBe(found, second.length === 0 ? options.guarded : [...options.guarded, ...second])
        ? found.edit
        : null;
      if (edit !== null) edits.push(edit);
      if (edit !== null) second.push(...(found.second ?? []));
      // After a dropped opener its sentence begins anew, so that "In fact, it should be noted that" goes whole.
      if (edit !== null && edit.text === "" && starts.has(at)) starts.add(at + found.tokens);
      at += found.tokens;
    }
  }
  edits.push(...second);
  const all = [...edits, ...(options.fillers ? idleThere(text, options.guarded, edits) : [])].toSorted(
    (a, b) => a.start - b.start,
  );
  return withArticles(text, agreeing(text, mergeStarts(text, all), options.guarded), tokens);
}

const THERE =
  /(?<=^|[.!?]\s+)There are (?=(?:many|several|some|numerous|two|three|four|five) \p{Ll}+s (who|that) (?!(?:i|we|you|he|she|it|they|the|a|an|this|that|these|those|our|your|their|my|his|her|its|no|not)\b)\p{Ll}+)/gu;

/** "There are many customers who pay" → "Many customers pay". */
function idleThere(text: string, guarded: readonly Range[], edits: readonly WordEdit[]): WordEdit[] {
  const taken = [...guarded, ...edits];
  return [...text.matchAll(THERE)].flatMap((match) => {
    const relative = match[1] ?? "";
    const there = { start: match.index, end: match.index + match[0].length };
    const at = text.indexOf(` ${relative} `, there.end) + 1;
    const who = { start: at, end: at + relative.length + 1 };
    if (overlaps(there, taken) || overlaps(who, taken)) return [];
    return [
      { ...there, text: "", kind: "opener" as const, was: "There are" },
      { ...who, text: "", kind: "filler" as const, was: relative },
    ];
  });
}

interface Found {
  readonly tokens: number;
  readonly edit: WordEdit | null;
  /** What goes with it further on in its sentence. */
  readonly second?: readonly WordEdit[];
}

function mayBe({ edit, second = [] }: Found, taken: readonly Range[]): boolean {
  return edit !== null && !overlaps(edit, taken) && !second.some((one) => overlaps(one, taken));
}

function sentenceStarts(text: string, tokens: readonly Token[]): Set<number> {
  const starts = new Set<number>();
  let at = 0;
  for (const { start } of sentencesOf(text)) {
    while (at < tokens.length && ((tokens[at]?.start ?? 0) < start || tokens[at]?.word === false)) at++;
    starts.add(at);
  }
  return starts;
}

function phraseAt(spot: Spot, options: RewriteOptions): Found | null {
  const { text, tokens, starts, at } = spot;
  const first = tokens[at];
  if (first === undefined) return null;
  for (const phrase of options.table.get(first.key) ?? []) {
    const length = phrase.tokens.length;
    if (!phrase.tokens.every((token, index) => tokens[at + index]?.key === token)) continue;
    const last = tokens[at + length - 1] ?? first;
    const begins = starts.has(at);
    if (phrase.startOnly && !begins && !behindLead(text, first.start)) continue;
    if (phrase.to === null) return { tokens: length, edit: null };
    // Capitals inside a sentence are names and defined terms.
    const capitals = tokens
      .slice(at + (begins ? 1 : 0), at + length)
      .some(
        (token) =>
          /^\p{Lu}/u.test(token.text) &&
          token.text !== "I" &&
          !/^\p{Lu}{2,}s?$/u.test(token.text) &&
          !MONTH.test(token.text),
      );
    if (capitals || !fitsGrammar(phrase, spot, length)) continue;
    const to = begins && phrase.start !== null ? phrase.start : replacementOf(phrase, tokens[at - 1]?.key ?? "");
    const was = text.slice(first.start, last.end);
    if (begins && to.toLowerCase() === was.toLowerCase()) return { tokens: length, edit: null };
    const second = last.key === "that" && !/\bthat$/u.test(to) ? withoutSecondThat(spot, length) : [];
    if (second === null) return { tokens: length, edit: null };
    if (to === "") return { tokens: length, edit: opener(text, first, last), second };
    const cased = caseLike(options.british ? toBritish(to) : to, first.text, begins);
    return { tokens: length, edit: { start: first.start, end: last.end, text: cased, kind: "phrase", was }, second };
  }
  return null;
}

/** "In today's world, it is important to note that …": behind a first phrase set apart by a comma an opener is as idle. */
function behindLead(text: string, at: number): boolean {
  return /(?:^|[.!?]\s+)(?:In|At|On|For|With|From|After|Before|During|Over|As|Given|However|Finally|First|Overall),?(?: [^,.;:!?]{1,60})?, $/u.test(
    text.slice(Math.max(0, at - 90), at),
  );
}

const MONTH = /^(?:January|February|March|April|May|June|July|August|September|October|November|December)$/u;
function toBritish(text: string): string {
  return text
    .replaceAll(/\b(anal)yz/giu, "$1ys")
    .replaceAll(/\b(summar|emphas|recogn|author|organ|minim|maxim)iz/giu, "$1is");
}

export function caseLike(text: string, like: string, begins: boolean): string {
  if (/^\p{Lu}{2,}$/u.test(like) && !begins) return text;
  return /^\p{Lu}/u.test(like) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}

/** Drops an opener with the white space behind it. */
function opener(text: string, first: Token, last: Token): WordEdit {
  const gap = /^,?\s*/u.exec(text.slice(last.end))?.[0].length ?? 0;
  return { start: first.start, end: last.end + gap, text: "", kind: "opener", was: text.slice(first.start, last.end) };
}

function fillerEdit(spot: Spot): Found | null {
  const range = fillerAt(spot);
  if (range === null) return null;
  const { text } = spot;
  return {
    tokens: range.tokens,
    edit: {
      start: range.start,
      end: range.end,
      text: "",
      kind: "filler",
      was: text.slice(range.start, range.end).trim(),
    },
  };
}

/** What comes to stand at the beginning of a sentence gets its capital; neighbouring drops become one. */
function mergeStarts(text: string, edits: readonly WordEdit[]): WordEdit[] {
  const merged: WordEdit[] = [];
  for (const edit of edits) {
    const before = merged.at(-1);
    if (before !== undefined && before.end === edit.start && before.text === "" && before.kind !== "phrase") {
      merged[merged.length - 1] = {
        ...edit,
        start: before.start,
        was: `${before.was} ${edit.was}`,
        text: capitalLike(edit.text, text.charAt(before.start)),
      };
    } else merged.push(edit);
  }
  return merged.flatMap((edit) => {
    if (edit.text !== "" || !/\p{Lu}/u.test(text.charAt(edit.start))) return [edit];
    const next = text.charAt(edit.end);
    if (next === "") return [];
    return [{ ...edit, end: edit.end + 1, text: next.toUpperCase() }];
  });
}

function capitalLike(text: string, like: string): string {
  return /\p{Lu}/u.test(like) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}

/** "an essential part" → "a part": an article follows the word that comes to stand behind it. */
function withArticles(text: string, edits: readonly WordEdit[], tokens: readonly Token[]): WordEdit[] {
  const byEnd = new Map(tokens.map((token) => [token.end, token]));
  return edits.flatMap((edit) => {
    const gap = /\s*$/u.exec(text.slice(Math.max(0, edit.start - 8), edit.start))?.[0].length ?? 0;
    const article = byEnd.get(edit.start - gap);
    if (article === undefined || gap === 0 || !/^an?$/u.test(article.key)) return [edit];
    const following = (edit.text + text.slice(edit.end, edit.end + 60)).trimStart();
    const wanted = articleFor(/^[\p{L}\p{N}]+(?:[-'’][\p{L}\p{N}]+)*/u.exec(following)?.[0] ?? "");
    if (wanted === null || wanted === article.key) return [edit];
    const cased = /^\p{Lu}/u.test(article.text) ? wanted.charAt(0).toUpperCase() + wanted.slice(1) : wanted;
    return [{ start: article.start, end: article.end, text: cased, kind: "article" as const, was: article.text }, edit];
  });
}
