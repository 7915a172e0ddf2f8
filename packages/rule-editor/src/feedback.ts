import type { DeniedProposal, EditAnswer, Proposal } from "@headway-jobs/ports/editor";
import { type Draft, newBlock, note, openDraft } from "./draft/draft.ts";
import { proposalsOf } from "./draft/proposals.ts";
import { outlineOf } from "./draft/structure.ts";
import {
  chunkIdOf,
  chunksBelow,
  detach,
  type Element,
  insertAfter,
  insertBefore,
  isElement,
  isInside,
  parseInside,
  prepend,
  textOf,
} from "./draft/tree.ts";
import {
  followInstructions,
  followMessage,
  nothing,
  partOf,
  type RuleRequest,
  type Surroundings,
} from "./edit-by-rules.ts";
import { type Kept, NOTHING_KEPT } from "./operations/outcome.ts";
import { quote } from "./say.ts";
import { cardinal, ORDINAL, ordinal } from "./understand/counting.ts";
import { understand } from "./understand/instructions.ts";
import type { Instruction } from "./understand/operation.ts";
import { maskQuotes } from "./understand/quoted.ts";

/** Proposes anew for what was denied, following the reviewer's words; nothing else is touched. */
export async function editAgain(
  request: RuleRequest & { readonly denied: readonly DeniedProposal[] },
  around: Surroundings,
): Promise<EditAnswer> {
  const said: string[] = [];
  const proposals: Proposal[] = [];
  const warnings: string[] = [];
  for (const denied of request.denied) {
    const answer = await again(request, denied, around);
    said.push(answer.response);
    warnings.push(...answer.warnings);
    proposals.push(...answer.proposals);
  }
  return { response: [...new Set(said)].join(" "), proposals, warnings };
}

async function again(
  { html, message }: RuleRequest,
  { proposal, feedback }: DeniedProposal,
  around: Surroundings,
): Promise<EditAnswer> {
  const draft = openDraft(html);
  const wish = readWish(feedback);
  if (wish.kind === "leave") return nothing("Left that part as it was.");
  if (proposal.operation === "create") return againCreated(draft, proposal, feedback, around);
  const part = partOf(draft, proposal);
  if (part === null) return nothing("That part is not in the document any more.");
  const followed = await followWish(draft, { message, feedback, wish, proposal }, around);
  if ("refused" in followed)
    return nothing(`I cannot follow "${feedback.trim()}" for that change: ${followed.refused}`);
  const same = sameAs(proposal);
  const found = proposalsOf(draft).filter((one) => about(one, proposal.chunkId, draft) && !same(one));
  if (found.length === 0)
    return nothing(`With "${feedback.trim()}" there is nothing left that my rules would change in that part.`);
  return { response: followed.said.join(" "), proposals: found, warnings: followed.warnings };
}

type Wish =
  | { readonly kind: "leave" }
  | { readonly kind: "keep"; readonly kept: Kept }
  | { readonly kind: "instead"; readonly to: string }
  | { readonly kind: "only"; readonly instruction: string }
  | { readonly kind: "further" };

