import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { speak } from "./testing/speech-server.ts";
import { answering, type StubAnswer, StubServer } from "./testing/stub-server.ts";
import { WholeServer } from "./testing/whole-server.ts";

let stub: StubServer;
let deepl: WholeServer;
let libre: WholeServer;
beforeAll(async () => {
  stub = await StubServer.start();
  deepl = await WholeServer.start({
    HEADWAY_TRANSLATION: "deepl",
    DEEPL_API_KEY: "key:fx",
    HEADWAY_DEEPL_URL: stub.url,
  });
  libre = await WholeServer.start({ HEADWAY_TRANSLATION: "libretranslate", HEADWAY_LIBRETRANSLATE_URL: stub.url });
});
beforeEach(() => {
  stub.asked.length = 0;
});
afterAll(async () => {
  for (const one of [deepl, libre, stub]) await one[Symbol.asyncDispose]();
});

const language = (lang: string) => ({
  lang,
  name: lang,
  usable_as_source: true,
  usable_as_target: true,
  features: { tag_handling: { status: "stable" } },
});
const isTranslation = ({ method }: { readonly method: string }): boolean => method === "POST";
const texts = (body: Buffer): readonly string[] => {
  const { text, q } = JSON.parse(body.toString()) as { text?: string[]; q?: string[] };
  return text ?? q ?? [];
};
/** Answers the lists of languages as both servers do, and translations by `answer`. */
const asTranslator = (answer: StubAnswer): StubAnswer => {
  return (response, request) => {
    if (isTranslation(request)) answer(response, request);
    else if (request.path.startsWith("/v3/languages")) answering(["en", "de"].map(language))(response, request);
    else answering([{ code: "en", name: "English", targets: ["de", "en"] }])(response, request);
  };
};
const asDeepl = (translate: (text: string) => string): StubAnswer => {
  return (response, request) =>
    answering({
      translations: texts(request.body).map((text) => ({ detected_source_language: "EN", text: translate(text) })),
    })(response, request);
};
const asLibre = (translate: (text: string) => string): StubAnswer => {
  return (response, request) => answering({ translatedText: texts(request.body).map(translate) })(response, request);
};
const ask = (server: WholeServer, text: string) =>
  speak(server, "translate", { texts: [text], source_language: "en-us", target_language: "de-de" });
const TEXT = "The report is on the table in the kitchen.";
const translations = () => stub.asked.filter(isTranslation);

