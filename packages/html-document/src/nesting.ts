import { BLOCKS, headingLevelOf, TABLE_PARENTS } from "./elements.ts";

/** Which elements that do not bear their own kind stand open around a place. */
export interface Place {
  readonly link: boolean;
  readonly nobr: boolean;
  readonly item: boolean;
  readonly description: boolean;
}

export const OUTERMOST: Place = { link: false, nobr: false, item: false, description: false };

/** What is open inside `element`; scopes and stops as the HTML Standard's tree construction has them. */
export function placeInside(tag: string, place: Place): Place {
  if (tag === "a") return { ...place, link: true };
  if (tag === "nobr") return { ...place, nobr: true };
  if (!BLOCKS.has(tag) || tag === "div" || tag === "p" || tag === "address") return place;
  if (tag === "td" || tag === "th" || tag === "caption") return OUTERMOST;
  const item = tag === "li";
  const description = tag === "dt" || tag === "dd";
  if (item === place.item && description === place.description) return place;
  return { ...place, item, description };
}

/**
 * Whether a parser would leave an element where it is written: inside `outer` (null at the top of a fragment) at `place`. One more
 * rule needs a look ahead and is not here: a paragraph must not hold a block.
 */
export function standsWell(tag: string, outer: string | null, place: Place): boolean {
  const tableParents = TABLE_PARENTS.get(tag);
  if (tableParents !== undefined) return outer !== null && tableParents.has(outer);
  if (outer !== null && isTableFrame(outer)) return false;
  if (tag === "a") return !place.link;
  if (tag === "nobr") return !place.nobr;
  if (tag === "li") return !place.item;
  if (tag === "dt" || tag === "dd") return !place.description;
  if (RUBY_PARTS.has(tag)) return outer === "ruby";
  return outer === null || headingLevelOf(tag) === null || headingLevelOf(outer) === null;
}

/** Where only parts of tables may stand. */
export function isTableFrame(tag: string): boolean {
  return TABLE_FRAMES.has(tag);
}

const TABLE_FRAMES: ReadonlySet<string> = new Set(["table", "tbody", "thead", "tfoot", "tr", "colgroup"]);
const RUBY_PARTS: ReadonlySet<string> = new Set(["rt", "rp", "rb", "rtc"]);
