import { openEngine } from "@headway-jobs/engine";
import { entriesWithKeys } from "../../config/provider-entries.ts";
import type { Config } from "../../config/schema.ts";
import { providerEnv } from "../../config/vendor-variables.ts";
import { TOOLS } from "@headway-jobs/tools/programs/tools";
import { resolveLanguageModels } from "../../providers/llm/resolve-language-model.ts";
import { firstTranscription, resolveTranscription } from "../../providers/transcription/resolve-transcription.ts";
import { LocalModels } from "../../providers/local/local-models.ts";
import { resolveSpeech } from "../../providers/voice/resolve-speech.ts";
import type { CliContext } from "../context.ts";
import { VOICE_VENDORS } from "../../providers/voice/vendors.ts";
import type { Check } from "./check.ts";
import { installCommand } from "./tools.ts";

/** Which voices there are; without any, no video can be narrated. */
export async function checkVoices(config: Config, env: CliContext["env"]): Promise<Check> {
  const fix = installCommand(VOICE_VENDORS.flatMap(({ program }) => (program === undefined ? [] : [TOOLS[program]])));
  try {
    const speech = resolveSpeech(config.speech, providerEnv(config, env), {
      entries: entriesWithKeys(config.providers, env),
      local: await LocalModels.open(config.modelsDir),
    });
    const [voices, languages] = await Promise.all([speech.voices(), speech.languages()]);
    if (voices.length === 0) {
      return { name: "voices", state: "missing", required: true, detail: "needed to narrate videos", fix };
    }
    const some = voices.slice(0, 6).map(({ id }) => id);
    const detail = `${voices.length} in ${languages.length} languages: ${some.join(" ")}${voices.length > some.length ? " …" : ""}`;
    return { name: "voices", state: "ok", required: true, detail };
  } catch (error) {
    return {
      name: "voices",
      state: "missing",
      required: true,
      detail: sentenceOf(error),
      fix: "correct HEADWAY_SPEECH",
    };
  }
}

/** Which recogniser there is; without one, recordings can only be analysed with a transcript sent along. */
export async function checkRecogniser(config: Config, env: CliContext["env"]): Promise<Check> {
  const described = { name: "recogniser", required: false };
  try {
    const entries = entriesWithKeys(config.providers, env);
    const local = await LocalModels.open(config.modelsDir);
    const recogniser = resolveTranscription(config.transcription, providerEnv(config, env), { entries, local });
    const languages = await recogniser.languages();
    await recogniser.close();
    if (languages === null) return { ...described, state: "ok", detail: `${recogniser.name}: any language` };
    if (languages.length > 0) {
      return { ...described, state: "ok", detail: `${recogniser.name}: ${languages.join(" ")}` };
    }
    const { adapter, detail } = firstTranscription(config.transcription, entries);
    return { ...described, state: "missing", ...(await adapter.adviceOf(detail, env)) };
  } catch (error) {
    const fix = "correct HEADWAY_TRANSCRIPTION";
    return { ...described, required: true, state: "missing", detail: sentenceOf(error), fix };
  }
}

/** Whether the language model's setting makes sense; it is not called, as that may cost money. */
export function checkLanguageModel(config: Config, env: CliContext["env"]): Check {
  try {
    const models = resolveLanguageModels(config.llm, providerEnv(config, env), entriesWithKeys(config.providers, env));
    const isSet = models.length > 0;
    const detail = !isSet ? "none: videos are made from sources and bundled lessons" : (config.llm ?? "");
    return { name: "language model", state: isSet ? "ok" : "note", required: false, detail };
  } catch (error) {
    return {
      name: "language model",
      state: "missing",
      required: true,
      detail: sentenceOf(error),
      fix: "correct HEADWAY_LLM",
    };
  }
}

/** The embedded database needs nothing; PostgreSQL must answer. */
export async function checkDatabase(config: Config): Promise<Check> {
  if (config.databaseUrl === undefined) {
    return {
      name: "database",
      state: "ok",
      required: true,
      detail: `SQLite ${process.versions["sqlite"] ?? ""}, embedded`,
    };
  }
  const where = new URL(config.databaseUrl).host;
  try {
    const engine = await openEngine({ databaseUrl: config.databaseUrl, dataDir: config.dataDir });
    const { store } = await engine.readiness();
    await engine.stop();
    if (store) return { name: "database", state: "ok", required: true, detail: `PostgreSQL at ${where}` };
  } catch (error) {
    const detail = `PostgreSQL at ${where} cannot be used: ${sentenceOf(error)}`;
    return {
      name: "database",
      state: "missing",
      required: true,
      detail,
      fix: "start it, or correct HEADWAY_DATABASE_URL",
    };
  }
  const detail = `PostgreSQL at ${where} does not answer`;
  return {
    name: "database",
    state: "missing",
    required: true,
    detail,
    fix: "start it, or correct HEADWAY_DATABASE_URL",
  };
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
