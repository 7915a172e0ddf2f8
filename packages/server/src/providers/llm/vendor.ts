import type { LanguageModelV4 } from "@ai-sdk/provider";
import { type Adapter, invalidSetting } from "../adapter.ts";
import { checkUrl, isReachable, serverIn, serverNames } from "../server-variables.ts";
import { lazily, MODEL_VARIABLES } from "./connect.ts";

/** A vendor with an API of its own, which a library of the AI SDK speaks. */
interface ModelVendor {
  readonly name: string;
  /** As messages write it: "Anthropic". */
  readonly maker: string;
  readonly example: string;
  /** The vendor's usual variables for the key; the first one that is set counts. */
  readonly keyNames: readonly [string, ...string[]];
  readonly url: string;
  /** Loads the library. Both options are always given, as the libraries look into process.env for what is missing. */
  readonly connect: (
    server: { readonly baseURL: string; readonly apiKey: string },
    modelId: string,
  ) => Promise<LanguageModelV4>;
}

/** The adapter of such a vendor. Without its key, and without an address of the user's own, the start fails. */
export function vendorAdapter(vendor: ModelVendor): Adapter<LanguageModelV4> {
  const { name, maker, keyNames, url, connect } = vendor;
  const variables = { urlNames: [], url, keyNames };
  return {
    names: [name],
    detail: "MODEL",
    example: vendor.example,
    variables: keyNames.map((key) => ({ name: key, means: `key for \`${name}:…\``, secret: true })),
    ...serverNames(MODEL_VARIABLES, variables),
    create(modelId, { env, setting }) {
      const server = serverIn(env, MODEL_VARIABLES, variables);
      const { address = url, variable, apiKey } = server;
      if (!isReachable(server)) {
        throw invalidSetting(`${setting} names a model of ${maker}; expected its key in ${keyNames.join(" or ")}.`);
      }
      const baseURL = checkUrl(address, variable ?? "HEADWAY_LLM_BASE_URL");
      return lazily(name, modelId, () => connect({ baseURL, apiKey: apiKey ?? "none" }, modelId));
    },
  };
}
