import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import type { Adapter, AdapterContext } from "./adapter.ts";
import { chooseProviders, type ProviderEntry } from "./choose-providers.ts";
import { PICTURE_ADAPTERS } from "./image/adapters.ts";
import { resolvePictures } from "./image/resolve-pictures.ts";
import { LANGUAGE_MODEL_ADAPTERS } from "./llm/adapters.ts";
import { resolveLanguageModels } from "./llm/resolve-language-model.ts";
import { TRANSCRIPTION_ADAPTERS } from "./transcription/adapters.ts";
import { resolveTranscription } from "./transcription/resolve-transcription.ts";
import { TRANSLATION_ADAPTERS } from "./translation/adapters.ts";
import { resolveTranslation } from "./translation/resolve-translation.ts";
import { resolveSpeech } from "./voice/resolve-speech.ts";
import { VOICE_VENDORS } from "./voice/vendors.ts";

const LISTS: readonly (readonly [string, readonly Adapter<unknown, never>[]])[] = [
  ["HEADWAY_LLM", LANGUAGE_MODEL_ADAPTERS],
  ["HEADWAY_SPEECH", VOICE_VENDORS],
  ["HEADWAY_TRANSCRIPTION", TRANSCRIPTION_ADAPTERS],
  ["HEADWAY_TRANSLATION", TRANSLATION_ADAPTERS],
  ["HEADWAY_IMAGES", PICTURE_ADAPTERS],
];
const OF_SERVERS = LISTS.flatMap(([setting, adapters]) =>
  adapters.filter(({ keyNames }) => keyNames !== undefined).map((adapter) => ({ setting, adapter })),
).map((one) => ({ ...one, title: `${one.setting}=${one.adapter.names[0]}` }));
const WITHOUT_ACCOUNT = new Set(["flite", "espeak", "local", "pocketsphinx", "apertium", "llm", "folder", "wikimedia"]);

/** Every variable of a key or an address that an adapter declares, as another account and another server have set it. */
const GLOBAL: ToolEnv = Object.fromEntries(
  LISTS.flatMap(([, adapters]) => adapters).flatMap(({ variables = [], keyNames = [], urlNames = [] }) => [
    ...variables
      .filter(({ name }) => /_(?:KEY|URL|HOST)$/.test(name))
      .map(({ name, secret }) => [name, secret ? "global-key" : "https://global.example"]),
    ...keyNames.map((name) => [name, "global-key"]),
    ...urlNames.map((name) => [name, "https://global.example"]),
  ]),
);

const entryOf = (adapter: Adapter<unknown, never>): ProviderEntry => ({
  name: "x",
  type: adapter.names[0],
  ...(adapter.detail === undefined ? {} : { model: "m" }),
});

/** What the adapter would find in the environment. */
function envFor(setting: string, adapter: Adapter<unknown, never>, own: Partial<ProviderEntry>): ToolEnv {
  const seen: Adapter<ToolEnv> = { ...adapter, create: (_detail, { env }: AdapterContext) => env };
  const entry = { ...entryOf(adapter), ...own };
  const [chosen] = chooseProviders("x", [seen], { env: GLOBAL, setting, entries: [entry] });
  return chosen?.made ?? {};
}

/** Of the adapter's own variables of server and account. */
function serverOf(env: ToolEnv, { keyNames = [], urlNames = [] }: Adapter<unknown, never>): readonly string[] {
  return [...new Set([...keyNames, ...urlNames].map((name) => env[name]))].filter((value) => value !== undefined);
}

