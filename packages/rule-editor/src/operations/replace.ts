import { note } from "../draft/draft.ts";
import { applyEdits, type Passage } from "../draft/passage.ts";
import { liesWithin, overlaps, textBefore } from "../draft/ranges.ts";
import { textOf } from "../draft/tree.ts";
import { articleFor } from "../prose/article.ts";
import { fitting, formPairs, inCaseOf, type Past } from "../prose/word-forms.ts";
import { clip, count, quote } from "../say.ts";
import { ordinalName } from "../understand/counting.ts";
import type { Operation } from "../understand/operation.ts";
import { type Finder, type Match, patternFinder, wordFinder } from "./find-text.ts";
import type { Doing, Outcome } from "./outcome.ts";
import { reachOf } from "./passages.ts";

interface Job {
  readonly find: Finder;
  readonly to: (match: Match) => string;
  readonly which: "all" | number;
  readonly removes: boolean;
}

/** Replaces words, phrases (also across tags) or what a pattern matches. */
export async function replaceText(operation: Extract<Operation, { do: "replace" }>, doing: Doing): Promise<Outcome> {
  const { from, to } = await asCommonWords(operation, doing);
  const find = operation.regex ? patternFinder(from) : null;
  if (operation.regex && find === null)
    return { refused: `${from} is no regular expression that I can read; nothing was changed.` };
  const pairs =
    operation.regex || operation.exact
      ? new Map<string, string | Past>([[from.toLowerCase(), to]])
      : await formPairs(from, to);
  const job: Job = {
    find: find ?? wordFinder([...pairs.keys()]),
    to: (match) =>
      operation.regex
        ? filled(to, match)
        : inCaseOf(fitting(pairs.get(normal(match.text)) ?? to, match.before), match.text, from),
    which: operation.which,
    removes: false,
  };
  const done = run(job, doing);
  if (done === "slow") return tooSlow(from);
  if (done.edits === 0) return notThere(operation.from, operation.regex, doing);
  return {
    said: `Replaced ${shown(operation.from, operation.regex)} by ${quote(operation.to)} ${times(done.edits)} in ${count(done.chunks, "place")}${leftSentence(done)}.`,
    changed: done.chunks,
    about: doing.parts,
  };
}

/** "Replace Client with Customer": two words of everyday, for which small letters and the plural are meant, too; "Acme" and "Globex" are names. */
async function asCommonWords({ from, to, exact, regex }: Extract<Operation, { do: "replace" }>, { spelling }: Doing) {
  if (exact || regex || !CAPITALISED.test(from) || !CAPITALISED.test(to)) return { from, to };
  const [small, other] = [from.toLowerCase(), to.toLowerCase()];
  const dictionary = await spelling.load();
  return dictionary.correct(small) && dictionary.correct(other) ? { from: small, to: other } : { from, to };
}

const CAPITALISED = /^\p{Lu}\p{Ll}{2,}$/u;

/** Takes words, a phrase or what a pattern matches out of the text. */
export function removeText(operation: Extract<Operation, { do: "remove-text" }>, doing: Doing): Outcome {
  const find = operation.regex ? patternFinder(operation.text) : wordFinder([operation.text]);
  if (find === null)
    return { refused: `${operation.text} is no regular expression that I can read; nothing was changed.` };
  const done = run({ find, to: () => "", which: operation.which, removes: true }, doing);
  if (done === "slow") return tooSlow(operation.text);
  if (done.edits === 0) return notThere(operation.text, operation.regex, doing);
  return {
    said: `Removed ${shown(operation.text, operation.regex)} ${times(done.edits)} in ${count(done.chunks, "place")}${leftSentence(done)}.`,
    changed: done.chunks,
    about: doing.parts,
  };
}

function leftSentence({ left }: Done): string {
  return left === 0 ? "" : `; left ${times(left)} as it is in code or addresses`;
}

function tooSlow(pattern: string): Outcome {
  return {
    refused: `The regular expression ${clip(pattern)} takes too long on this document; nothing was changed. Make it simpler.`,
  };
}

function notThere(text: string, regex: boolean, { draft, parts, except }: Doing): Outcome {
  if (!regex && except.length > 0)
    return {
      said: `Nothing to do: ${shown(text, regex)} does not occur outside what is to stay as it is.`,
      changed: 0,
      about: parts,
    };
  const where = parts.every(({ unit }) => unit === "document") ? "in the document" : "there";
  const elsewhere =
    !regex && where === "there" && wordFinder([text])(textOf(draft.root)).length > 0
      ? " (elsewhere in the document it does)"
      : "";
  return {
    said: `Nothing to do: ${shown(text, regex)} does not occur ${where}${elsewhere}.`,
    changed: 0,
    about: parts,
  };
}

function shown(text: string, regex: boolean): string {
  return regex ? clip(text) : quote(text);
}

function times(n: number): string {
  return n === 1 ? "once" : n === 2 ? "twice" : `${n} times`;
}

function normal(text: string): string {
  return text.toLowerCase().replaceAll("’", "'").replaceAll(/\s+/gu, " ");
}

