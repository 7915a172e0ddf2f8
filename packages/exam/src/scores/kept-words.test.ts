import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keptWords, sumOfKept } from "./kept-words.ts";

describe("what a translation keeps", () => {
  // Sentences of UD-PUD, English and Spanish, and what Apertium made of them.
  it.each([
    [
      "names",
      "“We face a lot of competition,” said Joe Sternlieb, president of the Georgetown Office.",
      "«Nos enfrentamos a una gran competencia», afirmó Joe Sternlieb, presidente de la oficina de Georgetown.",
      "“ Afrontamos mucha competición, ” Joe dicho Sternlieb, presidente del Georgetown Oficina.",
      { names: { kept: 3, expected: 3 } },
    ],
    [
      "a part of a name",
      "They killed Andre Price III.",
      "Mataron a Andre Price III.",
      "Mató Andre Precio III.",
      { names: { kept: 2, expected: 3 } },
    ],
    [
      "a number in the way of writing of the other language",
      "By comparison, it cost $103.7 millions in 2004.",
      "Costó 103,7 millones de dólares en 2004.",
      "Costó $103.7 millones.",
      { numbers: { kept: 1, expected: 2 } },
    ],
    [
      "a number that the reference writes as a word, which is not expected",
      "They are above average in grade 4.",
      "Superan la media en cuarto curso.",
      "Son en la media en nota cuatro.",
      { numbers: { kept: 0, expected: 0 } },
    ],
    [
      "placeholders and tags, each as often as it occurs",
      "{name}, {name}: <b>%1$d</b> of ${count} at 5 %.",
      "{name}, {name}: <b>%1$d</b> de ${count} al 5 %.",
      "{nombre}, {name}: <b>%1$d</b> de $ {count} al 5 %.",
      { placeholders: { kept: 4, expected: 6 } },
    ],
  ])("is counted for %s", (_what, source, reference, translation, kept) => {
    expect(keptWords(source, translation, reference)).toMatchObject(kept);
  });

  it("is all of a text that is its own translation, and never more than is expected", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (text, other) => {
        const own = keptWords(text, text, text);
        for (const { kept, expected } of Object.values(own)) expect(kept).toBe(expected);
        const sum = sumOfKept([own, keptWords(text, other, other)]);
        for (const { kept, expected } of Object.values(sum)) expect(kept).toBeLessThanOrEqual(expected);
      }),
    );
  });
});
