import { settingSchemas } from "./load-config.ts";
import type { Config } from "./schema.ts";
import { metaOf } from "./setting.ts";

/**
 * Values of the settings that are secret, wherever they were read: none may be quoted or logged. Of an address, also the password in it, as it is written
 * and as it is meant.
 */
export function secretSettings(config: Config): readonly string[] {
  return settingSchemas().flatMap(([key, schema]) => {
    if (key === "providers") return config.providers.flatMap(({ apiKey }) => apiKey ?? []);
    const value = key === "auth" || key === "data" || key === "models" ? undefined : config[key];
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
