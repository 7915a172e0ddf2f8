import type { LanguageModelV4 } from "@ai-sdk/provider";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { type Adapter, invalidSetting } from "../adapter.ts";

/** A model whose library is loaded by the first call, not by the server's start. */
export function lazily(provider: string, modelId: string, connect: () => Promise<LanguageModelV4>): LanguageModelV4 {
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

/** How a vendor's server is found. */
export interface ServerVariables {
  /** The vendor's own variables that may hold the base URL; the first one that is set decides. */
  readonly urlNames: readonly string[];
  /** The address without any variable. */
  readonly url?: string;
  /** The vendor's own variables that may hold the key. */
  readonly keyNames: readonly string[];
}

export interface ModelServer {
  readonly address: string | undefined;
  /** The variable that holds the address; undefined for the vendor's default. */
  readonly variable: string | undefined;
  readonly apiKey: string | undefined;
}

const OWN_URL = "HEADWAY_LLM_BASE_URL";
const OWN_KEY = "HEADWAY_LLM_API_KEY";

/**
 * Where the requests of a language model go and with which key. A key of a vendor never reaches the address that HEADWAY_LLM_BASE_URL names: only
 * HEADWAY_LLM_API_KEY is sent there.
 */
export function serverIn(env: ToolEnv, { urlNames, url, keyNames }: ServerVariables): ModelServer {
  const own = setIn(env, [OWN_URL]);
  if (own !== undefined) return { address: own, variable: OWN_URL, apiKey: setIn(env, [OWN_KEY]) };
  const variable = urlNames.find((one) => setIn(env, [one]) !== undefined);
  const address = variable === undefined ? url : env[variable];
  return { address, variable, apiKey: setIn(env, keyNames) };
}

/** The variables that serverIn reads. */
export function serverNames({
  urlNames,
  keyNames,
}: ServerVariables): Required<Pick<Adapter<unknown>, "keyNames" | "urlNames">> {
  return { keyNames: [OWN_KEY, ...keyNames], urlNames: [OWN_URL, ...urlNames] };
}

/** An address without slashes at its end. Throws INVALID_INPUT for one that is not http(s); `name` is the variable that holds it. */
export function checkUrl(address: string, name: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol === "http:" || url?.protocol === "https:") return address.replace(/\/+$/, "");
  throw invalidSetting(`${name} is "${address}"; expected an http(s) address such as http://127.0.0.1:8080/v1.`);
}

/** The value of the first of these variables that is set and not empty. */
export function setIn(env: ToolEnv, names: readonly string[]): string | undefined {
  return names.map((name) => env[name]).find((value) => value !== undefined && value !== "");
}
