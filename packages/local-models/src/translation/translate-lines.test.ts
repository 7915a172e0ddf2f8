import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { termMatcher } from "@headway-jobs/ports/translation-terms";
import type { MarkedText } from "./marked-text.ts";
import { hideBehindTags, hideBehindWords } from "./kept-in-translation.ts";
import { isPlausible } from "./plausible-translation.ts";
import { type TranslatedLines, translateLines } from "./translate-lines.ts";
import { missingNumbers, untranslatableIn } from "./untranslatable.ts";

/** Translates by a function of a text, and notes what was asked. */
function double(translate: (text: MarkedText) => string) {
  const asked: string[] = [];
  return {
    asked,
    lines: (
      sources: readonly string[],
      terms: readonly { from: string; to: string }[] = [],
    ): Promise<TranslatedLines> =>
      translateLines(sources, {
        run: async (texts) => {
          asked.push(...texts.map(({ text }) => text));
          return texts.map(translate);
        },
        termsIn: termMatcher(terms),
        from: "en",
      }),
  };
}

const NOTHING_LOST = { lostTerms: [], lostPieces: [], lostNumbers: [], doubtful: [] };

describe("what a model loses", () => {
  it("behind a tag is asked for again as a word", async () => {
    const model = double(({ text, isHtml }) => (isHtml ? text.replaceAll(/<[^>]*>/gu, "") : text));
    expect(await model.lines(["Open {file} now"])).toEqual({ lines: ["Open {file} now"], ...NOTHING_LOST });
    expect(model.asked.at(-1)).toBe("Open Qzxaxzq now");
  });

  it("in every form is put at the end and named", async () => {
    const model = double(({ text }) => text.replaceAll(/<[^>]*>\d*|Qzx\w+xzq/gu, ""));
    const { lines, lostPieces } = await model.lines(["Open {file} now", "Fine"]);
    expect(lines).toEqual(["Open now {file}", "Fine"]);
    expect(lostPieces).toEqual(["{file}"]);
  });

  it("twice is as wrong as never", async () => {
    const model = double(({ text, isHtml }) => (isHtml ? `${text} ${text}` : text));
    expect((await model.lines(["Open {file} now, please"])).lines).toEqual(["Open {file} now, please"]);
  });

  it("of a pair of tags is noticed when nothing stands between them any more", async () => {
    const model = double(({ text, isHtml }) => (isHtml ? 'now <i id="0"></i>Open' : text));
    expect((await model.lines(["<b>Open</b> now"])).lines).toEqual(["<b>Open</b> now"]);
  });

  it("of numbers is asked for again with the numbers hidden", async () => {
    const model = double(({ text }) => text.replaceAll("1969", "1996"));
    expect(await model.lines(["In 1969 it was 1,234 or 7."])).toEqual({
      lines: ["In 1969 it was 1,234 or 7."],
      ...NOTHING_LOST,
    });
    const stubborn = double(() => "It was long ago.");
    expect((await stubborn.lines(["It was in 1969."])).lostNumbers).toEqual(["1969"]);
  });

  it("of a dictionary is named", async () => {
    const model = double(({ text }) => text.replaceAll(/<[^>]*>|Qzx\w+xzq/gu, ""));
    const { lines, lostTerms } = await model.lines(["The house"], [{ from: "house", to: "casa" }]);
    expect(lines).toEqual(["The house"]);
    expect(lostTerms).toEqual([{ from: "house", to: "casa" }]);
  });
});

describe("a translation that cannot be one", () => {
  const SOURCE = "This is the first sentence of a text. Here is a second one that is longer.";

  it("is asked for again sentence by sentence", async () => {
    const model = double(({ text }) => (text === SOURCE ? "la casa ".repeat(9) : text.toUpperCase()));
    expect(await model.lines([SOURCE])).toEqual({ lines: [SOURCE.toUpperCase()], ...NOTHING_LOST });
    expect(model.asked).toHaveLength(3);
  });

  it("even then is given with a warning", async () => {
    const model = double(() => "la casa la casa la casa la casa la casa");
    expect((await model.lines([SOURCE, "A house"])).doubtful).toEqual([SOURCE, "A house"]);
  });

  it("or is missing altogether is named too", async () => {
    expect((await double(() => "").lines(["A house"])).doubtful).toEqual(["A house"]);
  });

  it.each([
    ["The house is red.", "La casa es roja.", true],
    ["no no no no no no", "no no no no no no", true],
    ["Yes", "Yes yes yes yes yes yes", false],
    ["A house that is red and large and far away", "casa", false],
    ["A house", "Una casa que es roja y grande y está muy lejos", false],
    ["The meeting of the committee was moved to Friday", "委员会会议改到星期五", true],
  ])("%j → %j is told from one that can: %s", (source, translated, plausible) => {
    expect(isPlausible(source, translated)).toBe(plausible);
  });
});

describe("what must not change", () => {
  it.each([
    ["See https://example.org/a?b=1, or write to a.b@example.org!", ["https://example.org/a?b=1", "a.b@example.org"]],
    [
      "{0} of {{ total }} and ${name}, %d%% of %s, %(user)s, %1$s",
      ["{0}", "{{ total }}", "${name}", "%d", "%%", "%s", "%(user)s", "%1$s"],
    ],
    ["`let x` &amp; <b class='x'>bold</b>, a < b > c", ["`let x`", "&amp;", "<b class='x'>", "</b>"]],
    ["@anna likes #news in $HOME and snake_case", ["@anna", "#news", "$HOME", "snake_case"]],
    [
      "It costs $5.20 or 3 €, 12 km, 7 %, 30 °C, 16 GB and 100 people",
      ["$5.20", "3 €", "12 km", "7 %", "30 °C", "16 GB"],
    ],
    ["H2O, GPT-4 and v1.2 in the 20th century, the 1990s, 5 miles", ["H2O", "GPT-4", "v1.2"]],
    ["100% of them", ["100%"]],
  ])("is found in %j", (text, pieces) => {
    expect(untranslatableIn(text).map((piece) => piece.text)).toEqual(pieces);
  });

  it("in numbers is their digits, whatever marks stand between them", () => {
    expect(missingNumbers("1,234.5 of 1969 and 7", "1.234,5 de 1969")).toEqual([]);
    expect(missingNumbers("1,234 of 1969", "1 234")).toEqual(["1969"]);
  });

  it.each([
    ["tags", hideBehindTags],
    ["words", hideBehindWords],
  ])("comes back unchanged through hiding behind %s, in any text", (_, hide) => {
    const piece = fc.constantFrom(
      "{x}",
      "<b>",
      "</b>",
      "<br/>",
      "%s",
      "&lt;",
      "a",
      " ",
      "é ",
      "<",
      ">",
      "&",
      "`",
      "{",
      "}",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ unit: "grapheme", maxLength: 5 }))), (parts) => {
        const source = parts
          .join("")
          .replaceAll(/[\p{Cc}\s]+/gu, " ")
          .trim();
        const { marked, restore } = hide(source, { termsIn: () => [] });
        // The emptiness of a pair is held against the source, and this model changes nothing.
        expect(restore(marked.text)).toEqual({ text: source, lost: [], lostTerms: [] });
      }),
    );
  });
});
