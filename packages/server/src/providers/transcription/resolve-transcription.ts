import { HeadwayError } from "@headway/contract";
import type { ToolEnv } from "../../media/tools/find-tool.ts";
import { openaiTranscription } from "./openai-transcription.ts";
import { pocketsphinxTranscription } from "./pocketsphinx.ts";
import type { Transcription } from "./port.ts";

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
