import ipaddr from "ipaddr.js";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { nearestName } from "@headway-jobs/contract";
import type { z } from "zod";
import { configSchema, type Config, type SettingKey } from "./schema.ts";
import { metaOf, type SettingMeta } from "./setting.ts";
import { VENDOR_VARIABLES } from "./vendor-variables.ts";

export const CONFIG_FILE = "headway.config.json";

export interface ConfigSource {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where `headway.config.json` is looked for and what a relative data folder is relative to. */
  readonly cwd: string;
}

export interface EffectiveSetting {
  readonly key: SettingKey;
  readonly meta: SettingMeta;
  /** Undefined when the setting is absent and has no default. */
  readonly value: unknown;
  readonly origin: "environment" | "file" | "default";
}

export interface ConfigReport {
  readonly settings: readonly EffectiveSetting[];
  /** The file of settings, as it was named or by default, whether or not it is there. */
  readonly fileName: string;
  /** One finished sentence each; not empty = the server must not start. */
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
  readonly config: Config | null;
}

/** An invalid configuration, with all its problems. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    const count = problems.length === 1 ? "a problem" : `${problems.length} problems`;
    super(`The configuration has ${count}:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
    this.name = "ConfigError";
    this.problems = problems;
  }
}

/** The effective configuration. Throws ConfigError with all problems at once. */
export function loadConfig(source: ConfigSource): Config {
  const { config, problems } = readConfig(source);
  if (config === null) throw new ConfigError(problems);
  return config;
}

/** Reads all sources and reports every setting and problem, also when the configuration is invalid (`headway config`). */
export function readConfig({ env, cwd }: ConfigSource): ConfigReport {
  const fileName = env["HEADWAY_CONFIG"]?.trim() || CONFIG_FILE;
  const file = readFile(fileName, cwd);
  const problems: string[] = [...file.problems];
  const settings: EffectiveSetting[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, schema] of settingSchemas()) {
    const meta = metaOf(schema);
    const found = lookUp(key, meta, env, file.values);
    const parsed = schema.safeParse(found.raw);
    if (parsed.success) values[key] = parsed.data;
    else problems.push(complaint(key, meta, found, fileName));
    settings.push({ key, meta, value: parsed.success ? parsed.data : found.raw, origin: found.origin });
  }
  problems.push(...unknownKeys(file.values, fileName), ...contradictions(values));
  const config = problems.length > 0 ? null : effective(values, cwd);
  return { settings, fileName, problems, warnings: unknownVariables(env), config };
}

export function settingSchemas(): readonly (readonly [SettingKey, z.ZodType])[] {
  return Object.entries(configSchema.shape) as [SettingKey, z.ZodType][];
}

/** A setting's value as it may be shown: secrets never are. */
export function shownValue(meta: SettingMeta, value: unknown): string {
  if (value === undefined) return "";
  if (meta.secret === true) return "(hidden)";
  const shown = typeof value === "string" ? value : JSON.stringify(value);
  return shown.length > 80 ? `${shown.slice(0, 79)}…` : shown;
}

function readFile(name: string, cwd: string): { values: Readonly<Record<string, unknown>>; problems: string[] } {
  let content: string;
  try {
    content = readFileSync(resolve(cwd, name), "utf8");
  } catch (error) {
    const absent = (error as NodeJS.ErrnoException).code === "ENOENT" && name === CONFIG_FILE;
    return { values: {}, problems: absent ? [] : [`${name} cannot be read: ${(error as Error).message}`] };
  }
  try {
    const values: unknown = JSON.parse(content);
    if (typeof values === "object" && values !== null && !Array.isArray(values)) {
      return { values: values as Record<string, unknown>, problems: [] };
    }
    return { values: {}, problems: [`${name} must contain one JSON object, e.g. {"port": 8787}.`] };
  } catch (error) {
    return { values: {}, problems: [`${name} is not valid JSON: ${(error as Error).message}`] };
  }
}

interface Found {
  readonly raw: unknown;
  readonly origin: EffectiveSetting["origin"];
}

function lookUp(
  key: string,
  meta: SettingMeta,
  env: ConfigSource["env"],
  file: Readonly<Record<string, unknown>>,
): Found {
  const fromEnv = env[meta.env];
  // An empty variable is how compose files and shells say "not set".
  if (fromEnv !== undefined && fromEnv.trim() !== "") return { raw: fromEnv, origin: "environment" };
  if (Object.hasOwn(file, key)) return { raw: file[key], origin: "file" };
  return { raw: undefined, origin: "default" };
}

function complaint(key: string, meta: SettingMeta, found: Found, fileName: string): string {
  const name = found.origin === "environment" ? meta.env : `\`${key}\` in ${fileName}`;
  const received = shownValue(meta, found.raw) || String(found.raw);
  return `${name} is ${meta.secret === true ? received : `\`${received}\``}; expected ${meta.expected}.`;
}

function unknownKeys(file: Readonly<Record<string, unknown>>, fileName: string): string[] {
  const known = settingSchemas().map(([key]) => key);
  return Object.keys(file)
    .filter((key) => key !== "$schema" && !known.some((one) => one === key))
    .map((key) => `\`${key}\` in ${fileName} is not a setting${didYouMean(key, known)}.`);
}

// Read by set-up and by this file itself, not by the server.
const OTHER_VARIABLES = new Set(["HEADWAY_CONFIG", "HEADWAY_SETUP_SYSTEM"]);

// Only a warning: another program's or another version's variable must not stop the start.
function unknownVariables(env: ConfigSource["env"]): string[] {
  const settings = settingSchemas().map(([, schema]) => metaOf(schema).env);
  const known = [...settings, ...VENDOR_VARIABLES.map(({ name }) => name)];
  return Object.keys(env)
    .filter((name) => name.startsWith("HEADWAY_") && !OTHER_VARIABLES.has(name) && !known.includes(name))
    .map((name) => `${name} is set but is not a setting of Headway${didYouMean(name, known)}.`);
}

function didYouMean(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return nearest === null ? "" : `; did you mean ${nearest}`;
}

/** Rules between settings (SPEC §0, keys). */
function contradictions(values: Readonly<Record<string, unknown>>): string[] {
  const { host, auth, trustProxy } = values as Partial<z.infer<typeof configSchema>>;
  if (auth !== "open") return [];
  const found: string[] = [];
  if (host !== undefined && !isLoopback(host)) {
    found.push(
      `HEADWAY_AUTH is \`open\` while HEADWAY_HOST is \`${host}\`, which other machines may reach; ` +
        "expected HEADWAY_AUTH=keys, or a loopback host such as 127.0.0.1.",
    );
  }
  if (trustProxy === true) {
    found.push(
      "HEADWAY_AUTH is `open` while HEADWAY_TRUST_PROXY is `true`; expected HEADWAY_AUTH=keys behind a proxy.",
    );
  }
  return found;
}

function effective(values: Readonly<Record<string, unknown>>, cwd: string): Config {
  const { auth, data, models, ...rest } = values as z.infer<typeof configSchema>;
  const mayBeOpen = isLoopback(rest.host) && !rest.trustProxy;
  return {
    ...rest,
    auth: auth ?? (mayBeOpen ? "open" : "keys"),
    dataDir: resolve(cwd, data),
    modelsDir: models === undefined ? join(resolve(cwd, data), "models") : resolve(cwd, models),
    services: rest.services.map((file) => resolve(cwd, file)),
  };
}

function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, "$1");
  if (bare.toLowerCase() === "localhost") return true;
  return ipaddr.isValid(bare) && ipaddr.process(bare).range() === "loopback";
}
