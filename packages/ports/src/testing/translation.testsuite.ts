import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Translation } from "../translation.ts";
import { expectReasonOfAbort, expectSentences } from "./expected-error.ts";
import { anyText, HOSTILE_TEXTS } from "./hostile-texts.ts";

export interface TranslationCase {
  readonly translation: Pick<Translation, "pairs" | "translate">;
  /** A pair that it has. */
  readonly from: string;
  readonly to: string;
  /** A sentence of the source language. */
  readonly text: string;
}

/** What holds for every translation. `runs` of the property: fewer where each costs a program's run. */
export function testTranslation(
  name: string,
  prepare: () => Promise<TranslationCase>,
  { runs = 50 }: { readonly runs?: number } = {},
): void {
  describe(`${name} as a translation`, () => {
    let prepared: Promise<TranslationCase> | undefined;
    const theCase = (): Promise<TranslationCase> => (prepared ??= prepare());

    it("lists each pair once, in codes without region", async () => {
      const { translation, from, to } = await theCase();
      const pairs = await translation.pairs();
      expect(pairs).toContainEqual({ from, to });
      const names = pairs.map((pair) => `${pair.from}-${pair.to}`);
      expect(names.filter((one, at) => names.indexOf(one) !== at)).toEqual([]);
      for (const pair of pairs) {
        expect([pair.from, pair.to].join(" ")).toMatch(/^[a-z]{2,3} [a-z]{2,3}$/);
        expect(pair.from).not.toBe(pair.to);
      }
    });

    it("translates every text on its own, in order, and leaves blank ones blank", async () => {
      const { translation, from, to, text } = await theCase();
      const together = await translation.translate({ texts: [text, "", text, "  "], from, to });
      const alone = await translation.translate({ texts: [text], from, to });
      const [translated = ""] = alone.texts;
      expect(translated).toMatch(/\S/);
      expect(together.texts.map((one) => one.trim())).toEqual([translated, "", translated, ""]);
      expectSentences(together.warnings);
    });

    it("has nothing to say about nothing", async () => {
      const { translation, from, to } = await theCase();
      expect((await translation.translate({ texts: [], from, to })).texts).toEqual([]);
    });

    it("takes languages with a region as those without", async () => {
      const { translation, from, to, text } = await theCase();
      const plain = await translation.translate({ texts: [text], from, to });
      const regional = await translation.translate({ texts: [text], from: `${from}-XX`, to: `${to.toUpperCase()}_YY` });
      expect(regional.texts).toEqual(plain.texts);
    });

    it("leaves texts as they are between a language and itself", async () => {
      const { translation, from } = await theCase();
      const texts = ["One  two", "", HOSTILE_TEXTS[0] ?? ""];
      expect((await translation.translate({ texts, from, to: from })).texts).toEqual(texts);
    });

    it("refuses a pair that it does not list", async () => {
      const { translation, from, to, text } = await theCase();
      for (const pair of [
        { from, to: "qqq" },
        { from: "qqq", to },
      ])
        await expect(translation.translate({ texts: [text], ...pair })).rejects.toMatchObject({
          code: "UNSUPPORTED_LANGUAGE",
        });
    });

    it("does not begin when it has been aborted", async () => {
      const { translation, from, to, text } = await theCase();
      await expectReasonOfAbort((signal) => translation.translate({ texts: [text], from, to, signal }));
    });

    it("gives a text for each text, whatever stands in them, and changes no request", async () => {
      const { translation, from, to } = await theCase();
      const check = async (texts: readonly string[]): Promise<void> => {
        const request = Object.freeze({ texts: Object.freeze([...texts]), from, to });
        const answer = await translation.translate(request);
        expect(answer.texts).toHaveLength(texts.length);
        for (const [at, text] of texts.entries()) {
          expect(typeof answer.texts[at]).toBe("string");
          if (text.trim() === "") expect(answer.texts[at]?.trim()).toBe("");
        }
      };
      await check(HOSTILE_TEXTS);
      await fc.assert(fc.asyncProperty(fc.array(anyText, { maxLength: 8 }), check), { numRuns: runs });
    });
  });
}
