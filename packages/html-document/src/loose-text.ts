import { defaultTreeAdapter, html as names } from "parse5";
import { BLOCKS } from "./elements.ts";
import type { ChildNode } from "./parse.ts";

/**
 * Puts a paragraph around every run of text and inline elements that stands beside blocks (a `div` where inline elements hold
 * blocks, like a link around a card), white space at its ends left outside: a change can only address a block, so a document of
 * bare text would have nothing to edit.
 */
export function wrapLooseText(nodes: readonly ChildNode[]): ChildNode[] {
  const after: ChildNode[] = [];
  let run: ChildNode[] = [];
  for (const node of nodes) {
    if (endsRun(node)) {
      after.push(...wrappedRun(run), node);
      run = [];
    } else {
      run.push(node);
    }
  }
  after.push(...wrappedRun(run));
  return after;
}

/** Whether a node is a block or holds one. */
export function holdsBlock(node: ChildNode): boolean {
  return defaultTreeAdapter.isElementNode(node) && (BLOCKS.has(node.tagName) || node.childNodes.some(holdsBlock));
}

function wrappedRun(run: readonly ChildNode[]): readonly ChildNode[] {
  const holding = run.some(holdsBlock);
  if (!holding && !run.some(isContent)) return run;
  const start = run.findIndex((node) => !isBlank(node));
  const end = run.findLastIndex((node) => !isBlank(node)) + 1;
  const wrapper = defaultTreeAdapter.createElement(holding ? "div" : "p", names.NS.HTML, []);
  wrapper.childNodes = run.slice(start, end);
  return [...run.slice(0, start), wrapper, ...run.slice(end)];
}

function endsRun(node: ChildNode): boolean {
  if (!defaultTreeAdapter.isElementNode(node)) return !defaultTreeAdapter.isTextNode(node);
  return BLOCKS.has(node.tagName) || node.tagName === "style";
}

function isBlank(node: ChildNode | undefined): boolean {
  return node !== undefined && defaultTreeAdapter.isTextNode(node) && /^[\t\n\f\r ]*$/.test(node.value);
}

/** Something a reader sees: text or a picture, not line breaks and anchors alone. */
function isContent(node: ChildNode): boolean {
  if (defaultTreeAdapter.isTextNode(node)) return node.value.trim() !== "";
  if (!defaultTreeAdapter.isElementNode(node)) return false;
  return node.tagName === "img" || node.childNodes.some(isContent);
}
