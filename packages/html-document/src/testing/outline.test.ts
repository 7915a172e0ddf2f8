import { describe, expect, it } from "vitest";
import { admitDocument } from "../admit.ts";
import { outline, sectionsOf, wordsOf } from "./outline.ts";
import { readDocument } from "../read.ts";
import { countedIds } from "./generated-html.ts";

const document = readDocument(
  admitDocument(
    "<h1>Report</h1><p>Intro.</p><section><h2>One</h2><p>a</p><h3>One, in detail</h3><ul><li>b</li></ul></section>" +
      "<section><h2>Two</h2><p>c</p></section><h1>Annex</h1><p>d</p>",
    countedIds(),
  ).html,
);
const told = (id: string): string => `${document.find(id)?.tag} ${document.find(id)?.text}`;

describe("the outline", () => {
  it("has the headings with their levels", () => {
    expect(outline(document).map(({ level, text }) => `${level} ${text}`)).toEqual([
      "1 Report",
      "2 One",
      "3 One, in detail",
      "2 Two",
      "1 Annex",
    ]);
  });

  it("has each section up to the next heading of its level or a higher one, and not the container of the next", () => {
    const sections = sectionsOf(document).map(({ heading, rootIds }) => [heading.text, rootIds.map(told)]);
    expect(sections).toEqual([
      ["Report", ["h1 Report", "p Intro.", "section One a One, in detail b", "section Two c"]],
      ["One", ["h2 One", "p a", "h3 One, in detail", "ul b"]],
      ["One, in detail", ["h3 One, in detail", "ul b"]],
      ["Two", ["h2 Two", "p c"]],
      ["Annex", ["h1 Annex", "p d"]],
    ]);
  });

  it("counts words in any script", () => {
    expect(["", "One, two — three.", "don't stop", "日本語の文章"].map(wordsOf)).toEqual([0, 3, 2, 3]);
  });
});

describe("a chunk", () => {
  it("has its own HTML, and its text as it is read", () => {
    const html = admitDocument(
      "<div><p>a<br>b &amp; <b>c</b>d</p><p>e</p><img src='x.png' alt='not read'></div>",
      countedIds(),
    ).html;
    const { chunks, html: whole } = readDocument(html);
    expect(chunks.map(({ tag, text, leaf }) => [tag, text, leaf])).toEqual([
      ["div", "a b & cd e", false],
      ["p", "a b & cd", true],
      ["p", "e", true],
    ]);
    expect(chunks[0]?.html).toBe(whole);
    expect(chunks.map(({ parentId }) => parentId)).toEqual([null, chunks[0]?.id, chunks[0]?.id]);
  });
});
