import { HeadwayError } from "@headway-jobs/contract";
import type { LocalModels } from "./local/local-models.ts";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import type { VoiceMemory } from "./voice-memory.ts";

/**
 * One provider that a setting such as HEADWAY_SPEECH can choose. To add a provider, write a module that exports one of these and add it to
 * the list of its folder: the setting's errors, `headway doctor` and docs/configuration.md read that list.
 */
export interface Adapter<Made, Context extends AdapterContext = AdapterContext> {
  /** What the setting may say, in lower case; the first one is shown in messages and documentation. */
  readonly names: readonly [string, ...string[]];
  /** What must follow the name and a colon; absent = nothing may. */
  readonly detail?: "MODEL" | "PATH";
  /** A value of the setting that is a good example. */
  readonly example?: string;
  /** The environment variables that it reads. */
  readonly variables?: readonly VendorVariable[];
  /** Every variable that may hold its key, also those of the setting; an entry's own key takes the place of each. Absent = it has no key. */
  readonly keyNames?: readonly string[];
  /** The same for the address of its server; absent = it cannot be changed. */
  readonly urlNames?: readonly string[];
  /** Throws INVALID_INPUT for what is wrong with the setting or the environment, for the start to report. */
  create(detail: string, context: Context): Made;
}

export interface AdapterContext {
  readonly env: ToolEnv;
  /** The setting that chose the adapter, for messages. */
  readonly setting: string;
  /** The models that are installed on this machine; absent where there can be none. */
  readonly local?: LocalModels | undefined;
  /** Where voices that servers list are kept. */
  readonly voiceMemory?: VoiceMemory | undefined;
}

/** A variable that vendors' own programs read as well; the environment only, never the file. */
export interface VendorVariable {
  readonly name: string;
  readonly means: string;
  readonly secret: boolean;
}

/** The adapter that a setting's value names, with what stands behind the colon. Throws INVALID_INPUT for any other value. */
export function chooseAdapter<A extends Adapter<unknown, never>>(
  setting: string,
  value: string,
  adapters: readonly A[],
): { readonly adapter: A; readonly detail: string } {
  const divider = value.indexOf(":");
  const name = (divider < 0 ? value : value.slice(0, divider)).trim().toLowerCase();
  const detail = divider < 0 ? "" : value.slice(divider + 1).trim();
  const adapter = adapters.find(({ names }) => names.includes(name));
  if (adapter === undefined || !takes(adapter, detail)) {
    throw invalidSetting(`${setting} is "${value}"; expected ${acceptedForms(adapters)}.`);
  }
  return { adapter, detail };
}

/** "flite, espeak or openai:MODEL, e.g. openai:gpt-4o-mini-tts"; `quote` goes around each value. */
export function acceptedForms(adapters: readonly Adapter<unknown, never>[], quote = ""): string {
  const quoted = (value: string): string => `${quote}${value}${quote}`;
  const models = adapters.filter(({ detail }) => detail === "MODEL");
  const forms = adapters
    .filter((adapter) => models.length < 2 || !models.includes(adapter))
    .map(({ names: [name], detail }) => quoted(detail === undefined ? name : `${name}:${detail}`));
  if (models.length > 1) {
    const names = alternatives(models.map(({ names: [name] }) => quoted(name)));
    forms.push(`${quoted("ADAPTER:MODEL")} with the adapter ${names}`);
  }
  const example = adapters.find((adapter) => adapter.example !== undefined)?.example;
  return `${alternatives(forms)}${example === undefined ? "" : `, e.g. ${quoted(example)}`}`;
}

/** The variables of several adapters, each once. */
export function variablesOf(adapters: readonly Adapter<unknown, never>[]): readonly VendorVariable[] {
  const all = adapters.flatMap(({ variables }) => variables ?? []);
  return [...new Map(all.map((variable) => [variable.name, variable])).values()];
}

/** The models of this machine, for an adapter `local`. Throws INVALID_INPUT where there can be none. */
export function requireLocal({ local, setting }: AdapterContext): LocalModels {
  if (local === undefined) throw invalidSetting(`${setting} is "local", which this command does not have.`);
  return local;
}

/** The error for a setting that no adapter can work with. */
export function invalidSetting(message: string): HeadwayError {
  return new HeadwayError("INVALID_INPUT", message);
}

function takes({ detail: wanted }: Adapter<unknown, never>, detail: string): boolean {
  if (wanted === undefined) return detail === "";
  return detail !== "" && (wanted !== "MODEL" || !/\s/.test(detail));
}

function alternatives(values: readonly string[]): string {
  return values.length < 2 ? values.join("") : `${values.slice(0, -1).join(", ")} or ${values.at(-1)}`;
}
