import type { Chunk } from "@headway-jobs/ports/document";

/** HTML as a model sends it: out of its fence, and without escaped line breaks where there are no real ones. */
export function htmlIn(text: string): string {
  const fenced = /^\s*```[a-z]*[ \t]*\n([\s\S]*?)\n?```\s*$/i.exec(text)?.[1];
  return (fenced ?? text).trim();
}

/** Tags that stand within a line: an element of its own never begins with one unless the document's does. */
const INLINE = /^<(?:a|abbr|b|br|cite|code|del|em|i|img|ins|kbd|mark|q|s|small|span|strong|sub|sup|u)\b/i;

/** The content of an element that was sent without its own tag gets the tag of the chunk; anything else is the element. */
export function wholeElement(html: string, chunk: Chunk): string {
  const isContent = html !== "" && (!html.startsWith("<") || (INLINE.test(html) && !INLINE.test(chunk.html)));
  const tag = /^<([a-z][a-z0-9]*)\b[^>]*>/i.exec(chunk.html);
  return isContent && chunk.leaf && tag !== null ? `${tag[0]}${html}</${chunk.tag}>` : html;
}

/** True for HTML in which a part is only alluded to: "… rest unchanged", `<!-- remaining items -->`, "[rest of the text as before]". */
export function leavesOut(html: string): boolean {
  return ALLUSION.test(html);
}

const ALLUSION =
  /(?:<!--|[[(…]|\.{3})\s*(?:the )?(?:rest|remaining|remainder)\b[^<>\])]{0,60}?(?:-->|[\])]|unchanged)/iu;
