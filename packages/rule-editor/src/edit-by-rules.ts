import type { EditAnswer, Proposal } from "@headway-jobs/ports/editor";
import { type Draft, openDraft } from "./draft/draft.ts";
import { proposalsOf } from "./draft/proposals.ts";
import { bareTitle, outlineOf } from "./draft/structure.ts";
import { chunkIdOf } from "./draft/tree.ts";
import { nearestAbilities } from "./operations/abilities.ts";
import { answerQuestion } from "./operations/answers.ts";
import { convertList, joinParts, removeEmpty, splitParts } from "./operations/blocks.ts";
import { changeCase } from "./operations/casing.ts";
import { changeLevel, makeContents, numberHeadings, removeContents } from "./operations/headings.ts";
import { insertText } from "./operations/insertion.ts";
import { type Doing, type Kept, NOTHING_KEPT, type Outcome } from "./operations/outcome.ts";
import { editProse } from "./operations/prose.ts";
import { removeText, replaceText } from "./operations/replace.ts";
import { rewordPart } from "./operations/rewording.ts";
import { sortParts } from "./operations/sorting.ts";
import { deleteParts, duplicateParts, moveParts, renameParts, swapParts } from "./operations/structure-edits.ts";
import { linkText, styleText } from "./operations/styling.ts";
import { translateParts } from "./operations/translating.ts";
import { clip, count, listOf, quote, some } from "./say.ts";
import { exceptOf, liesIn, spared } from "./spared.ts";
import { understand } from "./understand/instructions.ts";
import type { Instruction, Operation, Target } from "./understand/operation.ts";
import type { Part } from "./understand/parts.ts";
import { resolve } from "./understand/resolve.ts";
import { withoutTypos } from "./understand/typos.ts";

export type Surroundings = Pick<Doing, "translation" | "spelling" | "tell" | "signal">;

export interface RuleRequest {
  readonly html: string;
  readonly message: string;
}

/** Follows a message's instructions one after the other, each on what the ones before made; all or nothing. */
export async function editByRules(request: RuleRequest, around: Surroundings): Promise<EditAnswer> {
  const draft = openDraft(request.html);
  const answer = await followMessage(draft, request.message, around, NOTHING_KEPT);
  if ("refused" in answer) return nothing(draft.long.without(answer.refused));
  const proposals = proposalsOf(draft);
  const skipped = draft.long.warning();
  return {
    response: draft.long.without(answer.said.join(" ")),
    proposals,
    warnings: skipped === null ? answer.warnings : [...answer.warnings, skipped],
  };
}

export function nothing(response: string): EditAnswer {
  return { response, proposals: [], warnings: [] };
}

export interface Followed {
  readonly said: readonly string[];
  readonly warnings: readonly string[];
}

export async function followMessage(
  draft: Draft,
  message: string,
  around: Surroundings,
  kept: Kept,
  only: Part | null = null,
): Promise<Followed | { readonly refused: string }> {
  const first = await attempt(draft, message, around, kept, only);
  // Behind the first of several instructions the draft is no longer what it was.
  if (!("refused" in first) || first.begun) return first;
  const words = new Set(textOfWords(draft));
  const dictionary = await around.spelling.load();
  const retyped = withoutTypos(message, (word) => words.has(word) || dictionary.correct(word));
  const second = retyped === null ? null : await attempt(draft, retyped.message, around, kept, only);
  if (second === null || "refused" in second) return first;
  return { ...second, said: [`I read ${listOf(retyped?.read ?? [])}.`, ...second.said] };
}

function textOfWords(draft: Draft): string[] {
  return outlineOf(draft.root).all.flatMap(({ title }) => title.toLowerCase().match(/\p{L}+/gu) ?? []);
}

async function attempt(
  draft: Draft,
  message: string,
  around: Surroundings,
  kept: Kept,
  only: Part | null,
): Promise<Followed | Refused> {
  const understood = understand(message, (words) => isHeading(draft, words));
  if ("tooMany" in understood)
    return { refused: "That is too much for one message: give at most 100 instructions at a time." };
  if ("unclear" in understood) return { refused: refusal(understood.unclear, understood.understood, draft) };
  if (understood.instructions.length === 0)
    return { said: ["Nothing to do: say what should be changed, e.g. 'make section 2 more concise'."], warnings: [] };
  return followInstructions(draft, understood.instructions, around, kept, only);
}

