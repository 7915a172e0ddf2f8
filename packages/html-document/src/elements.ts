/**
 * What documents may consist of. Everything not named here is either taken out with what it holds or replaced by what it holds;
 * SVG and MathML are never let in, because their parsing rules are what most filters have been fooled with.
 */

/** Blocks: each is a chunk with an id of its own. Every one of them ends an open paragraph (HTML Standard, "in body"). */
export const BLOCKS: ReadonlySet<string> = new Set(
  (
    "p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption thead tbody tfoot tr td th blockquote pre hr div section article " +
    "aside header footer nav main address figure figcaption details summary center hgroup menu dir"
  ).split(" "),
);

/** Inside a block, and kept. */
const INLINE =
  "a abbr acronym b bdi bdo big br cite code data del dfn em font i img ins kbd mark nobr q rb rp rt rtc ruby s samp small span " +
  "strike strong sub sup time tt u var wbr";

/** Neither chunk nor text: columns of a table, a document's frame and head. */
const FRAME = "col colgroup html head body title meta style";

export const KEPT: ReadonlySet<string> = new Set([...BLOCKS, ...INLINE.split(" "), ...FRAME.split(" ")]);

/** Gone with all they hold. `noscript` and its like because browsers and parsers disagree about what is in them. */
export const DROPPED: ReadonlySet<string> = new Set(
  (
    "script template noscript noembed noframes iframe frame frameset object embed applet param audio video source track canvas map " +
    "area select option optgroup datalist textarea input button output progress meter link base basefont bgsound svg image keygen isindex"
  ).split(" "),
);

/** Kept under the name of their nearest harmless relative. */
export const RENAMED: ReadonlyMap<string, string> = new Map([
  ["xmp", "pre"],
  ["listing", "pre"],
  ["plaintext", "pre"],
  ["dialog", "div"],
  ["search", "div"],
  ["fieldset", "div"],
  ["legend", "p"],
  ["form", "div"],
]);

export const VOID: ReadonlySet<string> = new Set(["br", "hr", "img", "wbr", "col", "meta"]);

export const LISTS: ReadonlySet<string> = new Set(["ul", "ol", "menu", "dir"]);

/** What each part of a table may stand in; the parser lets them nowhere else. */
export const TABLE_PARENTS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["td", new Set(["tr"])],
  ["th", new Set(["tr"])],
  ["tr", new Set(["tbody", "thead", "tfoot"])],
  ["tbody", new Set(["table"])],
  ["thead", new Set(["table"])],
  ["tfoot", new Set(["table"])],
  ["caption", new Set(["table"])],
  ["colgroup", new Set(["table"])],
  ["col", new Set(["colgroup"])],
]);

/** 1–6 for headings, else null. */
export function headingLevelOf(tag: string): number | null {
  return tag.length === 2 && tag[0] === "h" && tag >= "h1" && tag <= "h6" ? Number(tag[1]) : null;
}
