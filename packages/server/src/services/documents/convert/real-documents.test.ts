import { readdirSync, readFileSync } from "node:fs";
import { defaultTreeAdapter, type DefaultTreeAdapterTypes, parse } from "parse5";
import { describe, expect, it } from "vitest";
import { admitDocument } from "@headway-jobs/html-document/admit";
import { applyChanges } from "@headway-jobs/html-document/changes";
import { sectionsOf } from "@headway-jobs/html-document/testing/outline";
import { readDocument } from "@headway-jobs/html-document/read";
import { countedIds } from "@headway-jobs/html-document/testing/generated-html";
import { exportFile } from "./export/export-file.ts";
import { importFile } from "./import/import-file.ts";

const FOLDER = new URL("../testing/documents/", import.meta.url);
const PAGES = readdirSync(FOLDER).filter((name) => name.endsWith(".html"));

/** An encyclopedia's article, a contract, a README, a newsletter …: as their makers write them, and a long report. */
const DOCUMENTS: readonly (readonly [string, () => string])[] = [
  ...PAGES.map((name) => [name, (): string => readFileSync(new URL(name, FOLDER), "utf8")] as const),
  ["a report of 500 sections", longReport],
];

describe.each(DOCUMENTS)("%s", (_, source) => {
  const original = source();
  const admitted = admitDocument(original, countedIds()).html;

  it("comes in whole: its text, headings, items, cells, links and pictures", () => {
    expect(factsOf(admitted)).toEqual(factsOf(original));
  });

  it("keeps its ids over two rounds with an editor that sends it back", () => {
    const first = readDocument(admitted);
    const chunk = first.chunks.findLast(({ leaf, tag }) => leaf && /^(?:p|li|td|h\d)$/.test(tag));
    if (chunk === undefined) throw new Error("there is nothing to edit");
    const change = { operation: "edit", chunkId: chunk.id, newHtml: "Said <b>anew</b>" } as const;
    const edited = applyChanges(first, [change], countedIds(90_000)).html;
    const second = readDocument(admitDocument(edited, countedIds(95_000)).html);
    expect(second.html).toBe(edited);
    expect(second.chunks.map(({ id }) => id)).toEqual(first.chunks.map(({ id }) => id));
    expect(second.find(chunk.id)?.text).toBe("Said anew");
    const around = new Set<string | null>([chunk.id]);
    for (let outer = chunk.parent; outer !== null; outer = outer.parent) around.add(outer.id);
    for (const { id, html } of first.chunks) if (!around.has(id)) expect(second.find(id)?.html).toBe(html);
  });

  it("goes out in all formats with every word", async () => {
    const words = wordsIn(bodyText(admitted));
    for (const format of ["html", "markdown", "txt", "docx"] as const) {
      const { bytes, extension, mediaType } = await exportFile(admitted, format, {});
      const back = await importFile({ filename: `x.${extension}`, mediaType, bytes });
      const found = new Set(wordsIn(bodyText(back.html)));
      expect({ format, missing: words.filter((word) => !found.has(word)) }).toEqual({ format, missing: [] });
    }
  });
});

describe("a report of 500 sections", () => {
  it("has its sections found", () => {
    const document = readDocument(admitDocument(longReport(), countedIds()).html);
    const sections = sectionsOf(document);
    expect(sections).toHaveLength(500);
    expect(sections.every(({ rootIds }) => rootIds.length === 4)).toBe(true);
  });
});

describe("a docx written by LibreOffice", () => {
  it("comes in with headings, lists, merged cells, links and its picture", async () => {
    const bytes = readFileSync(new URL("libreoffice.docx", FOLDER));
    const { html, warnings } = await importFile({
      filename: "report.docx",
      mediaType: "application/octet-stream",
      bytes,
    });
    const document = readDocument(admitDocument(html, countedIds()).html);
    const all = document.chunks.map(({ tag, text }) => `${tag} ${text}`);
    for (const expected of [
      "h1 Annual report",
      "h2 Figures",
      "li inner",
      "li second",
      "td left",
      "p See the site.",
      "p Größe, 日本, שלום.",
    ])
      expect(all).toContain(expected);
    expect(document.html).toMatch(/colspan="2"/);
    expect(document.html).toMatch(/rowspan="2"/);
    expect(document.html).toContain('href="https://example.com/"');
    expect(document.html).toContain("<img");
    expect(document.html).toContain('src="data:image/png;base64,');
    expect(warnings).toEqual([]);
  });
});

function longReport(): string {
  return Array.from({ length: 500 }, (_, index) => {
    const number = index + 1;
    const text = `<h2>Section ${number}</h2>\n<p>Words of section ${number}, <b>bold</b> and <i>slanted</i>.</p>\n`;
    const list = `<ul><li>a${number}</li><li>b</li></ul>\n`;
    return `${text}${list}<table><tr><td>${number}</td><td>x</td></tr></table>\n`;
  }).join("");
}

type Node = DefaultTreeAdapterTypes.ChildNode;
type Parent = DefaultTreeAdapterTypes.ParentNode;

// What a document cannot contain, and what is no part of what is read.
const NOT_READ = /^(?:script|style|noscript|svg|title|annotation|clipboard-copy|template)$/;

function bodyText(html: string): string {
  return textOf(parse(html)).replaceAll(/\s+/g, " ").trim();
}

function textOf(node: Parent | Node): string {
  if (defaultTreeAdapter.isTextNode(node)) return node.value;
  if (!("childNodes" in node)) return "";
  if ("tagName" in node && NOT_READ.test(node.tagName)) return "";
  if ("tagName" in node && node.tagName === "math")
    return node.attrs.find(({ name }) => name === "alttext")?.value ?? "";
  const parted =
    "tagName" in node && /^(?:p|h\d|li|t[dhr]|d[td]|div|table|br|figcaption|summary|q)$/.test(node.tagName);
  const inner = node.childNodes.map(textOf).join("");
  return parted ? ` ${inner} ` : inner;
}

/** Words of letters and digits; formats may set punctuation their own way. */
function wordsIn(text: string): string[] {
  return text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}

const COUNTED = /^(?:h[1-6]|li|tr|td|th|table|caption|dt|dd|blockquote|pre|figure|img|ul|ol|a|ruby|sup|details)$/;

function factsOf(html: string): { readonly text: string; readonly counts: Readonly<Record<string, number>> } {
  const counts: Record<string, number> = {};
  const visit = (node: Parent | Node): void => {
    if (!("childNodes" in node)) return;
    if ("tagName" in node) {
      if (NOT_READ.test(node.tagName)) return;
      if (COUNTED.test(node.tagName)) counts[node.tagName] = (counts[node.tagName] ?? 0) + 1;
      for (const { name, value } of node.attrs)
        if (/^(?:href|src|colspan|rowspan|start|value|lang|dir|id)$/.test(name) && !/^(?:javascript|html)/.test(value))
          if (COUNTED.test(node.tagName)) counts[`${name}=${value}`] = (counts[`${name}=${value}`] ?? 0) + 1;
    }
    for (const child of node.childNodes) visit(child);
  };
  visit(parse(html));
  return { text: bodyText(html).replaceAll(/\s+/g, ""), counts };
}
