import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import type { VendorVariable } from "../adapter.ts";

export const TRANSCRIPTION_SETTING = "HEADWAY_TRANSCRIPTION";

/** What every transcription model reads besides its address and key. */
export const REQUEST_VARIABLES: readonly VendorVariable[] = [
  {
    name: "HEADWAY_TRANSCRIPTION_LANGUAGE",
    means: "language of the recordings, where a job does not say it",
    secret: false,
  },
  { name: "HEADWAY_TRANSCRIPTION_VOCABULARY", means: "names and terms that occur in the recordings", secret: false },
  { name: "HEADWAY_TRANSCRIPTION_TIMEOUT", means: "seconds that one request may take; default 1800", secret: false },
];

/** A recogniser on a processor may need longer than the sound lasts, and a span of sound is up to ten minutes. */
const TIME_LIMIT_S = 1800;

export function timeLimitMsIn(env: ToolEnv): number {
  const seconds = Number(env[`${TRANSCRIPTION_SETTING}_TIMEOUT`] ?? TIME_LIMIT_S);
  return (Number.isFinite(seconds) && seconds > 0 ? seconds : TIME_LIMIT_S) * 1000;
}

/** The language's primary tag: the job's own, else that of the settings, else undefined. */
export function languageFor(env: ToolEnv, stated: string | undefined): string | undefined {
  const tag = stated ?? env[`${TRANSCRIPTION_SETTING}_LANGUAGE`] ?? "";
  return tag === "" ? undefined : (tag.split("-", 1)[0] ?? tag);
}

/** Names and terms as they are written in the setting; empty without them. */
export function vocabularyIn(env: ToolEnv): string {
  return (env[`${TRANSCRIPTION_SETTING}_VOCABULARY`] ?? "").trim();
}

/** The same one by one: separated by commas, semicolons or lines. */
export function termsIn(env: ToolEnv): readonly string[] {
  return vocabularyIn(env)
    .split(/[,;\n]/)
    .map((term) => term.trim())
    .filter((term) => term !== "");
}
