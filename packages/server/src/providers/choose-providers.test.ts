import { describe, expect, it } from "vitest";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { type Adapter, invalidSetting } from "./adapter.ts";
import { chooseProviders, type ProviderEntry } from "./choose-providers.ts";
import { TRANSLATION_ADAPTERS } from "./translation/adapters.ts";

/** Adapters that show what they were made of. */
const seen = (env: ToolEnv): ToolEnv =>
  Object.fromEntries(Object.entries(env).filter(([name, value]) => /SPEECH|OPENAI/.test(name) && value !== undefined));
const adapters: readonly Adapter<{ readonly detail: string; readonly env: ToolEnv }>[] = [
  {
    names: ["openai"],
    detail: "MODEL",
    example: "openai:tts-1",
    keyNames: ["HEADWAY_SPEECH_API_KEY", "OPENAI_API_KEY"],
    urlNames: ["HEADWAY_SPEECH_BASE_URL", "OPENAI_BASE_URL"],
    variables: ["LANGUAGE", "VOCABULARY", "TIMEOUT"].map((part) => ({
      name: `HEADWAY_SPEECH_${part}`,
      means: "",
      secret: false,
    })),
    create: (detail, { env }) => ({ detail, env: seen(env) }),
  },
  { names: ["espeak"], create: (detail, { env }) => ({ detail, env: seen(env) }) },
];
const kokoro: ProviderEntry = { name: "kokoro", type: "openai", model: "kokoro", baseUrl: "http://127.0.0.1:8880/v1" };
const env = { OPENAI_API_KEY: "sk-cloud", OPENAI_BASE_URL: "https://proxy.example/v1" };
const choose = (value: string, entries: readonly ProviderEntry[] = [kokoro]) =>
  chooseProviders(value, adapters, { env, setting: "HEADWAY_SPEECH", entries });

const complaining = (): never => {
  throw invalidSetting("HEADWAY_SPEECH names a model of OpenAI; expected its key in OPENAI_API_KEY.");
};

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
    expect(choose("second", [entry])[0]?.made.env).toEqual({
      HEADWAY_SPEECH_API_KEY: "sk-second",
      OPENAI_API_KEY: "sk-second",
    });
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

  it("leaves an entry whose key is not set without any", () => {
    const entry = { name: "second", type: "openai", model: "tts-1", apiKey: "" };
    expect(Object.values(choose("second", [entry])[0]?.made.env ?? {})).toEqual(["", ""]);
  });

  it("gives an entry without address and key those of the server", () => {
    const entry = { name: "english", type: "openai", model: "tts-1", languages: ["en"] };
    expect(choose("english", [entry])[0]?.made.env).toEqual(env);
  });

  it.each<[string, string, readonly ProviderEntry[]]>([
    ["an unknown name", "kokkoro", []],
    ["a type that the capability does not have", "x", [{ name: "x", type: "deepl" }]],
    ["a type without the model that it needs", "x", [{ name: "x", type: "openai" }]],
    ["a model for a type that has none", "x", [{ name: "x", type: "espeak", model: "y" }]],
  ])("is refused with the form that is expected: %s", (_what, value, entries) => {
    expect(() => choose(value, entries)).toThrow(/expected/);
  });

  it.each<[string, Partial<ProviderEntry>, string]>([
    ["base_url", { type: "espeak", baseUrl: "https://own.example" }, "HEADWAY_SPEECH"],
    ["api_key", { type: "espeak", apiKey: "own-key" }, "HEADWAY_SPEECH"],
    ["language and vocabulary and timeout_s", { language: "de", vocabulary: "x", timeoutS: 5 }, "HEADWAY_LLM"],
    ["languages", { languages: ["de"] }, "HEADWAY_LLM"],
    ["languages", { languages: ["de"] }, "HEADWAY_IMAGES"],
  ])("refuses members that would not be heeded: %s", (members, own, setting) => {
    const entry = { name: "x", type: "openai", ...(own.type === undefined ? { model: "m" } : {}), ...own };
    expect(() => chooseProviders("x", adapters, { env, setting, entries: [entry] })).toThrow(
      `The provider "x" says ${members}, which ${setting} does not use`,
    );
  });

  it("says of which entry a complaint of its adapter is", () => {
    const context = { env, setting: "HEADWAY_SPEECH", entries: [{ name: "x", type: "y", apiKey: "" }] };
    const refusal = /^The provider "x" cannot be used\. HEADWAY_SPEECH names .* api_key_env/;
    expect(() =>
      chooseProviders("x", [{ names: ["y"], keyNames: ["Y_API_KEY"], create: complaining }], context),
    ).toThrow(refusal);
  });
});

describe("one address for a whole setting", () => {
  const one = { HEADWAY_SPEECH_BASE_URL: "http://127.0.0.1:8880/v1" };
  const vendor = { ...adapters[0], names: ["elevenlabs"], urlNames: ["HEADWAY_SPEECH_BASE_URL"] } as const;
  const list = (value: string, given: ToolEnv, entries: readonly ProviderEntry[]) =>
    chooseProviders(value, [...adapters, { ...vendor, create: (detail) => ({ detail, env: {} }) }], {
      env: given,
      setting: "HEADWAY_SPEECH",
      entries,
    });
  const cloud: ProviderEntry = { name: "cloud", type: "elevenlabs", model: "m", apiKey: "own-key" };

  it.each<[string, string, readonly ProviderEntry[]]>([
    ["two adapters", "openai:kokoro,elevenlabs:m", []],
    ["an adapter and an entry without address and key", "openai:kokoro,cloud", [{ ...cloud, apiKey: undefined }]],
  ])("is refused for servers of two kinds: %s", (_what, value, entries) => {
    expect(() => list(value, one, entries)).toThrow(/openai and elevenlabs.*HEADWAY_SPEECH_BASE_URL.*`providers`/);
  });

  it.each<[string, string, ToolEnv, readonly ProviderEntry[]]>([
    ["an entry with a server of its own", "openai:kokoro,cloud", one, [cloud]],
    ["programs of this machine", "openai:kokoro,espeak", one, []],
    ["two models of one server", "openai:kokoro,openai:piper", one, []],
    ["vendors at their own addresses", "openai:tts-1,elevenlabs:m", {}, []],
  ])("is no hindrance for %s", (_what, value, given, entries) => {
    expect(list(value, given, entries)).toHaveLength(2);
  });
});
