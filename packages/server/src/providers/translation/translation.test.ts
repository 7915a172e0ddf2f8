import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { startChatStub } from "../llm/chat-stub.testing.ts";
import { resolveLanguageModels } from "../llm/resolve-language-model.ts";
import { structuredModel } from "../llm/structured.ts";
import { apertiumTranslation } from "./apertium.ts";
import { modesOf, reachablePairs, routeBetween } from "./apertium-routes.ts";
import { modelTranslation } from "./model.ts";
import { resolveTranslation } from "./resolve-translation.ts";
import { hideUntranslatable, polish, restoreUntranslatable } from "./translated-text.ts";

const askedTexts = (prompt: unknown): string[] => (JSON.parse(String(prompt)) as { texts: string[] }).texts;
const LISTING = "  cat-eng\n  eco-es-fr\n  eng-cat\n  eng-spa\n  es-fr\n  es-pt\n  es-pt_BR\n  spa-eng\n";

describe("routes of installed pairs", () => {
  it("leave regional and special variants out", () => {
    expect(modesOf(LISTING).map(({ mode }) => mode)).toEqual([
      "cat-eng",
      "eng-cat",
      "eng-spa",
      "es-fr",
      "es-pt",
      "spa-eng",
    ]);
  });

  it.each([
    ["en", "es", ["eng-spa"]],
    ["en", "fr", ["eng-spa", "es-fr"]],
    ["ca", "fr", null],
    ["fr", "en", null],
  ])("lead from %s to %s by %j", (from, to, route) => {
    expect(routeBetween(modesOf(LISTING), from, to)?.map(({ mode }) => mode) ?? null).toEqual(route);
  });

  it("reach every pair of at most two steps", () => {
    const pairs = reachablePairs(modesOf(LISTING)).map(({ from, to }) => `${from}-${to}`);
    expect(pairs.toSorted()).toEqual([
      "ca-en",
      "ca-es",
      "en-ca",
      "en-es",
      "en-fr",
      "en-pt",
      "es-ca",
      "es-en",
      "es-fr",
      "es-pt",
    ]);
  });
});

describe("translation by apertium", () => {
  const translation = apertiumTranslation();

  it("offers the pairs of this machine and translates English to Spanish", async () => {
    expect(await translation.pairs()).toContainEqual({ from: "en", to: "es" });
    const { texts, warnings } = await translation.translate({
      texts: ["The house is red.", "What is water?", "", "1969", "Learning"],
      from: "en-us",
      to: "es-es",
    });
    expect(texts).toEqual(["La casa es roja.", "¿Qué es agua?", "", "1969", "Aprendizaje"]);
    expect(warnings).toEqual([]);
  });

  it("goes by way of another language where no pair is direct, and says so", async () => {
    const { texts, warnings } = await translation.translate({ texts: ["The house is red."], from: "en", to: "fr" });
    expect(texts).toEqual(["La maison est rouge."]);
    expect(warnings).toEqual(["Translated from English to French by way of Spanish."]);
  });

  it("keeps the number of texts, addresses and numbers, whatever stands in them", async () => {
    const sources = [
      "See https://example.org/a?b=1&c=2 and mail a.b@example.org, now.",
      "In 1969, 1,234 people paid $5 (3.5 %) for H2O and GPT-4.",
      "Odd marks: *star @home #tag {curly} [square] <b>bold</b> \\ / ^lemma$ ~",
      "First sentence. Second sentence? Third!",
      "Line one\n\nLine two",
    ];
    const { texts } = await translation.translate({ texts: sources, from: "en", to: "fr" });
    expect(texts).toHaveLength(sources.length);
    expect(texts[0]).toContain("https://example.org/a?b=1&c=2");
    expect(texts[0]).toContain("a.b@example.org");
    for (const piece of ["1969", "1,234", "5", "3.5", "H2O", "GPT-4"]) expect(texts[1]).toContain(piece);
    expect(texts[3]?.match(/[.?!]/g)).toHaveLength(3);
    expect(texts.join(" ")).not.toMatch(/Qzx|\n/);
  });

  it("names what can be reached when a pair is missing", async () => {
    await expect(translation.translate({ texts: ["x"], from: "en", to: "ja" })).rejects.toMatchObject({
      code: "UNSUPPORTED_LANGUAGE",
      message: expect.stringMatching(/English to Japanese.*Spanish/),
    });
  });

  it("without the program has no pairs and fails with the advice to install it", async () => {
    const missing = apertiumTranslation({ PATH: "/nowhere" });
    expect(await missing.pairs()).toEqual([]);
    await expect(missing.translate({ texts: ["x"], from: "en", to: "es" })).rejects.toMatchObject({
      code: "TOOL_MISSING",
    });
  });

  it("stops with the caller's reason", async () => {
    const stop = AbortSignal.abort(new Error("cancelled"));
    await expect(translation.translate({ texts: ["word"], from: "en", to: "es", signal: stop })).rejects.toThrow(
      "cancelled",
    );
  });
});

