import { HeadwayError } from "@headway-jobs/contract";
import type { InstalledModel } from "@headway-jobs/local-models/manifest/model-manifest";
import type { ModelStore } from "@headway-jobs/local-models/store/model-store";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { type ListedProvider, envOfListed, type ProviderEntry } from "../choose-providers.ts";
import { type ProviderSetting, providerSetting } from "./provider-settings.ts";
import { setIn } from "../server-variables.ts";
import { findBuiltIn } from "./built-in-providers.ts";
import { describeInForce } from "./describe-in-force.ts";
import { findImprovement, type Machine } from "./find-improvement.ts";
import {
  CAPABILITIES,
  type Capability,
  type CapabilityInForce,
  type InForce,
  type ProviderInForce,
} from "./in-force.ts";

export interface InForceParts {
  /** What each capability's setting says; absent or empty = it is not set. */
  readonly settings: Readonly<Record<Capability, string | undefined>>;
  /** The environment that adapters look into. */
  readonly env: ToolEnv;
  readonly entries: readonly ProviderEntry[];
  readonly store: ModelStore;
  readonly machine: Machine;
}

/** What does the work now. Looks at programs, folders and settings; calls no server, and loads no model. */
export async function findInForce(parts: InForceParts): Promise<InForce> {
  const installed = await usableModels(parts.store);
  const hasModel = (parts.settings.language_model ?? "").trim() !== "";
  const capabilities = await Promise.all(
    CAPABILITIES.map((capability) => findCapability(providerSetting(capability), { ...parts, installed, hasModel })),
  );
  const improvement = await findImprovement(capabilities, parts.store, parts.machine);
  return { capabilities, improvement, sentence: describeInForce(capabilities, improvement) };
}

interface Installed {
  readonly models: readonly InstalledModel[];
  /** Models whose library is missing. */
  readonly withoutLibrary: readonly InstalledModel[];
}

interface Found extends InForceParts {
  readonly installed: Installed;
  readonly hasModel: boolean;
}

async function usableModels(store: ModelStore): Promise<Installed> {
  const [models, libraries] = await Promise.all([store.installed(), store.libraries()]);
  const usable = new Set(libraries.flatMap(({ runtime, state }) => (state === "installed" ? [runtime.runtime] : [])));
  const isMissing = ({ manifest }: InstalledModel): boolean => !usable.has(manifest.runtime);
  return { models: models.filter((model) => !isMissing(model)), withoutLibrary: models.filter(isMissing) };
}

async function findCapability(one: ProviderSetting, found: Found): Promise<CapabilityInForce> {
  const { capability, setting } = one;
  const value = (found.settings[capability] ?? "").trim();
  const described = { capability, setting, isSet: value !== "" };
  const models = namesOf(found.installed.models, capability);
  try {
    const listed = one.list(value === "" ? one.byDefault(found.hasModel) : value, found.entries);
    const providers = await Promise.all(listed.map((provider) => inForce(provider, one, found)));
    const usesModels = providers.some(({ kind }) => kind === "local");
    return { ...described, providers, unusedModels: usesModels ? [] : models, problem: null };
  } catch (error) {
    if (!(error instanceof HeadwayError)) throw error;
    return { ...described, providers: [], unusedModels: [], problem: error.message };
  }
}

type Listed = ListedProvider<unknown, never>;

async function inForce(listed: Listed, one: ProviderSetting, found: Found): Promise<ProviderInForce> {
  const [type] = listed.adapter.names;
  const languages = listed.entry?.languages ?? null;
  const builtIn = findBuiltIn(one.capability, type);
  if (builtIn !== undefined) {
    const { name = type, isRough = false } = builtIn;
    const shown = listed.entry === undefined ? name : listed.name;
    const problem = await builtIn.findProblem(found.env);
    return { name: shown, kind: "built_in", host: null, languages, models: [], isRough, problem };
  }
  if (type === "local") return { ...localModels(listed.name, one.capability, found.installed), languages };
  const problem = lacksKey(listed, one, found) ? "no key is set" : null;
  const host = hostOf(listed, one, found);
  return { name: listed.name, kind: "configured", host, languages, models: [], isRough: false, problem };
}

function localModels(name: string, capability: Capability, installed: Installed): ProviderInForce {
  const models = namesOf(installed.models, capability);
  const withoutLibrary = namesOf(installed.withoutLibrary, capability);
  const missing =
    withoutLibrary.length === 0 ? "no model is installed" : `the library of ${withoutLibrary.join(", ")} is missing`;
  const problem = models.length === 0 ? missing : null;
  return { name, kind: "local", host: null, languages: null, models, isRough: false, problem };
}

/** An address may hold a user and a password, and a path with a key: only the host is shown. */
function hostOf(listed: Listed, { setting }: ProviderSetting, { env }: Found): string | null {
  const address = setIn(envOfListed(listed, { env, setting }), listed.adapter.urlNames ?? []);
  return address === undefined ? null : (URL.parse(address)?.host ?? null);
}

function namesOf(models: readonly InstalledModel[], capability: Capability): readonly string[] {
  return models.filter(({ manifest }) => manifest.capability === capability).map(({ manifest }) => manifest.name);
}

/** Voices and recognition of a vendor are silently absent without a key; the other capabilities refuse the start. */
function lacksKey(listed: Listed, { capability, setting }: ProviderSetting, { env }: Found): boolean {
  const { keyNames, urlNames } = listed.adapter;
  if (keyNames === undefined || (capability !== "voice" && capability !== "ear")) return false;
  return setIn(envOfListed(listed, { env, setting }), [...keyNames, ...(urlNames ?? [])]) === undefined;
}
