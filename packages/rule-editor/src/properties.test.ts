import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { admitDocument } from "@headway-jobs/html-document/admit";
import { applyChanges } from "@headway-jobs/html-document/changes";
import { readDocument } from "@headway-jobs/html-document/read";
import { editByRules } from "./edit-by-rules.ts";
import { around, bare, counting, edited } from "./testing/edited.testing.ts";

const words = fc.constantFrom(
  "delete",
  "move",
  "replace",
  "section",
  "2",
  "the",
  "first",
  "paragraph",
  "of",
  "in",
  "to",
  "and",
  "with",
  '"x"',
  "list",
  "table",
  "make",
  "concise",
  "all",
  "headings",
  "bold",
  "sort",
  "split",
  "join",
  "number",
  "add",
  "after",
  "before",
  "item",
  "swap",
  "title",
  "case",
  "except",
  "last",
  "it",
  "rename",
  "into",
  "row",
  "promote",
  ",",
  ";",
  "\n",
  "/a+/",
  "fix",
  "grammar",
);
const message = fc.oneof(
  fc.array(words, { minLength: 1, maxLength: 12 }).map((all) => all.join(" ")),
  fc.string({ unit: "grapheme", maxLength: 60 }),
);
const text = fc.constantFrom(
  "In order to win, we was the the first.",
  "Very good x.",
  "Alpha",
  "a <b>bold x</b> and <a href='/l'>link</a>",
  "10",
  "",
  "Its <code>x</code> a <em>very</em> good idea. Yes.",
);
const block = fc.oneof(
  text.map((inner) => `<p>${inner}</p>`),
  text.map((inner) => `<h2>${inner}</h2>`),
  fc
    .array(text, { minLength: 1, maxLength: 3 })
    .map((items) => `<ul>${items.map((item) => `<li>${item}</li>`).join("")}</ul>`),
  fc
    .array(text, { minLength: 2, maxLength: 2 })
    .map(
      ([a, b]) =>
        `<table><thead><tr><th>K</th><th>V</th></tr></thead><tbody><tr><td>${a}</td><td>${b}</td></tr><tr><td>z</td><td>1</td></tr></tbody></table>`,
    ),
  text.map((inner) => `<ol><li>${inner}<ul><li>deep</li></ul></li></ol>`),
  text.map((inner) => `<section><h3>Sub</h3><p>${inner}</p></section>`),
);
const documents = fc.array(block, { maxLength: 7 }).map((blocks) => `<h1>Doc</h1>${blocks.join("")}`);

describe("any message on any document", () => {
  it("never fails, never proposes what changes nothing, and what it proposes can be applied", async () => {
    await fc.assert(
      fc.asyncProperty(documents, message, async (html, wish) => {
        const newId = counting();
        const admitted = admitDocument(html, newId).html;
        const { proposals, response } = await editByRules({ html: admitted, message: wish }, around());
        expect(response).not.toBe("");
        const document = readDocument(admitted);
        applyChanges(document, proposals, newId);
        for (const proposal of proposals) {
          expect(proposal.explanation).not.toBe("");
          if (proposal.operation === "edit") expect(proposal.newHtml).not.toBe(document.find(proposal.chunkId)?.html);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("leaves every other section as it is", async () => {
    const wishes = [
      "make section 2 more concise",
      "proofread section 2",
      "in section 2, replace x with y",
      "delete section 2",
      "make section 2 bold",
      "in section 2, use title case for everything",
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { minLength: 3, maxLength: 3 }),
        fc.constantFrom(...wishes),
        async (inner, wish) => {
          const sections = inner.map((one, at) => `<h2>${["Red", "Green", "Blue"][at]}</h2><p>${one}</p>`);
          const { html } = await edited(sections.join(""), wish);
          const before = bare(admitDocument(sections.join(""), counting()).html).split(/(?=<h2>)/u);
          expect(html.startsWith(before[0] ?? "")).toBe(true);
          expect(html.endsWith(before[2] ?? "")).toBe(true);
        },
      ),
      { numRuns: 100 },
    );
  });

  it("gives the same proposals for the same request", async () => {
    const html = "<h1>T</h1><h2>A</h2><p>In order to win.</p>";
    const [one, two] = [
      await edited(html, "make it concise; number the headings"),
      await edited(html, "make it concise; number the headings"),
    ];
    expect(one).toEqual(two);
  });

  it.each([
    "number the headings",
    "add a table of contents",
    "proofread",
    "make it concise",
    "use title case for the headings",
    "make section 1 bold",
    "sort the list",
    "turn the list into a numbered list",
  ])("does nothing the second time: %s", async (wish) => {
    const html =
      "<h1>T</h1><h2>a part</h2><p>In order to win, they was the the first. its good</p><ul><li>b</li><li>a</li></ul>";
    const once = await edited(html, wish);
    expect(once.answer.proposals).not.toEqual([]);
    expect((await edited(once.html, wish)).answer.proposals).toEqual([]);
  });

  it("takes the contents anew when headings have changed", async () => {
    const once = await edited("<h1>T</h1><h2>A</h2><h3>B</h3><h2>C</h2>", "add a table of contents");
    const renamed = await edited(once.html, "rename section 2 to Z; add a table of contents");
    expect(renamed.html.match(/<nav/gu)).toHaveLength(1);
    expect(renamed.html).toContain('">Z</a>');
    expect(renamed.html).not.toContain(">C<");
  });
});
