import { join } from "node:path";
import { variablesOf, type VendorVariable } from "../providers/adapter.ts";
import { PICTURE_ADAPTERS } from "../providers/image/adapters.ts";
import { LANGUAGE_MODEL_ADAPTERS } from "../providers/llm/adapters.ts";
import { TRANSCRIPTION_ADAPTERS } from "../providers/transcription/adapters.ts";
import { TRANSLATION_ADAPTERS } from "../providers/translation/adapters.ts";
import { VOICE_VENDORS } from "../providers/voice/vendors.ts";
import { settingSchemas } from "./load-config.ts";
import type { Config } from "./schema.ts";
import { metaOf } from "./setting.ts";

/** Keys and addresses that vendors' own programs read as well; the environment only, never the file. */
export const VENDOR_VARIABLES = variablesOf([
  ...LANGUAGE_MODEL_ADAPTERS,
  ...VOICE_VENDORS,
  ...TRANSCRIPTION_ADAPTERS,
  ...TRANSLATION_ADAPTERS,
  ...PICTURE_ADAPTERS,
]);

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The environment that provider adapters look into: with what `headway.config.json` says about model servers, and with temporary files where the next start
 * removes what a killed server left.
 */
export function providerEnv(config: Config, env: Env): Env {
  return {
    ...env,
    TMPDIR: temporaryDir(config),
    ...(config.llmBaseUrl === undefined ? {} : { HEADWAY_LLM_BASE_URL: config.llmBaseUrl }),
    ...(config.llmApiKey === undefined ? {} : { HEADWAY_LLM_API_KEY: config.llmApiKey }),
  };
}

/** Below the scratch space, which a start empties. */
export function temporaryDir({ dataDir }: Pick<Config, "dataDir">): string {
  return join(dataDir, "scratch", "programs");
}

/**
 * Values of the settings that are secret, wherever they were read: none may be quoted or logged. Of an address, also the password in it, as it is written
 * and as it is meant.
 */
export function secretSettings(config: Config): readonly string[] {
  return settingSchemas().flatMap(([key, schema]) => {
    const value = key === "auth" || key === "data" ? undefined : config[key];
    return metaOf(schema).secret === true && typeof value === "string" ? [value, ...passwordsIn(value)] : [];
  });
}

function passwordsIn(address: string): readonly string[] {
  if (!URL.canParse(address)) return [];
  const { password } = new URL(address);
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    // A percent sign that encodes nothing stands for itself.
    return [password];
  }
}

/**
 * Values of the variables that an adapter declares as secret or whose names say that they are keys, those of other programs included: none may
 * be quoted or logged.
 */
export function secretsIn(env: Env, declared: readonly VendorVariable[] = VENDOR_VARIABLES): readonly string[] {
  const secret = new Set(declared.filter((variable) => variable.secret).map(({ name }) => name));
  return Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && (secret.has(name) || /(?:_KEY|_TOKEN|_SECRET|PASSWORD)$/.test(name)) ? [value] : [],
  );
}
