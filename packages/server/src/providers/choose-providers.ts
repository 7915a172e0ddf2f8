import { HeadwayError } from "@headway-jobs/contract";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { type Adapter, type AdapterContext, acceptedForms, chooseAdapter, invalidSetting } from "./adapter.ts";

/** A provider with a name of its own, from `providers` in headway.config.json. */
export interface ProviderEntry {
  readonly name: string;
  /** The name of an adapter, e.g. `openai`. */
  readonly type: string;
  readonly model?: string | undefined;
  readonly baseUrl?: string | undefined;
  /** Empty = it has none, nor any of the environment. */
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
 * INVALID_INPUT for what is wrong with the setting or an entry. `sharing` is what another setting lists whose providers use the same address.
 */
export function chooseProviders<Made, Context extends AdapterContext>(
  value: string,
  adapters: readonly Adapter<Made, Context>[],
  context: Context & { readonly entries: readonly ProviderEntry[]; readonly sharing?: readonly ServerUser[] },
): readonly ChosenProvider<Made>[] {
  const listed = listProviders(value, adapters, context);
  requireOneServer(listed, context.sharing ?? [], context);
  return listed.map(({ name, adapter, detail, entry }) => {
    if (entry === undefined) return { name, made: adapter.create(detail, context), languages: undefined };
    return { name, made: madeOf(entry, adapter, detail, context), languages: entry.languages };
  });
}

/** A provider that a setting lists, before it is created. */
export interface ListedProvider<Made, Context extends AdapterContext> {
  readonly name: string;
  readonly adapter: Adapter<Made, Context>;
  readonly detail: string;
  /** Absent for an adapter that the setting names itself. */
  readonly entry?: ProviderEntry;
}

/** What a setting lists, in its order. Throws INVALID_INPUT for a name that is neither an entry nor an adapter, and for an entry that does not fit. */
export function listProviders<Made, Context extends AdapterContext>(
  value: string,
  adapters: readonly Adapter<Made, Context>[],
  context: { readonly entries: readonly ProviderEntry[]; readonly setting: string },
): readonly ListedProvider<Made, Context>[] {
  return listedIn(value).map((item) => found(item, adapters, context));
}

/** The environment as the adapter of a listed provider sees it. */
export function envOfListed(
  { adapter, entry }: Pick<ListedProvider<unknown, never>, "adapter" | "entry">,
  context: AdapterContext,
): ToolEnv {
  return entry === undefined ? context.env : envOf(entry, adapter, context);
}

function found<Made, Context extends AdapterContext>(
  item: string,
  adapters: readonly Adapter<Made, Context>[],
  { entries, setting }: { readonly entries: readonly ProviderEntry[]; readonly setting: string },
): ListedProvider<Made, Context> {
  const entry = entries.find(({ name }) => name === item);
  if (entry === undefined) return { name: item, ...chooseAdapter(setting, item, adapters) };
  const adapter = adapters.find(({ names }) => names.includes(entry.type));
  if (adapter === undefined) {
    throw invalidSetting(
      `The provider "${entry.name}" has the type "${entry.type}", which ${setting} cannot use; expected ${acceptedForms(adapters)}.`,
    );
  }
  const { detail } = chooseAdapter(`The provider "${entry.name}"`, formOf(entry), [adapter]);
  requireUsedMembers(entry, adapter, setting);
  return { name: entry.name, adapter, detail, entry };
}

/** What a setting would say for the entry's adapter and model. */
export function formOf({ type, model }: ProviderEntry): string {
  return model === undefined ? type : `${type}:${model}`;
}

/** An entry's own provider. What is wrong with it is said of the entry, as the setting may list several. */
function madeOf<Made, Context extends AdapterContext>(
  entry: ProviderEntry,
  adapter: Adapter<Made, Context>,
  detail: string,
  context: Context,
): Made {
  try {
    return adapter.create(detail, { ...context, env: envOf(entry, adapter, context) });
  } catch (error) {
    if (!(error instanceof HeadwayError) || error.code !== "INVALID_INPUT") throw error;
    const own =
      "An entry says its address in base_url and its key in api_key or in the variable that api_key_env names.";
    throw invalidSetting(`The provider "${entry.name}" cannot be used. ${error.message} ${own}`);
  }
}

/**
 * An address such as HEADWAY_SPEECH_BASE_URL is that of one server: no other vendor's requests may go there. `others` are what another setting lists whose
 * providers use the same variables.
 */
function requireOneServer(
  listed: readonly ServerUser[],
  others: readonly ServerUser[],
  { env, setting }: AdapterContext,
): void {
  const shared = [...listed, ...others].filter(({ entry }) => entry === undefined || !isServerStated(entry));
  const variables = new Set(shared.flatMap(({ adapter }) => adapter.urlNames ?? []));
  for (const variable of [...variables].filter((name) => /^HEADWAY_.*_BASE_URL$/.test(name) && isSet(env[name]))) {
    const users = shared.filter(({ adapter }) => adapter.urlNames?.includes(variable) === true);
    const types = [...new Set(users.map(({ adapter: { names } }) => names[0]))];
    if (types.length < 2 || !users.some((user) => listed.includes(user))) continue;
    const who = others.length === 0 ? `${setting} lists` : `${setting} and HEADWAY_LLM list`;
    throw invalidSetting(
      `${who} ${types.join(" and ")}, and ${variable} would be the address of each; give each an entry in \`providers\` with its own.`,
    );
  }
}

type ServerUser = Pick<ListedProvider<unknown, never>, "adapter" | "entry">;

/** Members that the capability or the adapter would not heed are refused rather than left out. */
function requireUsedMembers(entry: ProviderEntry, adapter: Adapter<unknown, never>, setting: string): void {
  const { keyNames, urlNames, variables = [] } = adapter;
  const reads = (part: string): boolean => variables.some(({ name }) => name === `${setting}_${part}`);
  const members = [
    { name: "base_url", value: entry.baseUrl, isUsed: urlNames !== undefined },
    { name: "api_key", value: entry.apiKey, isUsed: keyNames !== undefined },
    { name: "languages", value: entry.languages, isUsed: !WITHOUT_LANGUAGES.has(setting) },
    { name: "language", value: entry.language, isUsed: reads("LANGUAGE") },
    { name: "vocabulary", value: entry.vocabulary, isUsed: reads("VOCABULARY") },
    { name: "timeout_s", value: entry.timeoutS, isUsed: reads("TIMEOUT") },
  ];
  const unused = members.filter(({ value, isUsed }) => value !== undefined && !isUsed).map(({ name }) => name);
  if (unused.length === 0) return;
  throw invalidSetting(
    `The provider "${entry.name}" says ${unused.join(" and ")}, which ${setting} does not use with the type "${entry.type}"; leave it out.`,
  );
}

/** Settings whose requests are not made in one language. */
const WITHOUT_LANGUAGES: ReadonlySet<string> = new Set(["HEADWAY_LLM", "HEADWAY_IMAGES"]);

/** The items of a setting; commas within the name of a model do not occur. */
export function listedIn(value: string): readonly string[] {
  return value
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

/**
 * What an adapter finds in its variables: the entry's own address, key and limits instead of those of the whole server. The address of another server
 * must not get this entry's key, nor this server the other one's, so that an entry with one of the two gets neither from the environment.
 */
function envOf(entry: ProviderEntry, adapter: Adapter<unknown, never>, { env, setting }: AdapterContext): ToolEnv {
  const { baseUrl, apiKey, language, vocabulary, timeoutS } = entry;
  const { keyNames = [], urlNames = [] } = adapter;
  const timeout = timeoutS === undefined ? undefined : String(timeoutS);
  const own = Object.entries({ LANGUAGE: language, VOCABULARY: vocabulary, TIMEOUT: timeout });
  return {
    ...env,
    ...Object.fromEntries(own.flatMap(([name, value]) => (value === undefined ? [] : [[`${setting}_${name}`, value]]))),
    ...(isServerStated(entry) ? Object.fromEntries([...all(urlNames, baseUrl), ...all(keyNames, apiKey)]) : {}),
  };
}

function all(names: readonly string[], value: string | undefined): [string, string | undefined][] {
  return names.map((name) => [name, value]);
}

/** An entry without address and key uses those of the whole server. */
function isServerStated({ baseUrl, apiKey }: ProviderEntry): boolean {
  return (baseUrl ?? apiKey) !== undefined;
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "";
}
