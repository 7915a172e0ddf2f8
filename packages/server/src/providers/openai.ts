import type { OpenAIProvider } from "@ai-sdk/openai";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import type { VendorVariable } from "./adapter.ts";

/** OpenAI's own variables, which every adapter of its API reads. */
export const OPENAI_VARIABLES: readonly VendorVariable[] = [
  { name: "OPENAI_API_KEY", means: "key for `openai:…` of every kind", secret: true },
  { name: "OPENAI_BASE_URL", means: "another server with OpenAI's API, for `openai:…`", secret: false },
];

/** True when the environment says how to reach the API. */
export function isOpenaiReachable(env: ToolEnv): boolean {
  return env["OPENAI_API_KEY"] !== undefined || env["OPENAI_BASE_URL"] !== undefined;
}

/** OpenAI's client, or that of a compatible server; its library is loaded by the first call, not by the server's start. `baseURL` replaces OPENAI_BASE_URL. */
export async function connectOpenai(
  env: ToolEnv,
  {
    baseURL = env["OPENAI_BASE_URL"],
    ...options
  }: { readonly baseURL?: string; readonly fetch?: typeof globalThis.fetch } = {},
): Promise<OpenAIProvider> {
  const { createOpenAI } = await import("@ai-sdk/openai");
  // A server on the same machine asks for no key, but the client requires one.
  const key = env["OPENAI_API_KEY"];
  const apiKey = key !== undefined && key !== "" ? key : baseURL === undefined ? undefined : "none";
  return createOpenAI({
    ...options,
    ...(baseURL === undefined ? {} : { baseURL }),
    ...(apiKey === undefined ? {} : { apiKey }),
  });
}
