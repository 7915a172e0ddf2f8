import { overlaps } from "../draft/ranges.ts";
import { note } from "../draft/draft.ts";
import { applyEdits, passagesOf, type TextEdit } from "../draft/passage.ts";
import { type Element, parentChunk, textOf } from "../draft/tree.ts";
import { contract, expandContractions, isoDates, spellNumbers } from "../prose/contractions.ts";
import { lengthOf, rewriteNote, unique } from "../prose/edit-notes.ts";
import { phrasesFor } from "../prose/goals.ts";
import { correctGrammar, type Correction } from "../prose/grammar.ts";
import { otherLanguage } from "../prose/language.ts";
import { rewriteText } from "../prose/rewrite.ts";
import { ownWords, Speller } from "../prose/spelling.ts";
import { capital, count, listOf, some } from "../say.ts";
import type { Operation, ProseGoal } from "../understand/operation.ts";
import type { Doing, Outcome } from "./outcome.ts";
import { allowed, type Reach, reachOf } from "./passages.ts";

/** What others said or wrote is not ours to reword. */
function isQuotation(chunk: Element): boolean {
  return chunk.tagName === "blockquote" || (parentChunk(chunk) !== null && isQuotation(parentChunk(chunk) as Element));
}

interface Tally {
  readonly chunks: Set<string>;
  before: number;
  after: number;
  corrections: number;
  readonly doubtful: Map<string, readonly string[]>;
}

/** Rewrites or corrects the wording of the instruction's parts. */
export async function editProse(operation: Extract<Operation, { do: "prose" }>, doing: Doing): Promise<Outcome> {
  const goals = new Set(operation.goals);
  const correcting = isCorrecting(goals);
  const quoted = doing.parts.some(({ unit }) => unit === "quote");
  const reaches = reachOf(doing, { quotes: true, headings: correcting }).filter(
    ({ passage }) => quoted || !isQuotation(passage.chunk),
  );
  const foreign = new Set<string>();
  const whole = textOf(doing.draft.root);
  const overall = otherLanguage(whole);
  // A word of another language is no slip of this one: "hiermit" is not "hermit".
  const english = reaches.filter(({ passage }) => {
    const language = otherLanguage(passage.text) ?? (overall !== null && passage.text.length < 200 ? overall : null);
    if (language !== null) foreign.add(language);
    return language === null;
  });
  if (english.length === 0 && foreign.size > 0)
    return {
      said: `Nothing was changed: my rules for wording are for English, and this text is in ${listOf([...foreign])}. I can still move, replace, format or translate it.`,
      changed: 0,
      about: doing.parts,
    };
  if (reaches.length === 0)
    return {
      said: "There is no text to edit there; send the document as document_html, or name another part.",
      changed: 0,
      about: doing.parts,
    };
  const tally: Tally = { chunks: new Set(), before: 0, after: 0, corrections: 0, doubtful: new Map() };
  const british = isBritish(whole);
  const speller = goals.has("spelling") ? new Speller(await doing.spelling.load(), ownWords(whole)) : null;
  const stretch = Math.max(50, Math.ceil(english.length / MOST_TOLD));
  for (const [index, reach] of english.entries()) {
    if (index % stretch === 0) {
      doing.signal.throwIfAborted();
      if (english.length > 1)
        await doing.tell(
          `${STAGES.find(([goal]) => goals.has(goal))?.[1] ?? "Editing"}: passage ${index + 1} of ${english.length}`,
        );
    }
    if (goals.has("concise") || goals.has("simple"))
      rewrite(reach, { goals, british, harder: operation.harder === true }, doing, tally);
    else correct(reach, goals, speller, doing, tally);
  }
  return outcome(goals, tally, doing);
}

/** Each sentence that is told is a commit that the work waits for. */
const MOST_TOLD = 20;

const STAGES: readonly (readonly [ProseGoal, string])[] = [
  ["concise", "Making the wording concise"],
  ["simple", "Making the wording plain"],
  ["spelling", "Checking spelling"],
  ["grammar", "Checking grammar"],
];

