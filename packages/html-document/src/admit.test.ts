import fc from "fast-check";
import { parse } from "parse5";
import { describe, expect, it } from "vitest";
import { admitDocument } from "./admit.ts";
import { BLOCKS } from "./elements.ts";
import { readDocument } from "./read.ts";
import { countedIds, ordinaryHtml, tagSoup } from "./testing/generated-html.ts";

const ID = "550e8400-e29b-41d4-a716-446655440000";
const admit = (html: string): string => admitDocument(html, countedIds()).html;
const never = (): string => {
  throw new Error("no id is needed");
};

describe("admitting a document", () => {
  it("changes not one byte of what it has admitted, whatever came in", () => {
    fc.assert(
      fc.property(fc.oneof(tagSoup, ordinaryHtml), fc.boolean(), (soup, whole) => {
        const once = admit(
          whole ? `<!doctype html><html><head><title>T</title></head><body>${soup}</body></html>` : soup,
        );
        const twice = admitDocument(once, never);
        expect(twice).toEqual({ html: once, changed: false, warnings: [] });
      }),
      { numRuns: 400 },
    );
  });

  it("gives every block an id of its own", () => {
    fc.assert(
      fc.property(fc.oneof(tagSoup, ordinaryHtml), (soup) => {
        const html = admit(soup);
        const { chunks } = readDocument(html);
        expect(new Set(chunks.map(({ id }) => id)).size).toBe(chunks.length);
        const opened = [...html.matchAll(/<([a-z][a-z0-9]*)[ >]/g)].filter(([, tag = ""]) => BLOCKS.has(tag));
        expect(chunks.length).toBe(opened.length);
      }),
    );
  });

  it("is read the same by the quick way and by the parser", () => {
    fc.assert(
      fc.property(fc.oneof(tagSoup, ordinaryHtml), fc.boolean(), (soup, whole) => {
        const html = admit(whole ? `<html><body>${soup}` : soup);
        const [quick, parsed] = [readDocument(html), readDocument(`${html}<!-- not as it is written -->`)];
        expect(quick.chunks.map(facts)).toEqual(parsed.chunks.map(facts));
        expect(quick.bodyStart).toBe(parsed.bodyStart);
      }),
      { numRuns: 400 },
    );
  });

  it("keeps ids that come back, the first of doubles, and none that is not a UUID", () => {
    const html = admit(
      `<p data-chunk-id="${ID}">a</p><p data-chunk-id="${ID}">b</p><p data-chunk-id="x">c</p><b data-chunk-id="${ID}">d</b>`,
    );
    expect(readDocument(html).chunks.map(({ id, text }) => [id === ID, text])).toEqual([
      [true, "a"],
      [false, "b"],
      [false, "c"],
      [false, "d"],
    ]);
  });

  it("leaves a fragment a fragment and a whole document whole", () => {
    expect(admit("text")).toMatch(/^<p data-chunk-id="[^"]+">text<\/p>$/);
    expect(admit("")).toBe("");
    expect(admit("<html><body>x")).toMatch(
      /^<html><head><\/head><body><p data-chunk-id="[^"]+">x<\/p><\/body><\/html>$/,
    );
    expect(admit("<!-- saved --><!DOCTYPE html PUBLIC 'a' 'b'><title>T</title>x")).toMatch(
      /^<!DOCTYPE html><html><head><title>T<\/title><\/head><body><p [^>]+>x<\/p><\/body><\/html>$/,
    );
  });

  it("refuses nesting that browsers do not follow either, and stays linear on what is meant to be slow", () => {
    expect(() => admit("<div>".repeat(10_000))).toThrow(/512/);
    expect(() => admit("<b>".repeat(10_000))).toThrow(/512/);
    for (const hostile of [
      `<table>${"<br>".repeat(20_000)}`,
      "<html a=1>".repeat(20_000),
      `<p ${Array.from({ length: 20_000 }, (_, index) => `a${index}`).join(" ")}>`,
      `<p style="${"a:".repeat(20_000)}">`,
      "</b>".repeat(20_000),
      `<style>${"{".repeat(20_000)}</style>`,
      `<style>${"@media{".repeat(20_000)}</style>`,
    ]) {
      expect(parse(admit(hostile)).childNodes.length).toBeGreaterThan(0);
    }
  });
});

function facts(chunk: ReturnType<typeof readDocument>["chunks"][number]): unknown {
  const { id, tag, html, text, leaf, parentId, around, place, ownContent, index, indexBehind, innerStart } = chunk;
  return { id, tag, html, text, leaf, parentId, around, place, ownContent, index, indexBehind, innerStart };
}
