import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { startChatStub } from "../llm/chat-stub.testing.ts";
import { resolveLanguageModels } from "../llm/resolve-language-model.ts";
import { structuredModel } from "../llm/structured.ts";
import { apertiumTranslation } from "./apertium.ts";
import { modelTranslation } from "./model.ts";
import type { Term, Translation, TranslationAnswer } from "@headway-jobs/ports/translation";
import { inPlace, termMatcher } from "@headway-jobs/ports/translation-terms";
import { hideUntranslatable, restoreUntranslatable } from "./translated-text.ts";

const term = (from: string, to: string): Term => ({ from, to });

describe("terms in a text", () => {
  it.each([
    ["whole words only", ["art"], "The art of smart carts, art!", ["art", "art"]],
    ["in any case", ["red house"], "RED House, red\n house", ["RED House", "red\n house"]],
    ["the longest first", ["red", "red house"], "A red house and a red car", ["red house", "red"]],
    ["with signs in them", ["C++", "a.b", "$x"], "C++ and a.b, not aXb; $x", ["C++", "a.b", "$x"]],
    ["with accents", ["año"], "El año y los años", ["año"]],
    ["in scripts without spaces", ["猫"], "黒猫がいる", ["猫"]],
    ["never a blank one", ["", " "], "a b", []],
  ])("are found: %s", (_title, terms, text, found) => {
    expect(termMatcher(terms.map((from) => term(from, "x")))(text).map((one) => one.text)).toEqual(found);
  });

  it("are what the text says at their place, in any text with any terms", () => {
    const word = fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom("a", "ab", "(", "\\", "[x", "|", "*", "ÿ"));
    fc.assert(
      fc.property(fc.array(word), fc.array(word, { maxLength: 30 }), (terms, words) => {
        const text = words.join(" ");
        let end = 0;
        for (const { at, text: found } of termMatcher(terms.map((from) => term(from, "to")))(text)) {
          expect(at).toBeGreaterThanOrEqual(end);
          expect(text.slice(at, at + found.length)).toBe(found);
          end = at + found.length;
        }
      }),
    );
  });

  it("are hidden beside addresses and come back as their translations, in any text", () => {
    const termsIn = termMatcher([term("water", "agua"), term("example", "ejemplo")]);
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.webUrl(), (text, url) => {
        const { text: hidden, kept } = hideUntranslatable(`${text} — see water at ${url} `, termsIn);
        expect(restoreUntranslatable(hidden, kept)).toContain("see agua at ");
        expect(restoreUntranslatable(hidden, kept)).toContain(url);
      }),
    );
  });

  it("inside an address stay what they are", () => {
    const { text, kept } = hideUntranslatable("https://water.org/water", termMatcher([term("water", "agua")]));
    expect(restoreUntranslatable(text, kept)).toBe("https://water.org/water");
  });

  it.each([
    ["agua", "", "Agua"],
    ["agua", "El ", "agua"],
    ["agua", "Hola. ", "Agua"],
    ["agua", "Hola. ¿", "Agua"],
    ["agua", "3.5 y ", "agua"],
    ["iOS", "", "iOS"],
    ["ACME S. A.", "", "ACME S. A."],
  ])("%s after %j stands there as %s", (to, before, placed) => {
    expect(inPlace(to, before)).toBe(placed);
  });
});

