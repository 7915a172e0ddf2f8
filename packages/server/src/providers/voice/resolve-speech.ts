import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { chooseProviders, type ProviderEntry } from "../choose-providers.ts";
import { embeddedSpeech } from "./embedded-speech.ts";
import { type SpeechSet, speechSet } from "./speech-set.ts";
import { VOICE_VENDORS } from "./vendors.ts";

const SETTING = "HEADWAY_SPEECH";

/**
 * The voices of the providers that HEADWAY_SPEECH lists; unset = flite for English where it is installed and espeak-ng for everything else. What is
 * wrong with the setting is INVALID_INPUT, for the start to report.
 */
export function resolveSpeech(
  setting: string | undefined,
  env: ToolEnv = process.env,
  entries: readonly ProviderEntry[] = [],
): SpeechSet {
  const [first, ...others] = chooseProviders(setting ?? "", VOICE_VENDORS, { env, setting: SETTING, entries });
  const embedded = { name: EMBEDDED, made: embeddedSpeech(env), languages: undefined };
  return speechSet(first === undefined ? [embedded] : [first, ...others], (name) =>
    entries.some((entry) => entry.name === name),
  );
}

const EMBEDDED = "flite and espeak-ng";
