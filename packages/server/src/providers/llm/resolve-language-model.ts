import type { LanguageModelV4 } from "@ai-sdk/provider";
import { dictionary, HeadwayError } from "@headway-jobs/contract";

export type LanguageModelEnv = Readonly<Record<string, string | undefined>>;

interface Preset {
  /** Variables that may hold the base URL, the first one set wins. */
  readonly urlNames: readonly string[];
  readonly url: string | undefined;
  readonly keyNames: readonly string[];
}

/** Servers that speak OpenAI's chat API, with the addresses they listen on by default. */
const PRESETS: Readonly<Record<string, Preset>> = dictionary({
  "openai-compatible": {
    urlNames: ["HEADWAY_LLM_BASE_URL", "OPENAI_BASE_URL"],
    url: undefined,
    keyNames: ["HEADWAY_LLM_API_KEY", "OPENAI_API_KEY"],
  },
  ollama: {
    urlNames: ["HEADWAY_LLM_BASE_URL", "OLLAMA_BASE_URL", "OLLAMA_HOST"],
    url: "http://127.0.0.1:11434/v1",
    keyNames: ["OLLAMA_API_KEY"],
  },
  lmstudio: {
    urlNames: ["HEADWAY_LLM_BASE_URL", "LMSTUDIO_BASE_URL"],
    url: "http://127.0.0.1:1234/v1",
    keyNames: ["LMSTUDIO_API_KEY"],
  },
  vllm: {
    urlNames: ["HEADWAY_LLM_BASE_URL", "VLLM_BASE_URL"],
    url: "http://127.0.0.1:8000/v1",
    keyNames: ["VLLM_API_KEY"],
  },
});

const EXPECTED =
  "expected ADAPTER:MODEL with the adapter openai, openai-compatible, ollama, lmstudio or vllm, e.g. openai:gpt-4.1-mini or ollama:llama3.1";

/**
 * The model that HEADWAY_LLM names; undefined when it is not set. Keys and addresses come from the vendors' usual variables. What is wrong with
 * the setting is INVALID_INPUT, for the start to report; the library itself is loaded at the first call.
 */
export function resolveLanguageModel(
  setting: string | undefined,
  env: LanguageModelEnv = process.env,
  settingName = "HEADWAY_LLM",
): LanguageModelV4 | undefined {
  const text = (setting ?? "").trim();
  if (text === "") return undefined;
  const divider = text.indexOf(":");
  const [adapter, modelId] = [text.slice(0, divider).trim().toLowerCase(), text.slice(divider + 1).trim()];
  if (divider < 0 || modelId === "" || /\s/.test(modelId)) throw wrong(`${settingName} is "${text}"; ${EXPECTED}.`);
  if (adapter === "openai") return openai(modelId, env, settingName);
  const preset = Object.hasOwn(PRESETS, adapter) ? PRESETS[adapter] : undefined;
  if (preset === undefined) throw wrong(`${settingName} is "${text}"; ${EXPECTED}.`);
  return compatible(adapter, modelId, preset, env, settingName);
}

function openai(modelId: string, env: LanguageModelEnv, settingName: string): LanguageModelV4 {
  const baseURL = setIn(env, ["HEADWAY_LLM_BASE_URL", "OPENAI_BASE_URL"]);
  const apiKey = setIn(env, ["OPENAI_API_KEY"]);
  if (apiKey === undefined && baseURL === undefined) {
    throw wrong(`${settingName} names a model of OpenAI; expected its key in OPENAI_API_KEY.`);
  }
  if (baseURL !== undefined) checkUrl(baseURL, "OPENAI_BASE_URL");
  return lazily("openai", modelId, async () => {
    const { createOpenAI } = await import("@ai-sdk/openai");
    const provider = createOpenAI({ apiKey: apiKey ?? "none", ...(baseURL === undefined ? {} : { baseURL }) });
    // Other servers behind this address rarely have the Responses API.
    return baseURL === undefined ? provider(modelId) : provider.chat(modelId);
  });
}

function compatible(
  adapter: string,
  modelId: string,
  preset: Preset,
  env: LanguageModelEnv,
  settingName: string,
): LanguageModelV4 {
  const named = preset.urlNames.find((name) => (env[name] ?? "") !== "");
  const address = named === undefined ? preset.url : env[named];
  if (address === undefined) {
    throw wrong(
      `${settingName} is "${adapter}:${modelId}"; expected the server's address in HEADWAY_LLM_BASE_URL, e.g. http://127.0.0.1:8080/v1.`,
    );
  }
  const baseURL = named === "OLLAMA_HOST" ? ollamaUrl(address) : checkUrl(address, named ?? "HEADWAY_LLM_BASE_URL");
  const apiKey = setIn(env, preset.keyNames);
  return lazily(adapter, modelId, async () => {
    const { createOpenAICompatible } = await import("@ai-sdk/openai-compatible");
    const provider = createOpenAICompatible({
      name: adapter,
      baseURL,
      includeUsage: true,
      ...(apiKey === undefined ? {} : { apiKey }),
    });
    return provider.chatModel(modelId);
  });
}

/** OLLAMA_HOST is often a bare host and port, and lacks the path of the compatible API. */
function ollamaUrl(host: string): string {
  const url = new URL(checkUrl(/^https?:\/\//i.test(host) ? host : `http://${host}`, "OLLAMA_HOST"));
  if (url.hostname === "0.0.0.0") url.hostname = "127.0.0.1";
  if (url.port === "" && url.protocol === "http:") url.port = "11434";
  if (url.pathname === "/") url.pathname = "/v1";
  return url.href;
}

function checkUrl(address: string, name: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol === "http:" || url?.protocol === "https:") return address.replace(/\/+$/, "");
  throw wrong(`${name} is "${address}"; expected an http(s) address such as http://127.0.0.1:8080/v1.`);
}

function setIn(env: LanguageModelEnv, names: readonly string[]): string | undefined {
  return names.map((name) => env[name]).find((value) => value !== undefined && value !== "");
}

function wrong(message: string): HeadwayError {
  return new HeadwayError("INVALID_INPUT", message);
}

function lazily(provider: string, modelId: string, connect: () => Promise<LanguageModelV4>): LanguageModelV4 {
  let connected: Promise<LanguageModelV4> | undefined;
  const model = (): Promise<LanguageModelV4> => (connected ??= connect());
  return {
    specificationVersion: "v4",
    provider,
    modelId,
    supportedUrls: {},
    doGenerate: async (options) => (await model()).doGenerate(options),
    doStream: async (options) => (await model()).doStream(options),
  };
}
