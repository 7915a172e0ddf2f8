import { safeDeclarations } from "./style.ts";

/** An attribute as the parser gives it. */
export interface Attribute {
  readonly name: string;
  readonly value: string;
}

export const CHUNK_ID = "data-chunk-id";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));
const GLOBAL = words("id class lang dir title style align role hidden");
const CELL = "colspan rowspan scope headers abbr width height bgcolor valign nowrap char charoff axis";
const BY_TAG: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    a: "href name target rel hreflang type download",
    img: "src alt width height border hspace vspace loading sizes",
    table: "border cellpadding cellspacing width height bgcolor summary rules frame",
    td: CELL,
    th: CELL,
    tr: "valign bgcolor height char charoff",
    thead: "valign char charoff",
    tbody: "valign char charoff",
    tfoot: "valign char charoff",
    col: "span width valign char charoff",
    colgroup: "span width valign char charoff",
    caption: "valign",
    ol: "start type reversed compact",
    ul: "type compact",
    dl: "compact",
    li: "value type",
    font: "color face size",
    hr: "width size noshade color",
    pre: "width",
    blockquote: "cite",
    q: "cite",
    del: "cite datetime",
    ins: "cite datetime",
    time: "datetime",
    data: "value",
    details: "open name",
    body: "bgcolor text link vlink alink",
    meta: "name content charset",
    bdo: "dir",
  }).map(([tag, names]) => [tag, words(names)]),
);

const LINKS = words("href cite");
const LINK_SCHEMES = words("http https mailto tel ftp sms");
const PICTURE = /^data:image\/(?:png|jpe?g|gif|webp);base64,[a-z0-9+/=\s]*$/i;

/** The id of a chunk in its one spelling, or null when it is none. */
export function chunkIdOf(value: string): string | null {
  const id = value.toLowerCase();
  return UUID.test(id) ? id : null;
}

/**
 * The value under which an attribute may stay, or null. Addresses are held to a list of schemes after what browsers ignore
 * (white space, control characters) is taken out; those without a scheme stay relative.
 */
export function safeValue(tag: string, name: string, value: string): string | null {
  if (!GLOBAL.has(name) && BY_TAG.get(tag)?.has(name) !== true && !/^aria-[a-z]+$/.test(name)) return null;
  if (name === "style") return safeDeclarations(value);
  if (LINKS.has(name)) return isSafeAddress(value) ? value : null;
  if (name === "src") return isSafeAddress(value, PICTURE) ? value : null;
  if (name === "target") return /^_?[a-z]{1,32}$/i.test(value) ? value : null;
  return value;
}

function isSafeAddress(value: string, alsoAllowed?: RegExp): boolean {
  const bare = value.slice(0, 64).replaceAll(/[\p{Cc}\p{Cf}\p{Z}]/gu, "");
  const scheme = /^([^/?#:]*):/.exec(bare)?.[1];
  if (scheme === undefined) return !bare.startsWith("\\");
  if (alsoAllowed === undefined) return LINK_SCHEMES.has(scheme.toLowerCase());
  return /^https?$/i.test(scheme) || alsoAllowed.test(value.trim());
}