interface Refused {
  readonly refused: string;
  /** Whether other instructions had been followed before. */
  readonly begun?: boolean;
}

export async function followInstructions(
  draft: Draft,
  instructions: readonly Instruction[],
  around: Surroundings,
  kept: Kept,
  only: Part | null,
): Promise<Followed | Refused> {
  const said: string[] = [];
  const warnings = new Set<string>();
  let previous: readonly Part[] = [];
  const before: Part[] = [];
  let words: string | null = null;
  for (const [at, instruction] of inTurn(instructions).entries()) {
    around.signal.throwIfAborted();
    const sections = outlineOf(draft.root).all.length;
    await around.tell(
      instructions.length === 1
        ? `Reading ${sections === 0 ? "the document" : count(sections, "section")}`
        : `Instruction ${at + 1} of ${instructions.length}: ${clip(instruction.source, 80)}`,
    );
    const outcome = await follow(draft, instruction, { around, previous, before, words, kept, only });
    if ("refused" in outcome) {
      if (instructions.length === 1) return outcome;
      return {
        begun: at > 0,
        refused: `Nothing was changed, because of "${clip(instruction.source, 80)}": ${outcome.refused}`,
      };
    }
    said.push(outcome.said);
    for (const warning of outcome.warnings ?? []) warnings.add(warning);
    previous = outcome.about.filter(({ unit }) => unit !== "document");
    before.push(...previous);
    words = wordsOf(instruction.operation);
  }
  return { said, warnings: [...warnings] };
}

interface State {
  readonly around: Surroundings;
  readonly previous: readonly Part[];
  /** What the instructions before were about: "the rest" leaves it out. */
  readonly before: readonly Part[];
  /** What the instruction before was about where it was words and no part. */
  readonly words: string | null;
  readonly kept: Kept;
  readonly only: Part | null;
}

function wordsOf(operation: Operation): string | null {
  if (operation.do === "replace") return operation.to;
  if (operation.do === "remove-text" || operation.do === "link") return operation.text;
  return operation.do === "style" ? operation.text : null;
}

/** "Replace A with B and make it bold": the whole document is not meant. */
const OF_WORDS = new Set<Operation["do"]>([
  "style",
  "case",
  "delete",
  "move",
  "duplicate",
  "list",
  "level",
  "link",
  "rename",
]);

/** A table of contents lists what the other instructions leave. */
function inTurn(instructions: readonly Instruction[]): readonly Instruction[] {
  const last = instructions.filter(({ operation }) => operation.do === "contents");
  return last.length === 0 ? instructions : [...instructions.filter((one) => !last.includes(one)), ...last];
}

async function follow(
  draft: Draft,
  instruction: Instruction,
  { around, previous, before, words, kept, only }: State,
): Promise<Outcome> {
  const { operation, scope } = instruction;
  if (WHOLE.has(operation.do) && scope.only.kind !== "everything") return { refused: WHOLE_ONLY };
  const target = targetOf(operation, scope.only);
  if (target.kind === "same" && previous.length === 0 && words !== null && OF_WORDS.has(operation.do))
    return { refused: `I cannot tell what is meant; name the words or the part, e.g. make ${quote(words, 30)} bold.` };
  // A document without a block can still be asked, and be given its first.
  const found = operation.do === "insert" ? { parts: wholeOf(draft) } : resolve(target, { draft, previous });
  if ("missing" in found) return { refused: found.missing };
  const except = exceptOf(scope, target, { draft, previous });
  if ("missing" in except) return { refused: except.missing };
  const stays = [...except.parts, ...(target.kind === "rest" ? before : [])];
  if (WHOLE.has(operation.do) && outlineOf(draft.root).all.some(({ heading }) => liesIn(heading, stays)))
    return { refused: WHOLE_ONLY };
  const parts = spared(operation, only === null ? found.parts : [only], stays, { target, draft });
  if ("refused" in parts) return parts;
  return perform(operation, { ...around, draft, instruction, parts, previous, except: stays, kept });
}

