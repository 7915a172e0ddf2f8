import type { Transcription } from "@headway-jobs/ports/transcription";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { chooseAdapter } from "../adapter.ts";
import { TRANSCRIPTION_ADAPTERS } from "./adapters.ts";
import type { TranscriptionAdapter } from "./transcription-adapter.ts";

/** The recogniser that `HEADWAY_TRANSCRIPTION` names, pocketsphinx when unset. An unknown name is INVALID_INPUT, for the start to report. */
export function resolveTranscription(setting: string | undefined, env: ToolEnv = process.env): Transcription {
  const { adapter, detail } = chooseTranscription(setting);
  return adapter.create(detail, { env, setting: "HEADWAY_TRANSCRIPTION" });
}

/** The recogniser and its model. */
export function chooseTranscription(setting: string | undefined): {
  readonly adapter: TranscriptionAdapter;
  readonly detail: string;
} {
  const value = (setting ?? "").trim();
  if (value === "") return { adapter: TRANSCRIPTION_ADAPTERS[0], detail: "" };
  return chooseAdapter("HEADWAY_TRANSCRIPTION", value, TRANSCRIPTION_ADAPTERS);
}
