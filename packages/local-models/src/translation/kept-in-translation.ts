import type { Term } from "@headway-jobs/ports/translation";
import { inPlace, type Occurrence } from "@headway-jobs/ports/translation-terms";
import type { MarkedText } from "./marked-text.ts";
import { type Piece, untranslatableIn, withoutOverlaps } from "./untranslatable.ts";

/** A text as the runtime gets it, with a way back. */
export interface Hidden {
  readonly marked: MarkedText;
  readonly restore: (translated: string) => Restored;
}

export interface Restored {
  readonly text: string;
  /** Pieces that did not come back exactly once; they do not stand in the text. */
  readonly lost: readonly string[];
  readonly lostTerms: readonly Term[];
}

export interface Hiding {
  readonly termsIn: (text: string) => readonly Occurrence[];
  /** Hides plain numbers as well. */
  readonly withNumbers?: boolean;
}

type Found =
  | { readonly at: number; readonly text: string; readonly kept: Piece }
  | { readonly at: number; readonly text: string; readonly term: Term };

/**
 * HTML for the runtime, which moves tags to where the words around them went. What must not change is the content of a `var`, which the model does not
 * see. A pair of tags becomes a pair around the same words. A term is marked, so that the model sees its word and its grammar, and what became of
 * it is replaced.
 */
export function hideBehindTags(source: string, hiding: Hiding): Hidden {
  const found = findAll(source, hiding);
  if (found.length === 0) return { marked: { text: source, isHtml: false }, restore: untouched };
  const closing = pairsOf(found);
  const isClosing = new Set(closing.values());
  let html = "";
  let end = 0;
  for (const [id, one] of found.entries()) {
    html += escaped(source.slice(end, one.at));
    if ("term" in one) html += `<u id="${id}">${escaped(one.text)}</u>`;
    else if (closing.has(id)) html += `<i id="${id}">`;
    else html += isClosing.has(id) ? "</i>" : `<var>${id}</var>`;
    end = one.at + one.text.length;
  }
  html += escaped(source.slice(end));
  return {
    marked: { text: html, isHtml: true },
    restore: (translated) => assemble(source, found, partsOfHtml(translated, found, closing)),
  };
}

/** Made-up words in plain text, which many models copy letter by letter: the second way, for what got lost behind tags. */
export function hideBehindWords(source: string, hiding: Hiding): Hidden {
  const found = findAll(source, hiding);
  if (found.length === 0) return { marked: { text: source, isHtml: false }, restore: untouched };
  let text = "";
  let end = 0;
  for (const [id, one] of found.entries()) {
    text += source.slice(end, one.at) + madeUpWord(id);
    end = one.at + one.text.length;
  }
  return {
    marked: { text: text + source.slice(end), isHtml: false },
    restore: (translated) => assemble(source, found, partsOfWords(translated)),
  };
}

/** The pieces that got lost, behind the text. */
export function withLostPieces({ text, lost }: Restored): string {
  return [text, ...lost].filter((one) => one !== "").join(" ");
}

function findAll(source: string, { termsIn, withNumbers = false }: Hiding): Found[] {
  const pieces = untranslatableIn(source, withNumbers);
  const terms = termsIn(source)
    // A term within an address or a tag would tear it.
    .filter(({ at }) => !pieces.some((piece) => at > piece.at && at < piece.at + piece.text.length))
    .map(({ at, text, term }): Found => ({ at, text, term }));
  return withoutOverlaps([...terms, ...pieces.map((kept): Found => ({ at: kept.at, text: kept.text, kept }))]);
}

/** For the id of each opening tag that is closed again within the text, the id of the tag that closes it. */
function pairsOf(found: readonly Found[]): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>();
  const open: { readonly id: number; readonly name: string }[] = [];
  for (const [id, one] of found.entries()) {
    const name = "kept" in one && one.kept.kind === "tag" ? /^<\/?([a-z][^\s/>]*)/iu.exec(one.text)?.[1] : undefined;
    if (name === undefined || one.text.endsWith("/>")) continue;
    if (!one.text.startsWith("</")) open.push({ id, name: name.toLowerCase() });
    else if (open.at(-1)?.name === name.toLowerCase()) pairs.set(open.pop()?.id ?? id, id);
  }
  return pairs;
}

/** A stretch of the translation: words, or what is to stand for a piece or a term. `inside` is what became of a term's own word. */
type Part = { readonly words: string } | { readonly id: number; readonly inside: string };

const HTML_TOKEN = /<var>(\d+)<\/var>|<([iu]) id="(\d+)">|<\/([iu])>|<[^>]*>|[^<]+|</gu;

function partsOfHtml(html: string, found: readonly Found[], closing: ReadonlyMap<number, number>): Part[] {
  const parts: Part[] = [];
  const open: number[] = [];
  let term: { readonly id: number; inside: string } | undefined;
  for (const [token, piece, , opened, closed] of html.matchAll(HTML_TOKEN)) {
    if (piece !== undefined) parts.push({ id: Number(piece), inside: "" });
    else if (opened !== undefined) {
      const id = Number(opened);
      const isTerm = "term" in (found[id] ?? {});
      if (isTerm) term = { id, inside: "" };
      else parts.push({ id, inside: "" });
      open.push(id);
    } else if (closed !== undefined) {
      const id = open.pop();
      if (term !== undefined && id === term.id) {
        parts.push({ id, inside: term.inside });
        term = undefined;
      } else if (id !== undefined) parts.push({ id: closing.get(id) ?? id, inside: "" });
    } else if (!token.startsWith("<") || token === "<") {
      if (term === undefined) parts.push({ words: unescaped(token) });
      else term.inside += unescaped(token);
    }
  }
  return parts;
}

