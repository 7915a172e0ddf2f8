import { describe, expect, it } from "vitest";
import { edited } from "./testing/edited.testing.ts";

const POLICY =
  "<h1>Policy</h1><h2>Aim</h2><p>We act in order to win. We stay in order to pay.</p><ul><li>in order to see</li><li>in order to be</li></ul><h2>Scope</h2><p>We go in order to win.</p><h3>Costs</h3><p>We pay in order to win.</p><h2>Review</h2><p>We read in order to win.</p>";

/** What changes of the policy, each time as often as it is written here. */
const DONE: readonly (readonly [message: string, changes: readonly (readonly [was: string, now: string])[]])[] = [
  [
    "shorten section 1 but keep the list as it is",
    [
      ["act in order to", "act to"],
      ["stay in order to", "stay to"],
    ],
  ],
  ["shorten section 1, but leave the list and the second sentence", [["act in order to", "act to"]]],
  ["please dont touch section 1 or section 2, and make the rest more concise thx", [["read in order to", "read to"]]],
  ["Shorten section 3. Don't touch anything else.", [["read in order to", "read to"]]],
  ["Make it shorter. Never change section 1. Leave Scope alone.", [["read in order to", "read to"]]],
  ["shorten sections 2 and 3, not Scope", [["read in order to", "read to"]]],
  ["shorten section 3 without changing the meaning and leave section 2 as it is", [["read in order to", "read to"]]],
  ["make section 3 shorter, keeping the numbers and the names", [["read in order to", "read to"]]],
  [
    "rename Aim to Goal and replace win with gain in section 3 but keep the formatting",
    [
      ["<h2>Aim</h2>", "<h2>Goal</h2>"],
      ["read in order to win", "read in order to gain"],
    ],
  ],
  ["delete all bullets except the first", [["<li>in order to be</li>", ""]]],
  ["delete all bullets but keep the last one", [["<li>in order to see</li>", ""]]],
  ["delete all sections except Aim and Scope", [["<h2>Review</h2><p>We read in order to win.</p>", ""]]],
  [
    "make section 3 bold but not the heading",
    [["We read in order to win.", "<strong>We read in order to win.</strong>"]],
  ],
  [
    "use upper case for section titles, not for the title",
    ["Aim", "Scope", "Costs", "Review"].map((one) => [`>${one}<`, `>${one.toUpperCase()}<`] as const),
  ],
  ["demote all headings except Policy, Aim, Costs and Review", [["<h2>Scope</h2>", "<h3>Scope</h3>"]]],
  ["keep section 3 short", [["read in order to", "read to"]]],
  ["fix spelling but do not change the wording", []],
  ["keep it as it is", []],
  ["do not delete anything", []],
];

const REFUSED: readonly (readonly [message: string, says: string])[] = [
  ["delete section 2 but keep Costs", "cannot change the section 'Scope' and leave the section 'Costs' in it"],
  ["delete everything except Aim", 'where the others are named, e.g. "delete all sections except Risks"'],
  ["delete Costs but don't touch section 2", "just what should stay as it is"],
  ["replace win with gain but keep the numbers", 'do not understand "keep the numbers"'],
  ["replace win with gain but leave everything", 'do not understand "leave everything"'],
  ["shorten it but do not change the wording", 'do not understand "do not change the wording"'],
  ["shorten it but leave the appendix", 'do not understand "leave the appendix"'],
  ["number the headings but not Costs", "for the whole document only"],
];

describe("what a message says must stay as it is", () => {
  it.each(DONE)("stays: %s", async (message, changes) => {
    const { html } = await edited(POLICY, message);
    const wanted = changes.reduce((text, [was, now]) => text.replace(was, now), POLICY);
    expect(html.replaceAll("\n", "")).toBe(wanted);
  });

  it.each(REFUSED)("refuses what cannot be done so: %s", async (message, says) => {
    const { answer } = await edited(POLICY, message);
    expect(answer.proposals).toEqual([]);
    expect(answer.response).toContain(says);
  });

  it.each([
    ["shorten the parental leave section", "<p>We act to win.</p>"],
    ["replace act with go in the parental leave section", "<p>We go in order to win.</p>"],
    ["rename Parental leave to Annual leave", "<h2>Annual leave</h2>"],
  ])("takes no leave for a wish: %s", async (message, holds) => {
    const { html } = await edited("<h2>Parental leave</h2><p>We act in order to win.</p>", message);
    expect(html).toContain(holds);
  });

  it("counts no items of sub-lists, and says that what was kept holds the word", async () => {
    const { html } = await edited(
      "<ul><li>a<ul><li>b</li></ul></li><li>c</li><li>d</li></ul>",
      "delete bullets 1 and 3",
    );
    expect(html.replaceAll("\n", "")).toBe("<ul><li>c</li></ul>");
    const { answer } = await edited(POLICY, "replace read with write but leave Review alone");
    expect(answer.response).toBe("Nothing to do: 'read' does not occur outside what is to stay as it is.");
  });

  it("lists and numbers headings beside what has none", async () => {
    const { html } = await edited(POLICY, "number the headings and leave the list alone");
    expect(html).toContain("<h2>1. Aim</h2>");
  });

  it("tells of what is deleted only that", async () => {
    const { answer } = await edited(
      "<h2>A</h2><p>We win.</p><h2>B</h2><p>b</p>",
      "replace win with go and delete section A",
    );
    expect(answer.proposals.map(({ explanation }) => explanation)).toEqual([
      "Deleted the section 'A'.",
      "Deleted the section 'A'.",
    ]);
  });

  it("means by the rest what the message does not speak of besides", async () => {
    const { html } = await edited(
      "<h2>A</h2><p>We utilize it in order to win.</p><h2>B</h2><p>We utilize it in order to win.</p>",
      "fix the spelling of section 1 and simplify the rest",
    );
    expect(html).toContain("<h2>A</h2><p>We utilize it in order to win.</p>");
    expect(html).toContain("<p>We use it to win.</p>");
  });

  it("lists in a table of contents what the other instructions leave", async () => {
    const { html } = await edited(
      "<h2>A</h2><p>a</p><h2>B</h2><p>b</p>",
      "add a toc, number the headings, delete section B",
    );
    expect(html).toContain(">1. A</a>");
    expect(html).not.toContain("B");
  });
});