function rewrite(
  reach: Reach,
  options: { readonly goals: ReadonlySet<ProseGoal>; readonly british: boolean; readonly harder: boolean },
  doing: Doing,
  tally: Tally,
): void {
  const { passage, guarded } = reach;
  const concise = options.goals.has("concise");
  const found = rewriteText(passage.text, {
    table: phrasesFor(concise, options.goals.has("simple") || options.harder),
    fillers: concise,
    british: options.british,
    guarded,
  });
  const edits = allowed(reach, found);
  // An article goes with the word it follows.
  const kept = edits.filter((edit, index) => edit.kind !== "article" || edits[index + 1]?.kind !== undefined);
  tally.before += lengthOf(passage.text);
  const after = spliced(passage.text, kept);
  tally.after += lengthOf(after);
  if (
    kept.length === 0 ||
    after.replaceAll(/\s+/gu, " ").trim() === passage.text.replaceAll(/\s+/gu, " ").trim() ||
    after.trim() === ""
  )
    return;
  applyEdits(passage, kept);
  tally.chunks.add(keyOf(reach));
  note(doing.draft, passage.chunk, rewriteNote(kept, passage.text, after));
}

/** Corrections uncover others ("teh the"), so it goes on until a round finds none. */
function correct(
  reach: Reach,
  goals: ReadonlySet<ProseGoal>,
  speller: Speller | null,
  doing: Doing,
  tally: Tally,
): void {
  const whats: string[] = [];
  let current: Reach | undefined = reach;
  for (let round = 0; round < MAX_ROUNDS && current !== undefined; round++) {
    const { passage }: Reach = current;
    const edits = withoutOverlaps(allowed(current, corrections(current, goals, round === 0 ? speller : null, tally)));
    if (edits.length > 0) {
      applyEdits(passage, edits);
      tally.corrections += edits.length;
      whats.push(...edits.map(({ what }) => what));
    } else if (round > 0 || speller === null) break;
    current = again(current);
  }
  if (whats.length === 0) return;
  tally.chunks.add(keyOf(reach));
  const verb = VERBS.find(([goal]) => goals.has(goal))?.[1] ?? "Corrected";
  note(doing.draft, reach.passage.chunk, `${verb} ${some(unique(whats), 6)}.`);
}

const MAX_ROUNDS = 3;
const VERBS: readonly (readonly [ProseGoal, string])[] = [
  ["expand", "Wrote out"],
  ["contract", "Contracted"],
  ["numbers", "Changed"],
  ["dates", "Changed"],
];

/** The passage as it is after edits; part of one is not followed up, its offsets are old. */
function again({ passage, within, guarded }: Reach): Reach | undefined {
  if (within !== null || guarded.length > 0) return undefined;
  const first = passage.pieces.find(({ node }) => node !== null)?.node;
  const fresh = passagesOf(passage.chunk).find(({ pieces }) =>
    pieces.some(({ node }) => node === first && node !== null),
  );
  return fresh === undefined ? undefined : { passage: fresh, within, guarded };
}

function corrections(reach: Reach, goals: ReadonlySet<ProseGoal>, speller: Speller | null, tally: Tally): Correction[] {
  const { text, chunk } = reach.passage;
  // Letters first: what grammar sees is then what will stand there.
  if (speller !== null) {
    const spelled = misspelled(reach, speller, tally);
    if (spelled.length > 0 && reach.within === null && reach.guarded.length === 0) return spelled;
    return [...spelled, ...(goals.has("grammar") ? correctGrammar(text, chunk.tagName === "p") : [])];
  }
  const grammar = goals.has("grammar") || goals.has("doubled") ? correctGrammar(text, chunk.tagName === "p") : [];
  return [
    ...(goals.has("grammar") ? grammar : grammar.filter(({ what }) => what.startsWith("the doubled"))),
    ...(goals.has("expand") ? expandContractions(text) : []),
    ...(goals.has("contract") ? contract(text) : []),
    ...(goals.has("numbers") ? spellNumbers(text) : []),
    ...(goals.has("dates") ? isoDates(text) : []),
  ];
}