describe("a dictionary in a translation by apertium", () => {
  it("decides over the program's own words, with a capital where a sentence begins", async () => {
    const terms = [term("house", "hogar"), term("red car", "bólido rojo"), term("Headway", "Headway")];
    const { texts, warnings } = await translate(
      ["The house is big.", "House and red car.", "Headway works in the House. House!", "No terms are here."],
      terms,
    );
    expect(texts[0]).toMatch(/hogar/);
    expect(texts[0]).not.toMatch(/casa/);
    expect(texts[1]).toMatch(/^Hogar y bólido rojo\.$/);
    expect(texts[2]).toMatch(/^Headway .*hogar\. ¡?Hogar!$/);
    expect(texts[3]).not.toMatch(/hogar|Qzx/i);
    expect(warnings).toEqual([]);
  });

  it("survives the way over another language", async () => {
    const { texts } = await translate(["The house is red. My house is big."], [term("house", "maisonnette")], "fr");
    expect(texts[0]?.match(/maisonnette/g)).toHaveLength(2);
    expect(texts.join(" ")).not.toMatch(/Qzx|xzq/i);
  });

  it("is kept in a long text with many terms, together with numbers and addresses", async () => {
    const animals = ["dog", "cat", "horse", "bird", "fish", "cow", "sheep", "goat", "pig", "duck", "mouse", "lion"];
    const source = animals.map((name, at) => `The ${name} has seen https://example.org/${name} ${at + 2} times.`);
    const { texts, warnings } = await translate(
      [source.join(" ")],
      animals.map((name) => term(name, `${name}illo`)),
    );
    for (const name of animals) {
      expect(texts[0]).toContain(`${name}illo`);
      expect(texts[0]).toContain(`https://example.org/${name}`);
    }
    expect(warnings).toEqual([]);
  });

  it("says that formality is beyond it", async () => {
    const { warnings } = await apertiumTranslation().translate({
      texts: ["You."],
      from: "en",
      to: "es",
      formality: "formal",
    });
    expect(warnings).toEqual(["The installed translation knows no formality."]);
  });
});

describe("a dictionary in a translation by a language model", () => {
  const request = {
    texts: ["The house is red.", "Nothing."],
    from: "en",
    to: "de",
    terms: [term("house", "Heim"), term("boat", "Kahn")],
  } as const;

  it("is in the instruction as far as the texts need it, with formality, gender and age", async () => {
    await using stub = await startChatStub(() => ({ text: '{"texts":["Das Heim ist rot.","Nichts."]}' }));
    const { texts, warnings } = await modelAt(stub.baseURL).translate({
      ...request,
      formality: "formal",
      gender: "female",
      age: 71,
    });
    expect(texts).toEqual(["Das Heim ist rot.", "Nichts."]);
    expect(warnings).toEqual([]);
    const [system, prompt] = stub.asked[0]?.messages ?? [];
    expect(JSON.parse(String(prompt?.content))).toEqual({ texts: request.texts, dictionary: [term("house", "Heim")] });
    for (const words of [/formally/, /female/, /71 years/, /dictionary/])
      expect(String(system?.content)).toMatch(words);
  });

  it("that was not followed is asked for once more", async () => {
    await using stub = await startChatStub(({ index }) => ({
      text: JSON.stringify({ texts: [index === 0 ? "Das Haus ist rot." : "Das Heim ist rot.", "Nichts."] }),
    }));
    expect((await modelAt(stub.baseURL).translate(request)).texts[0]).toBe("Das Heim ist rot.");
    expect(JSON.stringify(stub.asked[1]?.messages)).toContain("Heim");
    expect(stub.asked).toHaveLength(2);
  });

  it("that was not followed even then is a warning, not a failure", async () => {
    await using stub = await startChatStub(() => ({ text: '{"texts":["Das Haus ist rot.","Nichts."]}' }));
    const { texts, warnings } = await modelAt(stub.baseURL).translate(request);
    expect(texts[0]).toBe("Das Haus ist rot.");
    expect(warnings).toContain("The dictionary could not be followed for: house.");
  });
});

function translate(texts: readonly string[], terms: readonly Term[], to = "es"): Promise<TranslationAnswer> {
  return apertiumTranslation().translate({ texts, from: "en", to, terms });
}

function modelAt(baseURL: string): Translation {
  const model = resolveLanguageModels("vllm:stub", { VLLM_BASE_URL: baseURL })[0]?.made;
  if (model === undefined) throw new Error("no model");
  return modelTranslation(structuredModel(model));
}
