import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { type Adapter, type AdapterContext, acceptedForms, chooseAdapter, invalidSetting } from "./adapter.ts";

/** A provider with a name of its own, from `providers` in headway.config.json. */
export interface ProviderEntry {
  readonly name: string;
  /** The name of an adapter, e.g. `openai`. */
  readonly type: string;
  readonly model?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly apiKey?: string | undefined;
  /** The only languages (ISO 639) for which it is used; absent = all that it has. */
  readonly languages?: readonly string[] | undefined;
  /** Language of recordings, where a job does not say it. */
  readonly language?: string | undefined;
  /** Names and terms that occur in recordings. */
  readonly vocabulary?: string | undefined;
  /** Seconds that one request may take. */
  readonly timeoutS?: number | undefined;
}

export interface ChosenProvider<Made> {
  /** Its own name, or what the setting says of it. */
  readonly name: string;
  readonly made: Made;
  readonly languages: readonly string[] | undefined;
}

/**
 * The providers that a setting such as `HEADWAY_SPEECH=kokoro,openai:tts-1,espeak` lists, in its order: names of entries, or adapters with their model. Throws
 * INVALID_INPUT for what is wrong with the setting or an entry.
 */
export function chooseProviders<Made, Context extends AdapterContext>(
  value: string,
  adapters: readonly Adapter<Made, Context>[],
  context: Context & { readonly entries: readonly ProviderEntry[] },
): readonly ChosenProvider<Made>[] {
  const { entries, setting } = context;
  return listedIn(value).map((item) => {
    const entry = entries.find(({ name }) => name === item);
    if (entry === undefined) {
      const { adapter, detail } = chooseAdapter(setting, item, adapters);
      return { name: item, made: adapter.create(detail, context), languages: undefined };
    }
    const form = entry.model === undefined ? entry.type : `${entry.type}:${entry.model}`;
    const adapter = adapters.find(({ names }) => names.includes(entry.type));
    if (adapter === undefined) {
      throw invalidSetting(
        `The provider "${entry.name}" has the type "${entry.type}", which ${setting} cannot use; expected ${acceptedForms(adapters)}.`,
      );
    }
    const { detail } = chooseAdapter(`The provider "${entry.name}"`, form, [adapter]);
    const own = { ...context, env: envOf(entry, adapter, context) };
    return { name: entry.name, made: adapter.create(detail, own), languages: entry.languages };
  });
}

/** The items of a setting; commas within the name of a model do not occur. */
export function listedIn(value: string): readonly string[] {
  return value
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

/**
 * What an adapter finds in its variables: the entry's own address, key and limits instead of those of the whole server. With an address or a key of its own,
 * an entry sees none of the server's: its key must not go to another server, nor another account's key to its own. Adapters of language models read
 * HEADWAY_LLM_… also where they translate.
 */
function envOf(
  entry: ProviderEntry,
  { variables = [] }: Pick<Adapter<unknown>, "variables">,
  context: AdapterContext,
): ToolEnv {
  const { baseUrl, apiKey, language, vocabulary, timeoutS } = entry;
  const prefixes = [context.setting, "HEADWAY_LLM"];
  const timeout = timeoutS === undefined ? undefined : String(timeoutS);
  const limits = present({ LANGUAGE: language, VOCABULARY: vocabulary, TIMEOUT: timeout });
  const env = { ...context.env, ...withPrefixes(prefixes, limits) };
  if (baseUrl === undefined && apiKey === undefined) return env;
  const ofVendor = variables.filter(({ name }) => !prefixes.some((prefix) => name.startsWith(`${prefix}_`)));
  const keyName = ofVendor.find(({ secret }) => secret)?.name;
  const urlName = ofVendor.find(({ name, secret }) => !secret && name.endsWith("_URL"))?.name;
  return {
    ...env,
    ...Object.fromEntries([...COMMON, ...ofVendor.map(({ name }) => name)].map((name) => [name, undefined])),
    ...withPrefixes(prefixes, { BASE_URL: baseUrl, API_KEY: baseUrl === undefined ? undefined : apiKey }),
    ...(keyName === undefined ? {} : { [keyName]: apiKey }),
    ...(urlName === undefined ? {} : { [urlName]: baseUrl }),
  };
}

/** Variables that several adapters read, declared or not. */
const COMMON = ["OPENAI_API_KEY", "OPENAI_BASE_URL"] as const;

function withPrefixes(prefixes: readonly string[], values: ToolEnv): ToolEnv {
  return Object.fromEntries(
    prefixes.flatMap((prefix) => Object.entries(values).map(([name, value]) => [`${prefix}_${name}`, value] as const)),
  );
}

function present(values: ToolEnv): ToolEnv {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