const MADE_UP_WORD = /(qzx[a-j]+xzq)/iu;

function partsOfWords(text: string): Part[] {
  return text.split(MADE_UP_WORD).map((words, at): Part => {
    return at % 2 === 0 ? { words } : { id: idOf(words), inside: "" };
  });
}

/** Letters only: digits within a word would be cut off from it. */
function madeUpWord(id: number): string {
  return `Qzx${[...String(id)].map((digit) => "abcdefghij".charAt(Number(digit))).join("")}xzq`;
}

function idOf(word: string): number {
  return Number([...word.slice(3, -3).toLowerCase()].map((letter) => "abcdefghij".indexOf(letter)).join(""));
}

function assemble(source: string, found: readonly Found[], parts: readonly Part[]): Restored {
  const counts = new Map<number, number>();
  for (const part of parts) if ("id" in part) counts.set(part.id, (counts.get(part.id) ?? 0) + 1);
  const emptied = emptiedPairs(source, found, parts);
  const isKept = (id: number): boolean => counts.get(id) === 1 && !emptied.has(id);
  const saidAnyway = wordsOf(parts).toLowerCase();
  let text = "";
  let last: Found | undefined;
  for (const part of parts) {
    if ("words" in part) {
      text += last !== undefined && needsSpace(source, last, part.words) ? ` ${part.words}` : part.words;
      if (part.words !== "") last = undefined;
      continue;
    }
    const one = found[part.id];
    if (one === undefined) continue;
    if ("kept" in one && !isKept(part.id)) continue;
    const placed =
      "kept" in one ? one.text : placedTerm(one.term, part.inside, { text, saidAnyway, isKept: isKept(part.id) });
    text += needsSpaceBefore(source, one, text) ? ` ${placed}` : placed;
    last = "kept" in one ? one : undefined;
  }
  const lost = found.flatMap((one, id) => ("kept" in one && !isKept(id) ? [one.text] : []));
  const said = text.toLowerCase();
  const lostTerms = found.flatMap((one) =>
    "term" in one && !said.includes(one.term.to.trim().toLowerCase()) ? [one.term] : [],
  );
  return { text: text.replaceAll(/ {2,}/g, " ").trim(), lost, lostTerms: [...new Set(lostTerms)] };
}

/** Tags that stand around words in the source and around none in the translation. */
function emptiedPairs(source: string, found: readonly Found[], parts: readonly Part[]): ReadonlySet<number> {
  const emptied = new Set<number>();
  for (const [at, part] of parts.entries()) {
    const next = parts[at + 1];
    if (next === undefined || !("id" in part) || !("id" in next) || next.id !== part.id + 1) continue;
    const [before, after] = [found[part.id], found[next.id]];
    if (before === undefined || after === undefined) continue;
    const isPair = before.text.startsWith("<") && after.text.startsWith("</");
    if (!isPair || source.slice(before.at + before.text.length, after.at).trim() === "") continue;
    emptied.add(part.id);
    emptied.add(next.id);
  }
  return emptied;
}

function wordsOf(parts: readonly Part[]): string {
  return parts.map((part) => ("words" in part ? part.words : part.inside)).join("");
}

const EDGES = /^([\s"“«‘(¿¡]*)(.*?)([\s.,;:!?…)"”»’]*)$/su;

/** What stands for a term: the model's own word where it says the same, else the word of the dictionary between the model's marks. */
function placedTerm(
  term: Term,
  inside: string,
  { text, saidAnyway, isKept }: { readonly text: string; readonly saidAnyway: string; readonly isKept: boolean },
): string {
  const wanted = term.to.trim().toLowerCase();
  if (inside.toLowerCase().includes(wanted) || (inside !== "" && saidAnyway.includes(wanted))) return inside;
  if (!isKept) return inside;
  const [, before = "", , after = ""] = EDGES.exec(inside) ?? [];
  return before + inPlace(term.to, text + before) + after;
}

// Between these no space is written.
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** The runtime puts a tag before the word that follows it and drops the space between the two. */
function needsSpace(source: string, before: Found, words: string): boolean {
  const after = source.at(before.at + before.text.length) ?? " ";
  const first = [...words][0] ?? "";
  return /\s/u.test(after) && first !== "" && !/[\s.,;:!?…)\]}»”’%。、，！？]/u.test(first) && !UNSPACED.test(first);
}

function needsSpaceBefore(source: string, one: Found, text: string): boolean {
  const before = one.at === 0 ? " " : (source.at(one.at - 1) ?? " ");
  const last = [...text].at(-1) ?? " ";
  return /\s/u.test(before) && !/[\s("“«‘¿¡[{/-]/u.test(last) && !UNSPACED.test(last) && !opensPair(text);
}

/** Whether the text ends with an opening tag: what follows it belongs to it. */
function opensPair(text: string): boolean {
  return /<[a-z][^<>]*[^/]?>$/iu.test(text);
}

function untouched(translated: string): Restored {
  return { text: translated.trim(), lost: [], lostTerms: [] };
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", "#39": "'" };

function unescaped(html: string): string {
  return html.replaceAll(/&(amp|lt|gt|quot|apos|#39);/gu, (_, name: string) => ENTITIES[name] ?? "");
}