describe("what must not be translated", () => {
  it("comes back unchanged through hiding and restoring, in any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.webUrl(), fc.emailAddress(), (text, url, mail) => {
        const source = `${text} ${url} ${mail} A4 ${text}`;
        const { text: hidden, kept } = hideUntranslatable(source);
        expect(restoreUntranslatable(hidden, kept)).toBe(source);
      }),
    );
  });

  it("that a translator lost or doubled is noticed", () => {
    const { text, kept } = hideUntranslatable("see www.example.org now");
    expect(restoreUntranslatable("nothing left", kept)).toBeNull();
    expect(restoreUntranslatable(`${text} ${text}`, kept)).toBeNull();
  });

  it.each([
    ["*palabra #de @casa", "word of house", "fr", "palabra de casa"],
    ["el agua .", "Water.", "fr", "El agua."],
    ["la casa", "House.", "fr", "La casa."],
    ["qué es? Vale!", "What is it? Good!", "es", "¿Qué es? ¡Vale!"],
    ["#tag", "#tag", "es", "#tag"],
  ])("and the marks in %j are set right", (text, source, to, polished) => {
    expect(polish(text, source, to)).toBe(polished);
  });
});

describe("translation by a language model", () => {
  it("keeps the order over many batches and asks again when the count is wrong", async () => {
    await using stub = await startChatStub(({ body, index }) => {
      const texts = askedTexts(body.messages[1]?.content).map((text) => text.toUpperCase());
      return { text: JSON.stringify({ texts: index === 0 ? texts.slice(1) : texts }) };
    });
    const model = resolveLanguageModels("vllm:stub", { VLLM_BASE_URL: stub.baseURL })[0]?.made;
    if (model === undefined) throw new Error("no model");
    const sources = Array.from({ length: 95 }, (_, at) => `text ${at}`);
    const { texts } = await modelTranslation(structuredModel(model)).translate({
      texts: sources,
      from: "en-us",
      to: "hi-in",
    });
    expect(texts).toEqual(sources.map((text) => text.toUpperCase()));
    expect(stub.asked).toHaveLength(4);
    expect(JSON.stringify(stub.asked[0]?.messages[0])).toContain("English to Hindi");
  });
});

describe("a model that cannot keep the number of texts", () => {
  it("is asked for halves of the batch, down to single texts", async () => {
    const batches: string[][] = [];
    await using stub = await startChatStub(({ body }) => {
      const content = body.messages.findLast(({ role }) => role === "user")?.content;
      const asked = /"texts":/.test(String(content)) ? askedTexts(content) : [];
      if (asked.length > 0) batches.push(asked);
      // A small model that merges neighbours: right only for a single sentence.
      return { text: JSON.stringify({ texts: [asked.join(" ").toUpperCase()] }) };
    });
    const model = resolveLanguageModels("openai-compatible:stub", { HEADWAY_LLM_BASE_URL: stub.baseURL })[0]?.made;
    if (model === undefined) throw new Error("no model");
    const { texts } = await modelTranslation(structuredModel(model)).translate({
      texts: ["one", "two", "three"],
      from: "en",
      to: "es",
    });
    expect(texts).toEqual(["ONE", "TWO", "THREE"]);
    expect(batches).toEqual([["one", "two", "three"], ["one", "two"], ["one"], ["two"], ["three"]]);
  });

  it("is asked for halves of what its context does not hold", async () => {
    await using stub = await startChatStub(({ body }) => {
      const asked = askedTexts(body.messages.at(-1)?.content);
      if (asked.length > 1)
        return { status: 400, body: '{"error":{"message":"prompt is too long: 9000 tokens > 4096 maximum"}}' };
      return { text: JSON.stringify({ texts: asked.map((text) => text.toUpperCase()) }) };
    });
    const model = resolveLanguageModels("openai-compatible:stub", { HEADWAY_LLM_BASE_URL: stub.baseURL })[0]?.made;
    if (model === undefined) throw new Error("no model");
    const request = { texts: ["one", "two"], from: "en", to: "es" };
    expect((await modelTranslation(structuredModel(model)).translate(request)).texts).toEqual(["ONE", "TWO"]);
  });
});

describe("HEADWAY_TRANSLATION", () => {
  it.each([
    ["llm", "HEADWAY_LLM"],
    ["babelfish", "HEADWAY_TRANSLATION"],
    ["openai:gpt-4o", "HEADWAY_TRANSLATION"],
  ])("of %s without more is refused by its name", (setting, words) => {
    expect(() => resolveTranslation(setting, { env: {} })).toThrow(words);
  });

  it("unset asks the model for every pair, and apertium when the model fails, with a warning that names both", async () => {
    let isAway = false;
    await using stub = await startChatStub(() => (isAway ? { status: 500 } : { text: '{"texts":["El agua."]}' }));
    const model = resolveLanguageModels("vllm:stub", { VLLM_BASE_URL: stub.baseURL })[0]?.made;
    if (model === undefined) throw new Error("no model");
    const translation = resolveTranslation(undefined, { model: structuredModel(model) });
    const request = { texts: ["Water."], from: "en", to: "es" };
    expect(await translation.translate(request)).toMatchObject({ texts: ["El agua."], by: "vllm/stub", warnings: [] });
    isAway = true;
    expect(await translation.translate(request)).toMatchObject({
      texts: ["Agua."],
      by: "apertium",
      warnings: [expect.stringMatching(/apertium was used instead of llm, which failed: .*500/)],
    });
    await expect(translation.translate({ ...request, to: "hi" })).rejects.toMatchObject({
      code: "PROVIDER_UNAVAILABLE",
    });
  });
});