/** `$1` and `$&` in what replaces a pattern. */
function filled(to: string, match: Match): string {
  return to.replaceAll(/\$(\d|&)/gu, (_, group: string) =>
    group === "&" ? match.text : (match.groups[Number(group) - 1] ?? ""),
  );
}

interface Done {
  readonly edits: number;
  readonly chunks: number;
  /** Places that would have been changed, did they not stand in code or addresses. */
  readonly left: number;
}

function run(job: Job, doing: Doing): Done | "slow" {
  const reaches = reachOf(doing, { quotes: false, headings: true });
  let found: { readonly at: number; readonly match: Match }[];
  // What was asked to stay is no surprise.
  const asked = doing.except.length > 0 || doing.kept.words.length + doing.kept.sentences.length > 0;
  let left = 0;
  try {
    found = reaches.flatMap(({ passage, within, guarded }, at) => {
      const fixed = job.removes ? guarded : guarded.filter((range) => !isCode(passage, range));
      const matches = job.find(passage.text).filter((match) => within === null || liesWithin(match, within));
      const free = matches.filter((match) => !overlaps(match, fixed));
      left += asked ? 0 : matches.length - free.length;
      return free.map((match) => ({ at, match }));
    });
  } catch (error) {
    if (error instanceof RangeError) return "slow";
    throw error;
  }
  const chosen =
    job.which === "all"
      ? found
      : found.slice(
          ...(job.which < 0 ? [found.length + job.which, found.length + job.which + 1] : [job.which - 1, job.which]),
        );
  const ordinal = job.which === "all" ? "" : `the ${ordinalName(job.which)} `;
  let edits = 0;
  const chunks = new Set<unknown>();
  const byReach = Map.groupBy(chosen, ({ at }) => at);
  for (const [at, { passage }] of reaches.entries()) {
    const made = (byReach.get(at) ?? []).map(({ match }) => ({ match, now: job.to(match) }));
    const real = made.filter(({ match, now }) => now !== match.text);
    if (real.length === 0) continue;
    applyEdits(
      passage,
      real.flatMap(({ match, now }) => editsFor(passage, match, now)),
    );
    edits += real.length;
    chunks.add(passage.chunk);
    const pairs = [
      ...new Set(
        real.map(({ match, now }) => (now === "" ? quote(match.text) : `${quote(match.text)} by ${quote(now)}`)),
      ),
    ];
    const many = real.length > pairs.length ? ` (${times(real.length)})` : "";
    note(
      doing.draft,
      passage.chunk,
      `${job.removes ? "Removed" : "Replaced"} ${ordinal}${pairs.slice(0, 4).join(", ")}${many}.`,
    );
  }
  return { edits, chunks: chunks.size, left: job.which === "all" ? left : 0 };
}

/** What a user names is replaced in code, too; addresses stay. */
function isCode(passage: Passage, range: { readonly start: number; readonly end: number }): boolean {
  return (
    passage.pieces.some(
      (piece) => piece.guarded && piece.start === range.start && piece.end === range.end && piece.node !== null,
    ) && passage.chunk.tagName !== "pre"
  );
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function editsFor(passage: Passage, match: Match, now: string): Edit[] {
  const { text } = passage;
  if (now === "") return [withoutGap(text, match)];
  const edits: Edit[] = [{ start: match.start, end: match.end, text: now }];
  const article = /(?<![\p{L}\p{N}])(an?)(\s+)$/iu.exec(text.slice(Math.max(0, match.start - 12), match.start));
  const wanted = article === null ? null : articleFor(/^[\p{L}\p{N}]+/u.exec(now)?.[0] ?? "");
  const was = article === null ? null : articleFor(/^[\p{L}\p{N}]+/u.exec(match.text)?.[0] ?? "");
  // Only where the article was right before: else it is not ours to judge here.
  if (article?.[1] !== undefined && wanted !== null && was === article[1].toLowerCase() && wanted !== was) {
    const start = match.start - article[0].length;
    edits.unshift({
      start,
      end: start + article[1].length,
      text: article[1].startsWith("A") ? wanted.replace("a", "A") : wanted,
    });
  }
  return edits;
}

/** A removed word takes one blank with it, and a capital passes on to what begins the sentence now. */
function withoutGap(text: string, { start, end: found }: Match): Edit {
  // A possessive goes with its word.
  const end = found + (/^['’]s(?![\p{L}])/u.exec(text.slice(found, found + 3))?.[0].length ?? 0);
  const before = text.charAt(start - 1);
  const after = /^\s*/u.exec(text.slice(end))?.[0].length ?? 0;
  const next = text.charAt(end + after);
  const begins = /(?:^|[.!?]\s+)["“(]?$/u.test(textBefore(text, start));
  if (begins && /^\p{Lu}/u.test(text.charAt(start)) && /\p{Ll}/u.test(next))
    return { start, end: end + after + 1, text: next.toUpperCase() };
  if (/\s/u.test(before) && (after > 0 || /^[,.;:!?)]/u.test(next) || next === "")) {
    return after > 0 && next !== "" ? { start, end: end + after, text: "" } : { start: start - 1, end, text: "" };
  }
  return start === 0 ? { start, end: end + after, text: "" } : { start, end, text: "" };
}