function readWish(feedback: string): Wish {
  const masked = maskQuotes(feedback.trim());
  const text = masked.text
    .replace(/^(?:please|no|nope|hmm|but|ok|okay)[,:]?\s+/iu, "")
    .replace(/[.!]+$/u, "")
    .trim();
  if (
    /^(?:leave (?:it|this|that)(?: as (?:it )?(?:is|was)| alone)?|keep (?:it|this|that)(?: as (?:it )?(?:is|was)| unchanged)?|don['’]?t (?:change|touch|delete|remove|edit) (?:it|this|that)|no changes?|undo(?: it| this| that)?|skip (?:it|this|that)|keep the original|do not (?:change|delete|touch) (?:it|this|that))$/iu.test(
      text,
    )
  )
    return { kind: "leave" };
  const sentence = new RegExp(
    `^(?:keep|leave|don['’]?t (?:touch|change|edit)|do not (?:touch|change|edit)) (?:the )?(?:(${ORDINAL}) sentence|sentence (\\w+))(?: (?:as (?:it )?is|alone|unchanged))?$`,
    "iu",
  ).exec(text);
  if (sentence !== null) {
    const at = sentence[1] === undefined ? cardinal(sentence[2] ?? "") : ordinal(sentence[1]);
    return { kind: "keep", kept: { words: [], sentences: at === null ? [] : [at < 0 ? at : at - 1] } };
  }
  const keep =
    /^(?:keep|leave|retain|don['’]?t (?:change|remove|drop|touch|cut|replace)|do not (?:change|remove|drop|touch|cut|replace)|but keep) (?:the )?(?:words? |phrases? |term |name )?(.+?)(?: (?:in|as (?:it )?is|as they are|unchanged|alone))?$/iu.exec(
      text,
    )?.[1];
  if (keep !== undefined && !/^(?:going|it short)/iu.test(keep))
    return {
      kind: "keep",
      kept: {
        words: keep
          .split(/\s*,\s*(?:and )?|\s+and\s+/u)
          .map((word) => masked.plain(word).trim())
          .filter((word) => word !== ""),
        sentences: [],
      },
    };
  const instead =
    /^(?:use|say|write|make it|call it|put|rather|better|it should (?:be|say|read))[: ]+(?:the (?:word|phrase|term) )?(.+?) ?(?:instead|rather)?$/iu.exec(
      text,
    );
  if (instead !== null && (/instead|rather/iu.test(text) || /^\uE000\d+\uE001$/u.test(instead[1] ?? "")))
    return { kind: "instead", to: masked.plain(instead[1] ?? "").trim() };
  const only = /^(?:only|just) (.+)$/iu.exec(text)?.[1] ?? /^(.+?) only$/iu.exec(text)?.[1];
  if (only !== undefined) return { kind: "only", instruction: masked.shown(only) };
  return { kind: "further" };
}

interface Again {
  readonly message: string;
  readonly feedback: string;
  readonly wish: Wish;
  readonly proposal: Exclude<Proposal, { operation: "create" }>;
}

async function followWish(
  draft: Draft,
  { message, feedback, wish, proposal }: Again,
  around: Surroundings,
): ReturnType<typeof followMessage> {
  const part = partOf(draft, proposal);
  if (wish.kind === "only") return followMessage(draft, wish.instruction, around, NOTHING_KEPT, part);
  const before = understand(message, () => false);
  const instructions = "instructions" in before ? before.instructions : [];
  const texts = instructions.filter(({ operation }) =>
    ["prose", "replace", "remove-text", "case", "translate", "style"].includes(operation.do),
  );
  if (wish.kind === "keep") {
    if (texts.length === 0) return { refused: "I can keep words only in a change of wording." };
    return followInstructions(draft, texts, around, wish.kept, part);
  }
  if (wish.kind === "instead") return insteadOf(draft, instructions, wish.to, around, { proposal, part });
  const further = shortened(feedback);
  // A further wish goes on from what was proposed; on a deletion it is about what would have gone.
  if (proposal.operation === "edit") putProposed(draft, proposal.chunkId, proposal.newHtml);
  return followMessage(draft, further, around, NOTHING_KEPT, partOf(draft, proposal));
}

/** "shorter", "too long", "simpler" and the like as instructions. */
function shortened(feedback: string): string {
  const text = feedback.trim().replace(/[.!]+$/u, "");
  if (
    /^(?:(?:it )?(?:is |must be |should be )?(?:still |much |even |a bit |bit )*(?:too long|shorter|more concise|too wordy|wordy))$/iu.test(
      text,
    )
  )
    return "make it much more concise";
  if (
    /^(?:(?:it )?(?:is |should be )?(?:still |much |even |a bit )*(?:too (?:complex|complicated|formal|difficult)|simpler|plainer|clearer))$/iu.test(
      text,
    )
  )
    return "make it simpler";
  return text.replace(/^(?:also|and|now|then) /iu, "");
}

async function insteadOf(
  draft: Draft,
  instructions: readonly Instruction[],
  to: string,
  around: Surroundings,
  { proposal, part }: { proposal: Again["proposal"]; part: ReturnType<typeof partOf> },
): ReturnType<typeof followMessage> {
  const changed = instructions.flatMap((one): Instruction[] => {
    if (one.operation.do === "replace") return [{ ...one, operation: { ...one.operation, to } }];
    if (one.operation.do === "rename") return [{ ...one, operation: { ...one.operation, name: to } }];
    return [];
  });
  if (changed.length > 0)
    return followInstructions(
      draft,
      changed,
      around,
      NOTHING_KEPT,
      changed.some(({ operation }) => operation.do === "rename") && proposal.operation !== "edit" ? null : part,
    );
  return { refused: `I cannot tell what ${quote(to)} should stand for; say e.g. replace "…" by ${quote(to)}.` };
}

function putProposed(draft: Draft, chunkId: string, newHtml: string): void {
  const element = outlineOf(draft.root).blocks.find((block) => chunkIdOf(block) === chunkId);
  if (element?.parentNode === null || element === undefined) return;
  const fresh = parseInside(element.parentNode, newHtml).find((child): child is Element => isElement(child));
  if (fresh === undefined) return;
  insertBefore(element, fresh);
  detach(element);
  note(draft, fresh, "Went on from the change proposed before.");
}

async function againCreated(
  draft: Draft,
  proposal: Extract<Proposal, { operation: "create" }>,
  feedback: string,
  around: Surroundings,
): Promise<EditAnswer> {
  const fresh = newBlock(draft, draft.root, proposal.newHtml);
  const anchor = outlineOf(draft.root).blocks.find((block) => chunkIdOf(block) === proposal.insertAfterChunkId);
  if (anchor === undefined) prepend(draft.root, fresh);
  else insertAfter(anchor, fresh);
  const before = textOf(fresh);
  const wish = readWish(feedback);
  const told = wish.kind === "instead" ? `replace "${before}" by "${wish.to}"` : shortened(feedback);
  const followed = await followMessage(draft, told, around, NOTHING_KEPT, { unit: "heading", elements: [fresh] });
  if ("refused" in followed)
    return nothing(`I cannot follow "${feedback.trim()}" for that addition: ${followed.refused}`);
  const found = proposalsOf(draft).filter((one) => one.operation === "create");
  if (textOf(fresh) === before && found.every((one) => one.newHtml === proposal.newHtml))
    return nothing(`With "${feedback.trim()}" my rules would change nothing in that addition.`);
  return { response: followed.said.join(" "), proposals: found, warnings: followed.warnings };
}

function sameAs(denied: Proposal): (one: Proposal) => boolean {
  return (one) =>
    one.operation === denied.operation && "newHtml" in one && "newHtml" in denied && one.newHtml === denied.newHtml;
}

/** A proposal about the chunk itself or what lies in it. */
function about(one: Proposal, chunkId: string, draft: Draft): boolean {
  if (one.operation === "create") return one.insertAfterChunkId === chunkId;
  if (one.chunkId === chunkId) return true;
  const chunks = chunksBelow(draft.original);
  const outer = chunks.find((chunk) => chunkIdOf(chunk) === chunkId);
  const inner = chunks.find((chunk) => chunkIdOf(chunk) === one.chunkId);
  return outer !== undefined && inner !== undefined && isInside(inner, outer);
}
