import { HeadwayError } from "@headway-jobs/contract";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { openaiTranscription } from "./openai-transcription.ts";
import { pocketsphinxTranscription } from "./pocketsphinx.ts";
import type { Transcription } from "@headway-jobs/ports/transcription";

/** The recogniser that `HEADWAY_TRANSCRIPTION` names: `pocketsphinx` (also when unset) or `openai:MODEL`. An unknown name is INVALID_INPUT, for the start to report. */
export function resolveTranscription(setting: string | undefined, env: ToolEnv = process.env): Transcription {
  const named = (setting ?? "").trim();
  const [adapter = "", ...rest] = named.split(":");
  const model = rest.join(":").trim();
  if (model === "" && (named === "" || adapter === "pocketsphinx")) return pocketsphinxTranscription({ env });
  if (model !== "" && adapter === "openai") return openaiTranscription(model, env);
  throw new HeadwayError(
    "INVALID_INPUT",
    `HEADWAY_TRANSCRIPTION is "${named}"; expected pocketsphinx or openai:MODEL, e.g. openai:whisper-1.`,
  );
}
