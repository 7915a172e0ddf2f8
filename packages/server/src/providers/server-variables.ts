import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { type Adapter, invalidSetting } from "./adapter.ts";

/** How a provider's server is found in the environment. */
export interface ServerVariables {
  /** The vendor's own variables that may hold the base URL; the first one that is set decides. */
  readonly urlNames: readonly string[];
  /** The address without any variable. */
  readonly url?: string;
  /** The vendor's own variables that may hold the key. */
  readonly keyNames: readonly string[];
}

export interface FoundServer {
  readonly address: string | undefined;
  /** The variable that holds the address; undefined for the vendor's default. */
  readonly variable: string | undefined;
  readonly apiKey: string | undefined;
}

/**
 * Where the requests of a capability go and with which key. A key of a vendor never reaches the address that the capability's own variable names: only the
 * capability's own key is sent there. `setting` is what its own variables begin with: HEADWAY_SPEECH for HEADWAY_SPEECH_BASE_URL and HEADWAY_SPEECH_API_KEY.
 */
export function serverIn(env: ToolEnv, setting: string, { urlNames, url, keyNames }: ServerVariables): FoundServer {
  const own = ownNames(setting);
  const address = setIn(env, [own.url]);
  if (address !== undefined) return { address, variable: own.url, apiKey: setIn(env, [own.key]) };
  const variable = urlNames.find((one) => setIn(env, [one]) !== undefined);
  return { address: variable === undefined ? url : env[variable], variable, apiKey: setIn(env, keyNames) };
}

/** False for a vendor's own server without the key that it asks for. A server of the user's own may need none. */
export function isReachable({ variable, apiKey }: Pick<FoundServer, "variable" | "apiKey">): boolean {
  return variable !== undefined || apiKey !== undefined;
}

/** The variables that serverIn reads. */
export function serverNames(
  setting: string,
  { urlNames, keyNames }: ServerVariables,
): Required<Pick<Adapter<unknown>, "keyNames" | "urlNames">> {
  const own = ownNames(setting);
  return { keyNames: [own.key, ...keyNames], urlNames: [own.url, ...urlNames] };
}

function ownNames(setting: string): { readonly url: string; readonly key: string } {
  return { url: `${setting}_BASE_URL`, key: `${setting}_API_KEY` };
}

/** An address without slashes at its end. Throws INVALID_INPUT for one that is not http(s); `name` is the variable that holds it. */
export function checkUrl(address: string, name: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol === "http:" || url?.protocol === "https:") return withoutEndSlashes(address);
  throw invalidSetting(`${name} is "${address}"; expected an http(s) address such as http://127.0.0.1:8080/v1.`);
}

export function withoutEndSlashes(address: string): string {
  return address.replace(/\/+$/, "");
}

/** The value of the first of these variables that is set and not empty. */
export function setIn(env: ToolEnv, names: readonly string[]): string | undefined {
  return names.map((name) => env[name]).find((value) => value !== undefined && value !== "");
}