describe("an entry of a real adapter", () => {
  it.each(OF_SERVERS)("has its own key and address and nothing of the environment: $title", ({ setting, adapter }) => {
    const apiKey = "own-key";
    const baseUrl = "https://own.example";
    if (adapter.urlNames !== undefined) {
      expect(serverOf(envFor(setting, adapter, { apiKey, baseUrl }), adapter)).toEqual([apiKey, baseUrl]);
      expect(serverOf(envFor(setting, adapter, { baseUrl }), adapter)).toEqual([baseUrl]);
    }
    expect(serverOf(envFor(setting, adapter, { apiKey }), adapter)).toEqual([apiKey]);
    expect(serverOf(envFor(setting, adapter, { apiKey: "" }), adapter)).toEqual([""]);
  });

  it("declares as key or address each variable of a server, so that an entry can take its place", () => {
    const undeclared = OF_SERVERS.flatMap(({ adapter }) =>
      (adapter.variables ?? [])
        .filter(({ name, secret }) => secret || /(?:_URL|_HOST)$/.test(name))
        .filter(({ name }) => ![...(adapter.keyNames ?? []), ...(adapter.urlNames ?? [])].includes(name)),
    );
    expect(undeclared).toEqual([]);
  });

  it("may have a key wherever an adapter asks a server", () => {
    const others = LISTS.flatMap(([, adapters]) => adapters).filter(({ keyNames }) => keyNames === undefined);
    expect(others.map(({ names }) => names[0]).filter((name) => !WITHOUT_ACCOUNT.has(name))).toEqual([]);
  });
});

/** One request of each capability to the entry `x`. */
const ASK: Readonly<Record<string, (entries: readonly ProviderEntry[]) => Promise<unknown>>> = {
  HEADWAY_LLM: async (entries) =>
    resolveLanguageModels("x", GLOBAL, entries)[0]?.made.doGenerate({
      prompt: [{ role: "user", content: [{ type: "text", text: "Hello" }] }],
    }),
  HEADWAY_SPEECH: async (entries) => {
    const { speech } = await resolveSpeech("x", GLOBAL, { entries }).choose(undefined, "en");
    return speech.model.doGenerate({ text: "Hello.", language: "en" });
  },
  HEADWAY_TRANSCRIPTION: async (entries) =>
    resolveTranscription("x", GLOBAL, { entries }).transcribe({
      samples: Int16Array.from({ length: 16_000 }, (_, at) => (at % 50) * 300),
      urgency: "recording",
    }),
  HEADWAY_TRANSLATION: async (entries) =>
    resolveTranslation("x", { env: GLOBAL, entries }).translate({ texts: ["Hello"], from: "en", to: "de" }),
  HEADWAY_IMAGES: async (entries) =>
    resolvePictures("x", GLOBAL, entries)?.find({ keyword: "tree", signal: undefined }),
};

describe("the requests of an entry", () => {
  const sent: { readonly url: string; readonly all: string }[] = [];

  beforeEach(() => {
    for (const [name, value] of Object.entries(GLOBAL)) vi.stubEnv(name, value);
    vi.stubGlobal("fetch", async (...args: ConstructorParameters<typeof Request>) => {
      const request = new Request(...args);
      const headers = JSON.stringify([...request.headers]);
      sent.push({ url: request.url, all: `${request.url} ${headers} ${await request.text()}` });
      const languages = [
        { code: "en", targets: ["de"] },
        { code: "de", targets: ["en"] },
      ];
      return request.url.endsWith("/languages") ? Response.json(languages) : Response.json({}, { status: 400 });
    });
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.unstubAllGlobals();
    sent.length = 0;
  });

  // The picture search has a connection of its own, which reaches public addresses alone.
  const asked = OF_SERVERS.filter(({ adapter }) => adapter.names[0] !== "unsplash");

  it.each(asked)("go to its address with its key: $title", async ({ setting, adapter }) => {
    const entry = { ...entryOf(adapter), baseUrl: "https://own.example/v1", apiKey: "own-key" };
    await ASK[setting]?.([entry]).catch(() => undefined);
    expect(sent.length).toBeGreaterThan(0);
    expect(sent.filter(({ url }) => !url.startsWith("https://own.example/"))).toEqual([]);
    expect(sent.at(-1)?.all).toContain("own-key");
    expect(JSON.stringify(sent)).not.toContain("global");
  });

  it.each(asked)("with a key alone never go to the environment's server: $title", async ({ setting, adapter }) => {
    await ASK[setting]?.([{ ...entryOf(adapter), apiKey: "own-key" }]).catch(() => undefined);
    expect(JSON.stringify(sent)).not.toContain("global");
  });

  it.each(asked)("without the key that it names never have another: $title", async ({ setting, adapter }) => {
    await ASK[setting]?.([{ ...entryOf(adapter), apiKey: "" }]).catch(() => undefined);
    expect(JSON.stringify(sent)).not.toContain("global");
  });
});
