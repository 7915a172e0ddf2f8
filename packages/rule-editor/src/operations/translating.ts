import { HeadwayError, LANGUAGE_CODES } from "@headway-jobs/contract";
import { languageName } from "@headway-jobs/ports/translation";
import { note } from "../draft/draft.ts";
import { applyEdits, type Passage } from "../draft/passage.ts";
import { textOf } from "../draft/tree.ts";
import { otherLanguage } from "../prose/language.ts";
import { capital, count, listOf } from "../say.ts";
import type { Operation } from "../understand/operation.ts";
import type { Doing, Outcome } from "./outcome.ts";
import { reachOf } from "./passages.ts";

const BATCH = 40;

/** Translates through the translation provider: each passage whole, its links and bold found again where their words come back. */
export async function translateParts(
  operation: Extract<Operation, { do: "translate" }>,
  doing: Doing,
): Promise<Outcome> {
  const to = codeOf(operation.to);
  const pairs = await doing.translation.pairs();
  if (pairs.length === 0)
    return { refused: "No translation is installed here (HEADWAY_TRANSLATION): nothing was changed." };
  const reaches = reachOf(doing, { quotes: false, headings: true }).filter(
    ({ passage, guarded }) => /\p{L}/u.test(passage.text) && !coversAll(passage, guarded),
  );
  const from = operation.from === null ? await detected(textOf(doing.draft.root), pairs) : codeOf(operation.from);
  const reachable = pairs
    .filter((pair) => pair.from === from)
    .map((pair) => languageName(pair.to))
    .toSorted();
  if (to === null || from === null || !pairs.some((pair) => pair.from === from && pair.to === to)) {
    if (to !== null && to === from)
      return { said: `Nothing to do: the text is in ${languageName(to)} already.`, changed: 0, about: doing.parts };
    const asked = to === null ? `'${operation.to}'` : languageName(to);
    return {
      refused: `I cannot translate from ${languageName(from ?? "en")} to ${asked} here; I can translate it to ${reachable.length === 0 ? "no language" : listOf(reachable, "or")}.`,
    };
  }
  const warnings = new Set<string>();
  let changed = 0;
  for (let at = 0; at < reaches.length; at += BATCH) {
    doing.signal.throwIfAborted();
    await doing.tell(`Translating passage ${at + 1} of ${reaches.length} to ${languageName(to)}`);
    const batch = reaches.slice(at, at + BATCH).map(({ passage }) => passage);
    const done = await translateBatch(batch, { from, to }, doing);
    if ("refused" in done) return done;
    for (const warning of done.warnings) warnings.add(warning);
    for (const passage of done.changed) {
      changed++;
      note(
        doing.draft,
        passage.chunk,
        `Translated from ${languageName(from)} to ${languageName(to)} by the installed translation.`,
      );
    }
  }
  if (changed === 0)
    return { said: "Nothing to do: there is no text to translate there.", changed, about: doing.parts };
  return {
    said: `Translated ${count(changed, "passage")} from ${languageName(from)} to ${languageName(to)}; have a speaker read it before it goes out.`,
    changed,
    about: doing.parts,
    warnings: [...warnings],
  };
}

function coversAll(passage: Passage, guarded: readonly { readonly start: number; readonly end: number }[]): boolean {
  return guarded.some(({ start, end }) => start <= 0 && end >= passage.text.trimEnd().length);
}

