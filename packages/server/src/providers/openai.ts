import { HeadwayError } from "@headway-jobs/contract";
import type { OpenAIProvider } from "@ai-sdk/openai";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import type { Adapter, VendorVariable } from "./adapter.ts";

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

/** The variables that endpointOf reads. */
export function endpointNames(setting: string): Required<Pick<Adapter<unknown>, "keyNames" | "urlNames">> {
  return {
    keyNames: [`${setting}_API_KEY`, "OPENAI_API_KEY"],
    urlNames: [`${setting}_BASE_URL`, "OPENAI_BASE_URL"],
  };
}

export interface Endpoint {
  readonly baseURL: string;
  readonly apiKey?: string;
}

/**
 * Where a capability's requests go: the address of its own (`HEADWAY_SPEECH_BASE_URL` and the like, with its own key), else OpenAI's variables. The
 * key of the one is never sent to the other.
 */
export function endpointOf(env: ToolEnv, setting: string): Endpoint {
  const own = present(env[`${setting}_BASE_URL`]);
  const baseURL = own ?? present(env["OPENAI_BASE_URL"]) ?? "https://api.openai.com/v1";
  const apiKey = present(env[own === undefined ? "OPENAI_API_KEY" : `${setting}_API_KEY`]);
  return { baseURL: baseURL.replace(/\/+$/, ""), ...(apiKey === undefined ? {} : { apiKey }) };
}

/** True when the environment says how to reach the API for this capability. */
export function isOpenaiReachable(env: ToolEnv, setting: string): boolean {
  const names = [`${setting}_BASE_URL`, "OPENAI_API_KEY", "OPENAI_BASE_URL"];
  return names.some((name) => present(env[name]) !== undefined);
}

/**
 * OpenAI's client, or that of a compatible server; its library is loaded by the first call, not by the server's start. Throws PROVIDER_UNAVAILABLE where
 * OpenAI's own server would be asked without a key.
 */
export async function connectOpenai(env: ToolEnv, setting: string): Promise<OpenAIProvider> {
  const { createOpenAI } = await import("@ai-sdk/openai");
  // Both are always passed: what is absent the library would take from its own variables, which may belong to another server. A server on the same
  // machine asks for no key, but the client requires one.
  const { baseURL, apiKey } = endpointOf(env, setting);
  if (apiKey === undefined && !isOpenaiAddressSet(env, setting)) throw keyMissing();
  return createOpenAI({ baseURL, apiKey: apiKey ?? "none" });
}

function keyMissing(): HeadwayError {
  const message = "OpenAI needs an API key that is not set (OPENAI_API_KEY).";
  return new HeadwayError("PROVIDER_UNAVAILABLE", message, { retryable: false });
}

/** True when requests go to another server than OpenAI's. */
export function isOpenaiAddressSet(env: ToolEnv, setting: string): boolean {
  return present(env[`${setting}_BASE_URL`]) !== undefined || present(env["OPENAI_BASE_URL"]) !== undefined;
}

function present(value: string | undefined): string | undefined {
  return value === undefined || value === "" ? undefined : value;
}
