import type { LanguageModelV4 } from "@ai-sdk/provider";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { invalidSetting } from "../adapter.ts";

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
