import type { Speech } from "@headway-jobs/ports/speech";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { chooseAdapter } from "../../adapter.ts";
import { embeddedSpeech } from "../embedded-speech.ts";
import { VOICE_VENDORS } from "../vendors.ts";

/** The one provider that a value of HEADWAY_SPEECH names; the embedded programs without a value. */
export function oneVoice(value: string | undefined, env: ToolEnv = process.env): Speech {
  if (value === undefined) return embeddedSpeech(env);
  const { adapter, detail } = chooseAdapter("HEADWAY_SPEECH", value, VOICE_VENDORS);
  return adapter.create(detail, { env, setting: "HEADWAY_SPEECH" });
}