function codeOf(name: string): string | null {
  const lower = name.toLowerCase().replace(/ \(.*$/u, "");
  return (
    LANGUAGE_CODES.find(({ code }) => code === lower || languageName(code).toLowerCase() === lower)?.code ??
    (lower.startsWith("brazilian") ? "pt" : /^(?:castilian|spanish)/u.test(lower) ? "es" : null)
  );
}

async function detected(text: string, pairs: readonly { readonly from: string }[]): Promise<string | null> {
  const { franc } = await import("franc-min");
  const known = LANGUAGE_CODES.flatMap(({ code, detectedAs }) =>
    detectedAs !== null && pairs.some(({ from }) => from === code) ? [detectedAs] : [],
  );
  const francCode = franc(text.slice(0, 20_000), { only: known, minLength: 20 });
  const found = LANGUAGE_CODES.find(({ detectedAs }) => detectedAs === francCode)?.code;
  // Asked only for languages that it can translate from, it takes the nearest of them for any other.
  const other = otherLanguage(text);
  if (other !== null && (found ?? "en") === "en") return codeOf(other);
  return found ?? (pairs.some(({ from }) => from === "en") ? "en" : null);
}

type Batch =
  | { readonly changed: readonly Passage[]; readonly warnings: readonly string[] }
  | { readonly refused: string };

async function translateBatch(
  passages: readonly Passage[],
  { from, to }: { readonly from: string; readonly to: string },
  doing: Doing,
): Promise<Batch> {
  // The runs of a passage that tags run through go along: where a run is not found again in the whole, all runs stand for themselves.
  const runs = passages.map((passage) =>
    passage.pieces.filter(
      ({ node, start, end, guarded }) => node !== null && !guarded && /\p{L}/u.test(passage.text.slice(start, end)),
    ),
  );
  const texts = passages
    .flatMap((passage, at) => [
      passage.text,
      ...(isPlain(passage) ? [] : (runs[at] ?? []).map(({ start, end }) => passage.text.slice(start, end))),
    ])
    .map((text) => text.replaceAll(/[\uFFFC\s]+/gu, " ").trim());
  try {
    const answer = await doing.translation.translate({ texts, from, to, signal: doing.signal });
    const changed: Passage[] = [];
    let next = 0;
    for (const [at, passage] of passages.entries()) {
      const whole = answer.texts[next++] ?? "";
      const own = runs[at] ?? [];
      const pieces = isPlain(passage) ? [] : own.map(() => answer.texts[next++] ?? "");
      const before = passage.text;
      if (isPlain(passage)) {
        const lead = /^\s*/u.exec(before)?.[0].length ?? 0;
        applyEdits(passage, [{ start: lead, end: before.trimEnd().length, text: whole }]);
      } else applyEdits(passage, spread(passage, whole, own, pieces));
      if (whole !== before.trim()) changed.push(passage);
    }
    return { changed, warnings: answer.warnings };
  } catch (error) {
    doing.signal.throwIfAborted();
    if (error instanceof HeadwayError) return { refused: capital(error.message) };
    throw error;
  }
}

function isPlain(passage: Passage): boolean {
  return passage.pieces.length === 1;
}

type Run = Passage["pieces"][number];

/** The translation of the whole over its runs, cut where the runs inside tags come back; else each run's own. */
function spread(
  passage: Passage,
  whole: string,
  runs: readonly Run[],
  texts: readonly string[],
): { start: number; end: number; text: string }[] {
  const edit = (run: Run, text: string): { start: number; end: number; text: string } => ({
    start: run.start,
    end: run.end,
    text,
  });
  const marked = runs.map((run) => run.node?.parentNode !== passage.chunk);
  const complete = passage.pieces.every(
    (piece) =>
      runs.includes(piece) || (piece.node !== null && passage.text.slice(piece.start, piece.end).trim() === ""),
  );
  if (complete) {
    const cuts = cutsOf(whole, runs, marked, texts);
    if (cuts !== null) return runs.map((run, at) => edit(run, cuts[at] ?? ""));
  }
  return runs.map((run, at) => {
    const source = passage.text.slice(run.start, run.end);
    const [lead = "", tail = ""] = [/^\s*/u.exec(source)?.[0], /\s*$/u.exec(source)?.[0]];
    const text = texts[at] ?? "";
    const cased =
      /^\s*\p{Ll}/u.test(source) && /^\p{Lu}\p{Ll}/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
    return edit(run, lead + cased + tail);
  });
}

/** Null unless every marked run comes back exactly once and in the old order, and plain runs stand between them. */
function cutsOf(
  whole: string,
  runs: readonly Run[],
  marked: readonly boolean[],
  texts: readonly string[],
): string[] | null {
  const result: string[] = [];
  let at = 0;
  for (const index of runs.keys()) {
    if (marked[index] !== true) {
      result.push("");
      continue;
    }
    const text = (texts[index] ?? "").replace(/[.,;:]$/u, "").trim();
    const found = whole.toLowerCase().indexOf(text.toLowerCase(), at);
    if (text === "" || found === -1 || whole.toLowerCase().includes(text.toLowerCase(), found + 1)) return null;
    if (index > 0 && marked[index - 1] !== true) result[index - 1] = whole.slice(at, found);
    else if (found > at && whole.slice(at, found).trim() !== "") return null;
    result.push(whole.slice(found, found + text.length));
    at = found + text.length;
  }
  if (marked.at(-1) !== true) result[result.length - 1] = whole.slice(at);
  else if (whole.slice(at).trim() !== "") result[result.length - 1] += whole.slice(at);
  return result;
}
