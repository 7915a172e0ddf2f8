import { dictionary } from "@headway-jobs/contract";
import { CHUNK_ID } from "./attributes.ts";
import { BLOCKS, KEPT, VOID } from "./elements.ts";
import { isTableFrame, OUTERMOST, standsWell } from "./nesting.ts";
import type { Reading } from "./reading.ts";

/** A few milliseconds' work. */
const PIECE_CHARS = 256 * 1024;
const DOCTYPE = "<!DOCTYPE html>";
const ENTITIES: Readonly<Record<string, string>> = dictionary({
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&nbsp;": "\u00a0",
  "&quot;": '"',
});

/**
 * Reads HTML that stands in the one form that `writeTree` writes, several times faster than a parser that corrects errors.
 * False, and `reading` is of no use, for everything else: an end tag missing or out of turn, an attribute without quotes, an unknown
 * name or entity, elements that a parser would not leave where they stand.
 */
export function scan(html: string, reading: Reading): boolean {
  return new Scan(html, reading).run(Number.POSITIVE_INFINITY) === true;
}

/** Likewise, giving way between pieces of the document. */
export async function scanInPieces(html: string, reading: Reading, giveWay: () => Promise<void>): Promise<boolean> {
  const whole = new Scan(html, reading);
  for (let until = PIECE_CHARS; ; until += PIECE_CHARS) {
    const ended = whole.run(until);
    if (ended !== null) return ended;
    await giveWay();
  }
}

class Scan {
  readonly #html: string;
  readonly #reading: Reading;
  readonly #open: string[] = [];
  /** How deep the innermost open paragraph is; blocks cannot stand in it. */
  #paragraphs = 0;
  #at = 0;

  constructor(html: string, reading: Reading) {
    this.#html = html;
    this.#reading = reading;
  }

  /** Reads up to an offset, or a little beyond it. Null when there is more to read, false when this cannot be read. */
  run(until: number): boolean | null {
    const html = this.#html;
    if (this.#at === 0 && html.startsWith(DOCTYPE)) this.#at = DOCTYPE.length;
    while (this.#at < html.length) {
      if (this.#at >= until) return null;
      const next = html.indexOf("<", this.#at);
      const end = next < 0 ? html.length : next;
      if (end > this.#at && !this.#text(end)) return false;
      if (next < 0) break;
      if (!(html.charCodeAt(next + 1) === SLASH ? this.#endTag(next) : this.#startTag(next))) return false;
    }
    return this.#open.length === 0;
  }

  #text(end: number): boolean {
    const text = this.#html.slice(this.#at, end);
    this.#at = end;
    const outer = this.#open.at(-1) ?? null;
    if (/[>\r\0]/.test(text)) return false;
    if (outer !== null && (isTableFrame(outer) || outer === "html" || outer === "head") && /[^\t\n\f ]/.test(text))
      return false;
    if (!text.includes("&")) {
      this.#reading.text(text);
      return true;
    }
    let known = true;
    const decoded = text.replaceAll(/&(?:[a-z]{1,5};)?/g, (entity) => {
      const character = ENTITIES[entity];
      known &&= character !== undefined;
      return character ?? "";
    });
    if (known) this.#reading.text(decoded);
    return known;
  }

  #endTag(start: number): boolean {
    const end = this.#html.indexOf(">", start);
    const tag = this.#open.pop();
    if (end < 0 || tag === undefined || this.#html.slice(start + 2, end) !== tag) return false;
    if (tag === "p") this.#paragraphs -= 1;
    this.#at = end + 1;
    this.#reading.close(this.#at);
    return true;
  }

  #startTag(start: number): boolean {
    NAME.lastIndex = start + 1;
    const tag = NAME.exec(this.#html)?.[0];
    if (tag === undefined || !KEPT.has(tag) || !this.#mayStand(tag)) return false;
    let id: string | null = null;
    this.#at = start + 1 + tag.length;
    while (this.#html.charCodeAt(this.#at) === SPACE) {
      const attribute = this.#attribute();
      if (attribute === null) return false;
      if (attribute.name === CHUNK_ID) id = this.#html.slice(attribute.from, attribute.to);
    }
    if (this.#html.charCodeAt(this.#at) !== CLOSING) return false;
    this.#at += 1;
    this.#reading.open(tag, id, start, this.#at);
    if (tag === "style") return this.#styleSheet();
    if (VOID.has(tag)) this.#reading.close(this.#at);
    else {
      if (tag === "p") this.#paragraphs += 1;
      this.#open.push(tag);
    }
    return true;
  }

  #attribute(): { readonly name: string; readonly from: number; readonly to: number } | null {
    ATTRIBUTE.lastIndex = this.#at;
    const name = ATTRIBUTE.exec(this.#html)?.[1];
    if (name === undefined) return null;
    const from = this.#at + name.length + 3;
    const to = this.#html.indexOf('"', from);
    if (to < 0) return null;
    this.#at = to + 1;
    return { name, from, to };
  }

  /** A table in a paragraph stands well in old pages; those go to the parser, so a paragraph is never open around a cell. */
  #mayStand(tag: string): boolean {
    const outer = this.#reading.innermost;
    if (tag === "html") return outer === null;
    if (tag === "head" || tag === "body") return outer?.tag === "html";
    if (tag === "title" || tag === "meta") return outer?.tag === "head";
    if (outer?.tag === "html" || outer?.tag === "title" || (outer?.tag === "head" && tag !== "style")) return false;
    if (this.#paragraphs > 0 && BLOCKS.has(tag)) return false;
    return standsWell(tag, outer?.tag ?? null, outer?.place ?? OUTERMOST);
  }

  #styleSheet(): boolean {
    const end = this.#html.indexOf("<", this.#at);
    if (end < 0 || !this.#html.startsWith("</style>", end)) return false;
    this.#at = end + "</style>".length;
    this.#reading.close(this.#at);
    return true;
  }
}

const SLASH = 0x2f;
const SPACE = 0x20;
const CLOSING = 0x3e;
const NAME = /[a-z][a-z0-9]*/y;
const ATTRIBUTE = / ([a-z][a-z-]*)="/y;