const WHOLE_ONLY = "Headings are numbered and listed for the whole document only; leave out the part.";
const WHOLE = new Set<Operation["do"]>(["contents", "remove-contents", "number-headings"]);

function wholeOf(draft: Draft): Part[] {
  return [{ unit: "document", elements: outlineOf(draft.root).blocks }];
}

/** The part an operation names itself, inside the instruction's scope where that is a part, too. */
function targetOf(operation: Operation, scope: Target): Target {
  const own = "target" in operation ? operation.target : null;
  if (own === null) return scope;
  if (scope.kind === "everything") return own;
  if (own.kind === "everything" || own.kind === "title" || own.kind === "same")
    return own.kind === "everything" ? scope : own;
  return "unit" in own && own.within === undefined ? { ...own, within: scope } : own;
}

async function perform(operation: Operation, doing: Doing): Promise<Outcome> {
  switch (operation.do) {
    case "prose":
      return editProse(operation, doing);
    case "replace":
      return replaceText(operation, doing);
    case "remove-text":
      return removeText(operation, doing);
    case "delete":
      return deleteParts(doing);
    case "move":
      return moveParts(operation, doing);
    case "swap":
      return swapParts(operation, doing);
    case "duplicate":
      return duplicateParts(doing);
    case "rename":
      return renameParts(operation, doing);
    case "reword":
      return rewordPart(operation, doing);
    case "insert":
      return insertText(operation, doing);
    case "case":
      return changeCase(operation, doing);
    case "list":
      return convertList(operation, doing);
    case "contents":
      return makeContents(doing);
    case "remove-contents":
      return removeContents(doing);
    case "number-headings":
      return numberHeadings(operation, doing);
    case "level":
      return changeLevel(operation, doing);
    case "style":
      return styleText(operation, doing);
    case "link":
      return linkText(operation, doing);
    case "translate":
      return translateParts(operation, doing);
    case "sort":
      return sortParts(operation, doing);
    case "split":
      return splitParts(operation, doing);
    case "join":
      return joinParts(doing);
    case "remove-empty":
      return removeEmpty(operation, doing);
    case "question":
      return answerQuestion(operation.about, doing);
  }
}

function isHeading(draft: Draft, words: string): boolean {
  const wanted = words.toLowerCase().trim();
  return (
    wanted !== "" &&
    outlineOf(draft.root).all.some(
      ({ title }) =>
        title.toLowerCase() === wanted ||
        bareTitle(title).toLowerCase() === wanted ||
        // "Phase 1" of "Phase 1: Planning".
        (wanted.length > 3 && title.toLowerCase().startsWith(`${wanted}:`)),
    )
  );
}

const DRAFTING =
  /^(?:please |can you |could you )?(?:write|draft|compose|create|generate|invent|come up with|make up|expand on|elaborate|summari[sz]e|explain|describe|brainstorm|suggest|continue)\b/iu;

function refusal(unclear: string, understood: readonly string[], draft: Draft): string {
  const shown = `"${clip(unclear, 100)}"`;
  const empty = outlineOf(draft.root).blocks.length === 0;
  const alone = understood.length === 0;
  const what = DRAFTING.test(unclear.trim())
    ? `cannot ${alone ? "write text of my own" : `follow ${shown}`}`
    : `do not understand ${shown}`;
  const rest = alone
    ? ""
    : ` The rest I understand: ${some(
        understood.map((one) => `"${clip(one, 60)}"`),
        4,
      )}; send it without that part.`;
  const hint = empty
    ? 'Give me text in quotation marks, e.g. add a section titled "Introduction" with "…".'
    : nearestAbilities(unclear);
  return `${alone ? "" : "Nothing was changed. "}I edit by rules here (no language model is set: HEADWAY_LLM) and ${what}.${rest} ${hint}`;
}

/** One proposal's chunk as a part of the draft. */
export function partOf(draft: Draft, proposal: Proposal): Part | null {
  if (proposal.operation === "create") return null;
  const element = outlineOf(draft.root).blocks.find((block) => chunkIdOf(block) === proposal.chunkId);
  return element === undefined ? null : { unit: "paragraph", elements: [element] };
}
