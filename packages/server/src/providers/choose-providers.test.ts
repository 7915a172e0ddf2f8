import { describe, expect, it } from "vitest";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import type { Adapter } from "./adapter.ts";
import { OPENAI_VARIABLES } from "./openai.ts";
import { TRANSLATION_ADAPTERS } from "./translation/adapters.ts";
import { chooseProviders, type ProviderEntry } from "./choose-providers.ts";

/** Adapters that show what they were made of. */
const seen = (env: ToolEnv): ToolEnv =>
  Object.fromEntries(Object.entries(env).filter(([name, value]) => /SPEECH|OPENAI/.test(name) && value !== undefined));
const adapters: readonly Adapter<{ readonly detail: string; readonly env: ToolEnv }>[] = [
  {
    names: ["openai"],
    detail: "MODEL",
    example: "openai:tts-1",
    variables: OPENAI_VARIABLES,
    create: (detail, { env }) => ({ detail, env: seen(env) }),
  },
  { names: ["espeak"], create: (detail, { env }) => ({ detail, env: seen(env) }) },
];
const kokoro: ProviderEntry = { name: "kokoro", type: "openai", model: "kokoro", baseUrl: "http://127.0.0.1:8880/v1" };
const env = { OPENAI_API_KEY: "sk-cloud", OPENAI_BASE_URL: "https://proxy.example/v1" };
const choose = (value: string, entries: readonly ProviderEntry[] = [kokoro]) =>
  chooseProviders(value, adapters, { env, setting: "HEADWAY_SPEECH", entries });

describe("a list of providers", () => {
  it("may name entries and adapters, in any order", () => {
    const chosen = choose("kokoro, openai:tts-1,espeak");
    expect(chosen.map(({ name, made }) => [name, made.detail])).toEqual([
      ["kokoro", "kokoro"],
      ["openai:tts-1", "tts-1"],
      ["espeak", ""],
    ]);
  });

  it("gives an entry its own address and no other server's key", () => {
    expect(choose("kokoro")[0]?.made.env).toMatchObject({ HEADWAY_SPEECH_BASE_URL: "http://127.0.0.1:8880/v1" });
    expect(choose("kokoro")[0]?.made.env).not.toHaveProperty("HEADWAY_SPEECH_API_KEY");
  });

  it("gives an entry with a key alone the vendor's own address", () => {
    const entry = { name: "second", type: "openai", model: "tts-1", apiKey: "sk-second" };
    expect(choose("second", [entry])[0]?.made.env).toEqual({ OPENAI_API_KEY: "sk-second" });
  });

  it.each([
    ["openai", ["OPENAI_API_KEY", "OPENAI_BASE_URL", "HEADWAY_LLM_BASE_URL"]],
    ["deepl", ["DEEPL_API_KEY", "HEADWAY_DEEPL_URL"]],
    ["libretranslate", ["LIBRETRANSLATE_API_KEY", "HEADWAY_LIBRETRANSLATE_URL"]],
    ["google", ["GOOGLE_GENERATIVE_AI_API_KEY", "GEMINI_API_KEY"]],
  ])("hides what the server's environment has for another account from an entry: %s", (type, names) => {
    const adapter = TRANSLATION_ADAPTERS.find((one) => one.names.includes(type));
    if (adapter === undefined) throw new Error("no adapter");
    let seenBy: ToolEnv = {};
    const watched = {
      ...adapter,
      create: (_detail: string, context: { readonly env: ToolEnv }) => void (seenBy = context.env),
    };
    const global = Object.fromEntries(names.map((name) => [name, "the server's"]));
    const model = adapter.detail === undefined ? {} : { model: "m" };
    for (const own of [{ apiKey: "own" }, { apiKey: "own", baseUrl: "http://127.0.0.1:9" }, { apiKey: "" }]) {
      const entries = [{ name: "mine", type, ...model, ...own }];
      chooseProviders("mine", [watched], { env: global, setting: "HEADWAY_TRANSLATION", entries });
      expect(Object.values(seenBy)).not.toContain("the server's");
      if (own.apiKey !== "") expect(Object.values(seenBy)).toContain("own");
    }
  });

  it("passes language, vocabulary and time limit on", () => {
    const entry = { ...kokoro, language: "de", vocabulary: "Kärnten", timeoutS: 5 };
    expect(choose("kokoro", [entry])[0]?.made.env).toMatchObject({
      HEADWAY_SPEECH_LANGUAGE: "de",
      HEADWAY_SPEECH_VOCABULARY: "Kärnten",
      HEADWAY_SPEECH_TIMEOUT: "5",
    });
  });

  it.each<[string, string, readonly ProviderEntry[]]>([
    ["an unknown name", "kokkoro", []],
    ["a type that the capability does not have", "x", [{ name: "x", type: "deepl" }]],
    ["a type without the model that it needs", "x", [{ name: "x", type: "openai" }]],
    ["a model for a type that has none", "x", [{ name: "x", type: "espeak", model: "y" }]],
  ])("is refused with the form that is expected: %s", (_what, value, entries) => {
    expect(() => choose(value, entries)).toThrow(/expected/);
  });
});
