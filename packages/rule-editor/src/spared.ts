import type { Draft } from "./draft/draft.ts";
import { outlineOf } from "./draft/structure.ts";
import { type Element, isInside } from "./draft/tree.ts";
import type { Operation, Scope, Target } from "./understand/operation.ts";
import { type Part, sectionPart } from "./understand/parts.ts";
import { type Ground, partName, type Resolved, resolve } from "./understand/resolve.ts";

/** What an instruction must leave as it is. */
export function exceptOf(scope: Scope, target: Target, ground: Ground): Resolved {
  if (scope.except === undefined) return { parts: [] };
  const parts: Part[] = [];
  for (const one of eachOf(scope.except)) {
    const found = resolve(inside(one, scope.only.kind === "everything" ? target : scope.only), ground);
    // "Don't touch the lists" where there is none asks for nothing.
    const none = one.kind === "units" && one.pick === "all";
    if ("missing" in found && !none) return found;
    if ("parts" in found) parts.push(...found.parts);
  }
  return { parts };
}

function eachOf(target: Target): readonly Target[] {
  return target.kind === "several" ? target.targets.flatMap(eachOf) : [target];
}

/** "Shorten section 4 except the last sentence": the last one of that section; "delete all rows but the first": beside those. */
function inside(except: Target, scope: Target): Target {
  // "All headings except Risks": its heading, and not what lies below.
  if (except.kind === "named" && except.unit === "section" && "unit" in scope && scope.unit === "heading")
    return { ...except, unit: "heading" };
  if (!("unit" in except) || except.within !== undefined || except.kind === "named" || except.unit === "section")
    return except;
  const within = "unit" in scope && scope.unit === except.unit ? scope.within : scope;
  return within === undefined || within.kind === "everything" || within.kind === "rest" || within.kind === "title"
    ? except
    : { ...except, within };
}

/** These look at each passage they reach, whether it is to stay. */
const BY_PASSAGE = new Set<Operation["do"]>([
  "prose",
  "replace",
  "remove-text",
  "case",
  "translate",
  "style",
  "question",
  "insert",
  // Of the whole document, or not at all.
  "contents",
  "remove-contents",
  "number-headings",
]);

/** The parts without those that stay as they are; refused where what stays lies inside one. */
export function spared(
  operation: Operation,
  parts: readonly Part[],
  stays: readonly Part[],
  { target, draft }: { readonly target: Target; readonly draft: Draft },
): readonly Part[] | { readonly refused: string } {
  if (stays.length === 0 || BY_PASSAGE.has(operation.do)) return parts;
  const all =
    target.kind === "units" && target.unit === "section" && target.pick === "all" && parts[0]?.unit === "document"
      ? outlineOf(draft.root).numbered.map(sectionPart)
      : parts;
  const left = all.filter((part) => !stays.some((one) => covers(one, part)));
  const torn = left.find((part) => stays.some((one) => meets(one, part)));
  const held = stays.find((one) => torn !== undefined && meets(one, torn));
  if (torn !== undefined && held !== undefined && torn.unit !== "document")
    return {
      refused: `I cannot change ${partName(torn)} and leave ${partName(held)} in it as it is; name just the parts that should change.`,
    };
  if (torn !== undefined)
    return {
      refused: 'I can leave parts out only where the others are named, e.g. "delete all sections except Risks".',
    };
  if (left.length === 0 && all.length > 0)
    return { refused: "That is just what should stay as it is, so nothing was changed." };
  return left;
}

function covers(outer: Part, inner: Part): boolean {
  if (inner.range !== undefined && outer.range !== undefined)
    return (
      inner.passage?.chunk === outer.passage?.chunk &&
      inner.range.start >= outer.range.start &&
      inner.range.end <= outer.range.end
    );
  return outer.range === undefined && inner.elements.every((element) => liesIn(element, [outer]));
}

function meets(one: Part, other: Part): boolean {
  if (one.range !== undefined && other.range !== undefined) return covers(one, other) || covers(other, one);
  return (
    one.elements.some((element) => liesIn(element, [other])) || other.elements.some((element) => liesIn(element, [one]))
  );
}

export function liesIn(element: Element, parts: readonly Part[]): boolean {
  return parts.some(({ elements }) => elements.some((one) => isInside(element, one)));
}
