/** What the settings of providers choose. */
export const CAPABILITIES = ["voice", "ear", "translation", "language_model", "pictures"] as const;
export type Capability = (typeof CAPABILITIES)[number];

export interface ProviderInForce {
  /** `flite`, the name of an entry, or what the setting says: `openai:tts-1`. */
  readonly name: string;
  /** `built_in`: a program or folder of this machine; `local`: models of `headway models add`; `configured`: a server or a vendor. */
  readonly kind: "built_in" | "local" | "configured";
  /** Host and port of its server; null for what runs here, and where the vendor's or program's usual address holds. */
  readonly host: string | null;
  /** The only languages for which it is used; null = all that it has. */
  readonly languages: readonly string[] | null;
  /** Installed models that it uses; of kind `local` only. */
  readonly models: readonly string[];
  /** Its results are a draft: the best that there is without a model. */
  readonly isRough: boolean;
  /** Why it does nothing, as the end of a sentence; null when it can be used, as far as that is known without calling it. */
  readonly problem: string | null;
}

export interface CapabilityInForce {
  readonly capability: Capability;
  /** The setting that chooses its providers: `HEADWAY_SPEECH`. */
  readonly setting: string;
  /** Whether the setting is set; false = the default. */
  readonly isSet: boolean;
  /** In the order in which they are asked. */
  readonly providers: readonly ProviderInForce[];
  /** Installed models for it that are not used, as the setting does not list `local`. */
  readonly unusedModels: readonly string[];
  /** What is wrong with the setting; the server does not start with it. */
  readonly problem: string | null;
}

/** One command that improves what is in force. */
export interface Improvement {
  readonly command: string;
  /** For which capabilities it brings the provider that is then asked first. */
  readonly brings: readonly ("voice" | "ear" | "translation")[];
  /** What it fetches. */
  readonly downloadBytes: number;
}

/** What does the work of a deployment now, and what one command would improve. Plain data, without keys; of addresses only the host. */
export interface InForce {
  readonly capabilities: readonly CapabilityInForce[];
  /** Null where no command would improve it. */
  readonly improvement: Improvement | null;
  /** The same as one line for people. */
  readonly sentence: string;
}

/** Providers that can be used. */
export function usable({ providers }: Pick<CapabilityInForce, "providers">): readonly ProviderInForce[] {
  return providers.filter(({ problem }) => problem === null);
}