describe("an odd answer of a translator", () => {
  it.each<[string, () => WholeServer, StubAnswer, string]>([
    // github.com/DeepLcom/deepl-mock, index.js, and ErrorResponse in github.com/DeepLcom/openapi
    ["DeepL 456", () => deepl, answering({ message: "Quota exceeded" }, { status: 456 }), "Quota exceeded"],
    [
      "DeepL 403",
      () => deepl,
      answering({ message: "Wrong endpoint. Use https://api.deepl.com" }, { status: 403 }),
      "Wrong endpoint",
    ],
    ["DeepL 413", () => deepl, answering({ message: "Request Entity Too Large" }, { status: 413 }), "Too Large"],
    [
      "DeepL 400",
      () => deepl,
      answering({ message: "Value for 'target_lang' not supported." }, { status: 400 }),
      "target_lang",
    ],
    [
      "DeepL 503 always",
      () => deepl,
      answering({ message: "Resource currently unavailable" }, { status: 503 }),
      "currently unavailable",
    ],
    ["DeepL, a page with status 200", () => deepl, answering("<html><title>nginx</title></html>"), "form asked for"],
    ["DeepL, nothing", () => deepl, answering("", { type: "application/json" }), "form asked for"],
    ["DeepL, fewer texts", () => deepl, answering({ translations: [] }), "another number of texts"],
    ["DeepL, a closed connection", () => deepl, (response) => void response.destroy(), "could not be reached"],
    // app.py of github.com/LibreTranslate/LibreTranslate (39429cb)
    [
      "LibreTranslate, language",
      () => libre,
      answering({ error: "de is not supported" }, { status: 400 }),
      "de is not supported",
    ],
    [
      "LibreTranslate, key",
      () => libre,
      answering({ error: "Please contact the server operator to get an API key" }, { status: 400 }),
      "API key",
    ],
    [
      "LibreTranslate 403",
      () => libre,
      answering({ error: "Too many request limits violations" }, { status: 403 }),
      "limits violations",
    ],
    [
      "LibreTranslate 500",
      () => libre,
      answering({ error: "Cannot translate text: out of memory" }, { status: 500 }),
      "out of memory",
    ],
    [
      "LibreTranslate, a page",
      () => libre,
      answering("<!doctype html><title>LibreTranslate</title>"),
      "form asked for",
    ],
    ["LibreTranslate, null", () => libre, answering({ translatedText: null }), "form asked for"],
    [
      "LibreTranslate, an error with status 200",
      () => libre,
      answering({ error: "Invalid request: missing q parameter" }),
      "missing q parameter",
    ],
  ])("ends the task with a sentence: %s", async (_what, server, answer, words) => {
    stub.answer = asTranslator(answer);
    const task = await ask(server(), TEXT);
    expect(task).toMatchObject({ status: "ERROR", message: expect.stringContaining(words) });
    expect(task.message).not.toContain("key:fx");
    expect(translations().length).toBeLessThanOrEqual(3);
  });

  it.each<[string, () => WholeServer, StubAnswer, StubAnswer]>([
    [
      "DeepL 429 with Retry-After",
      () => deepl,
      answering("", { status: 429, headers: { "retry-after": "2" } }),
      asDeepl((text) => `«${text}»`),
    ],
    [
      "DeepL 529",
      () => deepl,
      answering({ message: "Too many requests" }, { status: 529 }),
      asDeepl((text) => `«${text}»`),
    ],
    [
      "LibreTranslate 429",
      () => libre,
      answering({ error: "Slowdown: 20 per 1 minute" }, { status: 429 }),
      asLibre((text) => `«${text}»`),
    ],
  ])("is asked for again: %s", async (_what, server, first, then) => {
    stub.answer = asTranslator((response, request) => (translations().length === 1 ? first : then)(response, request));
    expect(await ask(server(), TEXT)).toMatchObject({ status: "SUCCESS" });
    expect(translations()).toHaveLength(2);
  });

  it.each<[string, string, (text: string) => string, RegExp | null]>([
    ["gives back the source", TEXT, (text) => text, /without a translation: "The report is on the table/],
    ["gives back names, which are the same everywhere", "Anna Schmidt, Hotel Central, Berlin", (text) => text, null],
    [
      "drops a placeholder",
      "Please open the file {name} in the folder now.",
      (text) => text.replaceAll(/<[^>]*>\d*|Qzx\w+xzq|[{]name[}]/gu, "").replace("Please", "Bitte"),
      /\{name\}/,
    ],
    ["says one thing again and again", TEXT, () => "so ".repeat(80), /may be wrong/],
    ["stops early", TEXT.repeat(4), () => "Der", /may be wrong/],
    [
      "loses a number",
      "The train leaves at 15 past nine today.",
      (text) => text.replaceAll(/\d+/gu, "").replace("The", "Der"),
      /15/,
    ],
  ])("is named in a warning where it %s", async (_what, text, translate, warning) => {
    for (const [server, answer] of [
      [deepl, asDeepl(translate)],
      [libre, asLibre(translate)],
    ] as const) {
      stub.answer = asTranslator(answer);
      const task = await ask(server, text);
      expect(task).toMatchObject({ status: "SUCCESS" });
      const warnings = (await server.warnings(task.jobId)).filter(({ code }) => code === "TRANSLATION");
      if (warning === null) expect(warnings).toEqual([]);
      else expect(warnings.map(({ message }) => message).join("\n")).toMatch(warning);
    }
  });

  it("that is empty never ends in a silent success", async () => {
    for (const [server, answer] of [
      [deepl, asDeepl(() => "")],
      [libre, asLibre(() => "")],
    ] as const) {
      stub.answer = asTranslator(answer);
      const task = await ask(server, TEXT);
      const warnings = await server.warnings(task.jobId);
      expect(task.status === "ERROR" || warnings.some(({ code }) => code === "TRANSLATION")).toBe(true);
    }
  });
});
