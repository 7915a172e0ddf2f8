import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { chooseProviders, type ProviderEntry } from "../choose-providers.ts";
import { embeddedSpeech } from "./embedded-speech.ts";
import type { LocalModels } from "../local/local-models.ts";
import { type SpeechSet, speechSet } from "./speech-set.ts";
import { VOICE_VENDORS } from "./vendors.ts";
import type { VoiceMemory } from "../voice-memory.ts";

const SETTING = "HEADWAY_SPEECH";

interface SpeechParts {
  readonly entries?: readonly ProviderEntry[];
  readonly local?: LocalModels;
  readonly voiceMemory?: VoiceMemory;
}

/**
 * The voices of the providers that HEADWAY_SPEECH lists; unset = flite for English where it is installed and espeak-ng for everything else. What is
 * wrong with the setting is INVALID_INPUT, for the start to report.
 */
export function resolveSpeech(
  setting: string | undefined,
  env: ToolEnv = process.env,
  { entries = [], local, voiceMemory }: SpeechParts = {},
): SpeechSet {
  const value = (setting ?? "").trim();
  const chosen = chooseProviders(value, VOICE_VENDORS, { env, setting: SETTING, entries, local, voiceMemory });
  const embedded = { name: EMBEDDED, made: embeddedSpeech(env), languages: undefined };
  const installed = local === undefined ? [] : [{ name: "local", made: local.speech(), languages: undefined }];
  const [first = embedded, ...others] = value === "" ? [...installed, embedded] : chosen;
  return speechSet([first, ...others], (name) => entries.some((entry) => entry.name === name));
}

const EMBEDDED = "flite and espeak-ng";
