import { HeadwayError } from "@headway-jobs/contract";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import type { Adapter } from "../adapter.ts";
import { type ChosenProvider, chooseProviders, type ProviderEntry } from "../choose-providers.ts";
import { PICTURE_ADAPTERS } from "../image/adapters.ts";
import type { Capability, CapabilityInForce, ProviderInForce } from "../in-force/in-force.ts";
import { providerSetting } from "../in-force/provider-settings.ts";
import { LANGUAGE_MODEL_ADAPTERS } from "../llm/adapters.ts";
import { structuredFallback } from "../llm/fallback-models.ts";
import { structuredModel } from "../llm/structured.ts";
import type { LocalModels } from "../local/local-models.ts";
import { TRANSCRIPTION_ADAPTERS } from "../transcription/adapters.ts";
import { TRANSLATION_ADAPTERS } from "../translation/adapters.ts";
import { VOICE_VENDORS } from "../voice/vendors.ts";
import type { Answer, Trial } from "./trial.ts";
import { tryEar } from "./try-ear.ts";
import { LANGUAGE_MODEL_REQUESTS, tryLanguageModel } from "./try-language-model.ts";
import { tryPictures } from "./try-pictures.ts";
import { tryTranslation } from "./try-translation.ts";
import { tryVoice } from "./try-voice.ts";

export interface TrialParts {
  readonly settings: Readonly<Record<Capability, string | undefined>>;
  /** What is known of them without a call. */
  readonly capabilities: readonly CapabilityInForce[];
  readonly env: ToolEnv;
  readonly entries: readonly ProviderEntry[];
  readonly local: LocalModels;
  /** A folder of each call's own for its files. */
  readonly makeFolder: () => Promise<string>;
}

/**
 * One call for each provider of each capability, in the order of the settings. Of a default, only what is installed: the rest is no fault. A setting that
 * cannot be used is a call that fails with what is wrong with it.
 */
export function planTrials(parts: TrialParts): readonly Trial[] {
  return parts.capabilities.flatMap((one) => {
    try {
      return trialsOf(one, parts);
    } catch (error) {
      if (!(error instanceof HeadwayError)) throw error;
      return [{ capability: one.capability, provider: one.setting, requests: 0, call: () => Promise.reject(error) }];
    }
  });
}

function trialsOf({ capability, isSet, providers }: CapabilityInForce, parts: TrialParts): readonly Trial[] {
  return CHOICES[capability](parts).flatMap(({ name, requests, call }, index) => {
    const known = providers[index];
    if (!isSet && known?.problem !== null) return [];
    const described = { capability, provider: known?.name ?? name };
    if (known !== undefined && known.problem !== null) return [{ ...described, ...unusable(known) }];
    return [{ ...described, requests: isOfServer(known) ? requests : 0, call }];
  });
}

/** What lacks a key, a program or a model is not called. */
function unusable({ kind, problem }: ProviderInForce): Pick<Trial, "requests" | "call"> {
  const code = { built_in: "TOOL_MISSING", local: "MODEL_MISSING", configured: "PROVIDER_UNAVAILABLE" } as const;
  const error = new HeadwayError(code[kind], `It was not called: ${problem}.`);
  return { requests: 0, call: () => Promise.reject(error) };
}

function isOfServer(known: ProviderInForce | undefined): boolean {
  return known?.kind === "configured";
}

type Choice = Pick<Trial, "requests" | "call"> & { readonly name: string };

const CHOICES: Readonly<Record<Capability, (parts: TrialParts) => readonly Choice[]>> = {
  voice: (parts) =>
    choices(listed("voice", parts, VOICE_VENDORS), async ({ made, languages }, signal) =>
      tryVoice(made, { languages, dir: await parts.makeFolder(), env: parts.env }, signal),
    ),
  ear: (parts) =>
    choices(listed("ear", parts, TRANSCRIPTION_ADAPTERS), async ({ made, languages }, signal) => {
      try {
        return await tryEar(made, { languages, dir: await parts.makeFolder(), env: parts.env }, signal);
      } finally {
        await made.close();
      }
    }),
  translation(parts) {
    const { value, context } = settingOf("translation", parts);
    const chosen = chooseProviders(value, TRANSLATION_ADAPTERS, { ...context, model: modelOf(parts) });
    return choices(chosen, ({ made, languages }, signal) => tryTranslation(made, languages, signal));
  },
  language_model: (parts) =>
    choices(
      listed("language_model", parts, LANGUAGE_MODEL_ADAPTERS),
      ({ made }, signal) => tryLanguageModel(made, signal),
      LANGUAGE_MODEL_REQUESTS,
    ),
  pictures: (parts) =>
    choices(listed("pictures", parts, PICTURE_ADAPTERS), ({ name, made }, signal) => {
      const known = parts.capabilities.flatMap(({ providers }) => providers).find((one) => one.name === name);
      return tryPictures(made, isOfServer(known), signal);
    }),
};

function choices<Made>(
  chosen: readonly ChosenProvider<Made>[],
  call: (provider: ChosenProvider<Made>, signal: AbortSignal) => Promise<Answer>,
  requests = 1,
): readonly Choice[] {
  return chosen.map((provider) => ({ name: provider.name, requests, call: (signal) => call(provider, signal) }));
}

function listed<Made>(
  capability: Capability,
  parts: TrialParts,
  adapters: readonly Adapter<Made>[],
): readonly ChosenProvider<Made>[] {
  const { value, context } = settingOf(capability, parts);
  return chooseProviders(value, adapters, context);
}

function settingOf(capability: Capability, { settings, env, entries, local }: TrialParts) {
  const { setting, byDefault } = providerSetting(capability);
  const hasModel = (settings.language_model ?? "").trim() !== "";
  const value = (settings[capability] ?? "").trim() || byDefault(hasModel);
  return { value, context: { env, entries, local, setting } };
}

/** The model of HEADWAY_LLM, for translation. */
function modelOf(parts: TrialParts) {
  const models = listed("language_model", parts, LANGUAGE_MODEL_ADAPTERS);
  return structuredFallback(models.map(({ name, made }) => ({ name, provider: structuredModel(made) })));
}