function misspelled({ passage, guarded }: Reach, speller: Speller, tally: Tally): Correction[] {
  return [
    ...passage.text.matchAll(/(?<![\p{L}\p{N}_@#/.-])\p{L}+(?:['’]\p{L}+)*(?![\p{L}\p{N}_@/]|-\p{L}|\.\p{L})/gu),
  ].flatMap((match) => {
    const [word] = match;
    const range = { start: match.index, end: match.index + word.length };
    if (overlaps(range, guarded)) return [];
    const verdict = speller.judge(word);
    if (verdict === null) return [];
    if ("doubtful" in verdict) {
      tally.doubtful.set(word, verdict.doubtful);
      return [];
    }
    return [{ ...range, text: verdict.correct, what: `'${word}' to '${verdict.correct}'` }];
  });
}

function withoutOverlaps<T extends TextEdit>(edits: readonly T[]): T[] {
  const taken: T[] = [];
  for (const edit of edits.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const before = taken.at(-1);
    if (before === undefined || edit.start >= before.end) taken.push(edit);
  }
  return taken;
}

export function spliced(text: string, edits: readonly TextEdit[]): string {
  let result = "";
  let at = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
    result += text.slice(at, edit.start) + edit.text;
    at = Math.max(at, edit.end);
  }
  return result + text.slice(at);
}

function keyOf({ passage }: Reach): string {
  return passage.chunk.attrs.find(({ name }) => name === "data-chunk-id")?.value ?? passage.text;
}

function isBritish(text: string): boolean {
  const british = text.match(/\b\p{L}+(?:isation|ised|ising|our|ours|yse|ysed|ogue|tre)\b/gu)?.length ?? 0;
  const american =
    text.match(/\b\p{L}+(?:ization|ized|izing|yze|yzed)\b|\b(?:color|behavior|favor|labor|center|honor)s?\b/gu)
      ?.length ?? 0;
  return (
    british > american &&
    /\b\p{L}+(?:isation|ised|ising|yse|ysed)\b|\b(?:colour|behaviour|favour|labour|centre|honour)/u.test(text)
  );
}

function outcome(goals: ReadonlySet<ProseGoal>, tally: Tally, doing: Doing): Outcome {
  const about = doing.parts;
  const places = count(tally.chunks.size, "place");
  const doubtful = doubtfulSentence(tally.doubtful);
  if (goals.has("concise") || goals.has("simple")) {
    const how = listOf([
      ...(goals.has("concise") ? ["more concise"] : []),
      ...(goals.has("simple") ? ["plainer"] : []),
    ]);
    if (tally.chunks.size === 0)
      return { said: `Nothing to do: my rules find nothing to make ${how} there.`, changed: 0, about };
    const share = Math.round((1 - tally.after / Math.max(1, tally.before)) * 100);
    return {
      said: `Made the wording ${how} in ${places}${share >= 1 ? `; the text there is ${share} % shorter` : ""}.`,
      changed: tally.chunks.size,
      about,
    };
  }
  const what = listOf([...goals].map((goal) => NAMES[goal]));
  if (tally.chunks.size === 0)
    return {
      said: `Nothing to ${isCorrecting(goals) ? "correct" : "change"}: no ${what} found${doubtful === "" ? "" : " that are certain"}.${doubtful}`,
      changed: 0,
      about,
    };
  return {
    said: `${capital(DONE(goals))} ${count(tally.corrections, isCorrecting(goals) ? "slip" : "expression")} (${what}) in ${places}.${doubtful}`,
    changed: tally.chunks.size,
    about,
  };
}

function isCorrecting(goals: ReadonlySet<ProseGoal>): boolean {
  return goals.has("spelling") || goals.has("grammar") || goals.has("doubled");
}

const DONE = (goals: ReadonlySet<ProseGoal>): string => (isCorrecting(goals) ? "corrected" : "changed");

const NAMES: Readonly<Record<ProseGoal, string>> = {
  concise: "wordy phrases",
  simple: "difficult words",
  spelling: "misspelled words",
  grammar: "grammar slips",
  doubled: "doubled words",
  expand: "contractions",
  contract: "phrases to contract",
  numbers: "small numbers",
  dates: "dates with a month's name",
};

function doubtfulSentence(doubtful: ReadonlyMap<string, readonly string[]>): string {
  if (doubtful.size === 0) return "";
  const words = [...doubtful].map(([word, suggestions]) =>
    suggestions.length === 0 ? `'${word}'` : `'${word}' (${suggestions.join(", ")}?)`,
  );
  return ` Left for you to judge: ${some(words, 10)}.`;
}
