import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { checkUrl, serverIn, type ServerVariables } from "../server-variables.ts";
import { compatibleAdapter } from "./compatible.ts";
import { MODEL_VARIABLES } from "./connect.ts";

const SERVER = {
  urlNames: ["LMSTUDIO_BASE_URL"],
  url: "http://127.0.0.1:1234/v1",
  keyNames: ["LMSTUDIO_API_KEY"],
} as const satisfies ServerVariables;

export const lmstudioAdapter = compatibleAdapter({
  name: "lmstudio",
  ...SERVER,
  variables: [
    { name: "LMSTUDIO_BASE_URL", means: "where LM Studio listens, for `lmstudio:…`", secret: false },
    { name: "LMSTUDIO_API_KEY", means: "key for `lmstudio:…`", secret: true },
  ],
});

/** The address of the LM Studio that the environment names, without `/v1`; by default that of this machine. Throws INVALID_INPUT for one that is none. */
export function lmstudioRoot(env: ToolEnv): string {
  const { address = SERVER.url, variable = "LMSTUDIO_BASE_URL" } = serverIn(env, MODEL_VARIABLES, SERVER);
  return checkUrl(address, variable).replace(/\/v1$/, "");
}
