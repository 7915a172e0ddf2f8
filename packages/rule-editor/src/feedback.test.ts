import { describe, expect, it } from "vitest";
import { edited, editedAgain } from "./testing/edited.testing.ts";

const WORDY = "<p>In order to win, it is very good due to the fact that we pay.</p><p>In order to lose, we left.</p>";

describe("a denied proposal", () => {
  it.each([
    ["keep the word very", WORDY, "make it concise", "<p>To win, it is very good because we pay.</p>"],
    ["keep 'due to the fact that'", WORDY, "make it concise", "<p>To win, it is good due to the fact that we pay.</p>"],
    [
      "don't touch the first sentence",
      "<p>In order to win, go. In order to lose, stay.</p>",
      "make it concise",
      "<p>In order to win, go. To lose, stay.</p>",
    ],
    [
      "only fix the spelling",
      "<p>They was here, definately in order to win.</p>",
      "proofread and make it concise",
      "<p>They was here, definitely in order to win.</p>",
    ],
    ["use 'customers' instead", "<p>The clients pay.</p>", "replace clients with buyers", "<p>The customers pay.</p>"],
    ["also replace win with gain", WORDY, "make it concise", "<p>To gain, it is good because we pay.</p>"],
    ["make it bold", "<p>In order to win.</p>", "make it concise", "<p><strong>To win.</strong></p>"],
    ["simpler", "<p>We commence in order to win.</p>", "make it concise", "<p>We start to win.</p>"],
  ])("is made anew as told: %s", async (feedback, html, message, expected) => {
    const again = await editedAgain(html, message, feedback);
    expect(again.html.startsWith(expected)).toBe(true);
    expect(again.html.slice(expected.length)).toBe(html.slice(html.indexOf("</p>") + 4));
    expect(again.answer.proposals).toHaveLength(1);
  });

  it.each(["leave it as it is", "keep it", "don't change this", "undo that"])(
    "is dropped when the wish is %s",
    async (feedback) => {
      const { answer } = await editedAgain(WORDY, "make it concise", feedback);
      expect(answer.proposals).toEqual([]);
      expect(answer.response).toBe("Left that part as it was.");
    },
  );

  it("is not followed by what no rule understands, and that is said", async () => {
    const { answer } = await editedAgain(WORDY, "make it concise", "more poetic, with a rhyme");
    expect(answer.proposals).toEqual([]);
    expect(answer.response).toContain('I cannot follow "more poetic, with a rhyme"');
  });

  it("can be an addition that gets other words", async () => {
    const { html } = await editedAgain(
      "<h2>A</h2><p>x</p>",
      'add a section titled "Risks" after A',
      'use "Dangers" instead',
    );
    expect(html.replaceAll("\n", "")).toBe("<h2>A</h2><p>x</p><h2>Dangers</h2>");
  });

  it("can be a deletion that becomes a change", async () => {
    const { html } = await editedAgain(WORDY, "delete the first paragraph", "make it concise instead of deleting it");
    expect(html).toContain("<p>In order to lose, we left.</p>");
  });
});

describe("several instructions", () => {
  it("make one proposal of each part, in document order", async () => {
    const { answer } = await edited(
      "<p>Acme is very good.</p><p>Acme pays.</p>",
      "replace Acme with Globex; make it concise; make the first paragraph bold",
    );
    expect(answer.proposals.map((proposal) => proposal.operation)).toEqual(["edit", "edit"]);
    expect(answer.proposals[0]?.explanation).toBe(
      "Replaced 'Acme' by 'Globex'. Dropped 'very'; 25 % shorter. Made it bold.",
    );
  });

  it("change nothing when one of them cannot be followed, and it is named", async () => {
    const { answer } = await edited("<p>Acme.</p>", "replace Acme with Globex\nmake it rhyme");
    expect(answer.proposals).toEqual([]);
    expect(answer.response).toContain(
      'Nothing was changed. I edit by rules here (no language model is set: HEADWAY_LLM) and do not understand "make it rhyme"',
    );
  });
});
