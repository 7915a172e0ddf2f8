import { note } from "../draft/draft.ts";
import { applyEdits } from "../draft/passage.ts";
import { overlaps, textBefore } from "../draft/ranges.ts";
import { count } from "../say.ts";
import type { Casing, Operation } from "../understand/operation.ts";
import type { Doing, Outcome } from "./outcome.ts";
import { reachOf } from "./passages.ts";

const SMALL = new Set(
  "a an the and but or nor for so yet as at by in of off on per to up via vs with from into onto over than".split(" "),
);
const NAMES: Readonly<Record<Casing, string>> = {
  title: "title case",
  sentence: "sentence case",
  first: "a capital at the beginning",
  upper: "capitals",
  lower: "small letters",
};

/** Changes the case of headings or other text; names and acronyms keep theirs. */
export function changeCase(operation: Extract<Operation, { do: "case" }>, doing: Doing): Outcome {
  const names = namesIn(doing);
  let changed = 0;
  for (const { passage, guarded, within } of reachOf(doing, { quotes: false, headings: true })) {
    const now = recase(passage.text, operation.casing, names);
    const edits = [...passage.text.matchAll(/\S+/gu)].flatMap((match) => {
      const [start, end] = [match.index, match.index + match[0].length];
      const text = now.slice(start, end);
      if (
        text === match[0] ||
        overlaps({ start, end }, guarded) ||
        (within !== null && !overlaps({ start, end }, within))
      )
        return [];
      return letterEdits(start, match[0], text);
    });
    if (edits.length === 0) continue;
    applyEdits(passage, edits);
    changed++;
    note(
      doing.draft,
      passage.chunk,
      operation.casing === "first" ? "Gave it a capital at the beginning." : `Put into ${NAMES[operation.casing]}.`,
    );
  }
  if (operation.casing === "first")
    return {
      said:
        changed === 0
          ? "Nothing to do: it begins with a capital already."
          : `Gave ${count(changed, "text")} a capital at the beginning.`,
      changed,
      about: doing.parts,
    };
  if (changed === 0)
    return { said: `Nothing to do: it is in ${NAMES[operation.casing]} already.`, changed, about: doing.parts };
  return { said: `Put ${count(changed, "text")} into ${NAMES[operation.casing]}.`, changed, about: doing.parts };
}

function letterEdits(start: number, was: string, now: string): { start: number; end: number; text: string }[] {
  return [...was].length === was.length && was.length === now.length
    ? [...was].flatMap((letter, index) =>
        letter === now.charAt(index) ? [] : [{ start: start + index, end: start + index + 1, text: now.charAt(index) }],
      )
    : [];
}

/** Every letter keeps its place: what would change length (ß) stays. */
export function recase(text: string, casing: Casing, names: ReadonlyMap<string, string>): string {
  if (casing === "upper" || casing === "lower")
    return [...text]
      .map((letter) => sameLength(letter, casing === "upper" ? letter.toUpperCase() : letter.toLowerCase()))
      .join("");
  if (casing === "first") {
    const letter = /\p{L}/u.exec(text);
    if (letter === null) return text;
    return (
      text.slice(0, letter.index) +
      sameLength(letter[0], letter[0].toUpperCase()) +
      text.slice(letter.index + letter[0].length)
    );
  }
  const words = [...text.matchAll(/[\p{L}\p{N}]+(?:['’.&][\p{L}\p{N}]+)*/gu)];
  const shouted = text === text.toUpperCase() && words.length > 1;
  let result = "";
  let at = 0;
  for (const [index, match] of words.entries()) {
    const word = match[0];
    const before = text.slice(Math.max(0, match.index - 3), match.index);
    const begins =
      index === 0 || /[:.!?–—]\s+$/u.test(before) || (index === 1 && /^[\dIVX.]+$/u.test(words[0]?.[0] ?? ""));
    const last = index === words.length - 1;
    result +=
      text.slice(at, match.index) +
      (CALL.test(text.slice(match.index, match.index + NAME_CHARS)) || isArgument(text, match.index)
        ? word
        : cased(word, { casing, begins, last, hyphenated: before.endsWith("-"), shouted, names }));
    at = match.index + word.length;
  }
  return result + text.slice(at);
}

/** "push(item)": what is written as code keeps its letters. */
const NAME_CHARS = 200;
const CALL = /^[\p{L}\p{N}_.]+\(/u;

function isArgument(text: string, at: number): boolean {
  return /[\p{L}\p{N}_]\([^()\s]*$/u.test(textBefore(text, at));
}

interface Place {
  readonly casing: Casing;
  readonly begins: boolean;
  readonly last: boolean;
  readonly hyphenated: boolean;
  readonly shouted: boolean;
  readonly names: ReadonlyMap<string, string>;
}

function cased(word: string, place: Place): string {
  const lower = word.toLowerCase();
  const name = place.names.get(lower);
  if (/\d/u.test(word) || /\p{Ll}\p{Lu}/u.test(word) || (!place.shouted && /^\p{Lu}{2,}s?$/u.test(word))) return word;
  if (name !== undefined && name.length === word.length) return name;
  if (lower === "i") return "I";
  const small = place.casing === "sentence" ? !place.begins : SMALL.has(lower) && !place.begins && !place.last;
  return small ? lower : sameLength(lower.charAt(0), lower.charAt(0).toUpperCase()) + lower.slice(1);
}

function sameLength(was: string, now: string): string {
  return was.length === now.length ? now : was;
}

/** Words that the running text writes with a capital inside sentences, and never without: names. Days and months are names anywhere. */
function namesIn(doing: Doing): ReadonlyMap<string, string> {
  const capital = new Map<string, string>();
  const small = new Set<string>();
  for (const { passage } of reachOf(
    { ...doing, parts: [{ unit: "document", elements: topOf(doing) }], except: [] },
    { quotes: false, headings: false },
  )) {
    for (const match of passage.text.matchAll(/(?<=[\p{L}\p{N},;)] )[\p{L}]{2,}/gu)) {
      const word = match[0];
      if (/^\p{Ll}/u.test(word)) small.add(word.toLowerCase());
      // "MIT. See LICENSE": what is shouted once is no name for that.
      else if (!/^\p{Lu}{5,}$/u.test(word)) capital.set(word.toLowerCase(), word);
    }
  }
  for (const word of small) capital.delete(word);
  for (const word of "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February April June July August September October November December English French German Spanish Italian European American British Internet".split(
    " ",
  ))
    capital.set(word.toLowerCase(), word);
  return capital;
}

function topOf(doing: Doing): Doing["parts"][number]["elements"] {
  return doing.draft.root.childNodes.filter((child) => "tagName" in child);
}
