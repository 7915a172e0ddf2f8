import { HeadwayError } from "@headway-jobs/contract";
import type { OpenAIProvider } from "@ai-sdk/openai";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import type { VendorVariable } from "./adapter.ts";
import { isReachable, serverIn, serverNames, type ServerVariables, withoutEndSlashes } from "./server-variables.ts";

/** OpenAI's own variables, which every adapter of its API reads. */
export const OPENAI_VARIABLES: readonly VendorVariable[] = [
  { name: "OPENAI_API_KEY", means: "key for `openai:…` of every kind", secret: true },
  { name: "OPENAI_BASE_URL", means: "another server with OpenAI's API, for `openai:…`", secret: false },
];

/** The variables of one capability whose server is another one than that of the others. */
export function endpointVariables(setting: string, what: string): readonly VendorVariable[] {
  return [
    ...OPENAI_VARIABLES,
    {
      name: `${setting}_BASE_URL`,
      means: `server for ${what} alone, with the API that the setting names, e.g. http://127.0.0.1:8080/v1`,
      secret: false,
    },
    { name: `${setting}_API_KEY`, means: "key of that server", secret: true },
  ];
}

const SERVER = {
  urlNames: ["OPENAI_BASE_URL"],
  url: "https://api.openai.com/v1",
  keyNames: ["OPENAI_API_KEY"],
} as const satisfies ServerVariables;

/** The variables that endpointOf reads. */
export function endpointNames(setting: string): ReturnType<typeof serverNames> {
  return serverNames(setting, SERVER);
}

export interface Endpoint {
  readonly baseURL: string;
  /** The variable that holds the address; undefined for OpenAI's own server. */
  readonly variable: string | undefined;
  readonly apiKey: string | undefined;
}

/** Where a capability's requests go: the server of its own (`HEADWAY_SPEECH_BASE_URL` and the like), else that of OpenAI's variables. */
export function endpointOf(env: ToolEnv, setting: string): Endpoint {
  const { address = SERVER.url, variable, apiKey } = serverIn(env, setting, SERVER);
  return { baseURL: withoutEndSlashes(address), variable, apiKey };
}

/** True when the environment says how to reach the API for this capability. */
export function isOpenaiReachable(env: ToolEnv, setting: string): boolean {
  return isReachable(endpointOf(env, setting));
}

/**
 * OpenAI's client, or that of a compatible server; its library is loaded by the first call, not by the server's start. Throws PROVIDER_UNAVAILABLE where
 * OpenAI's own server would be asked without a key.
 */
export async function connectOpenai(env: ToolEnv, setting: string): Promise<OpenAIProvider> {
  const { createOpenAI } = await import("@ai-sdk/openai");
  // Both are always passed: what is absent the library would take from its own variables, which may belong to another server. A server on the same
  // machine asks for no key, but the client requires one.
  const endpoint = endpointOf(env, setting);
  if (!isReachable(endpoint)) throw keyMissing();
  return createOpenAI({ baseURL: endpoint.baseURL, apiKey: endpoint.apiKey ?? "none" });
}

function keyMissing(): HeadwayError {
  const message = "OpenAI needs an API key that is not set (OPENAI_API_KEY).";
  return new HeadwayError("PROVIDER_UNAVAILABLE", message, { retryable: false });
}
