import { dictionary } from "@headway-jobs/contract";
import { z } from "zod";

/** Describes a setting: printed by `headway config`, in the message about an invalid value and in docs/configuration.md. */
export interface SettingMeta {
  readonly env: string;
  readonly group: "Server" | "Access" | "Models and tools" | "Limits" | "Command line";
  readonly description: string;
  /** Completes "expected …". */
  readonly expected: string;
  /** Shown instead of the default where that is worked out (`auth`) or means something (`none`). */
  readonly defaultText?: string;
  readonly secret?: boolean;
}

const registry = z.registry<SettingMeta>();

/** Ties a schema to its meaning. Call it last: a wrapper such as `.default()` is another schema. */
export function setting<S extends z.ZodType>(schema: S, meta: SettingMeta): S {
  registry.add(schema, meta);
  return schema;
}

export function metaOf(schema: z.ZodType): SettingMeta {
  const meta = registry.get(schema);
  if (meta === undefined) throw new TypeError("a setting has no description");
  return meta;
}

// Each schema below takes the text of an environment variable and the JSON value of headway.config.json alike.

export const text = (): z.ZodType<string, string> => z.string().trim().min(1);

export const flag = (): z.ZodType<boolean> =>
  z.union([z.boolean(), z.stringbool({ truthy: ["true", "1", "yes", "on"], falsy: ["false", "0", "no", "off"] })]);

export const integer = (min: number, max: number): z.ZodType<number> =>
  z
    .union([
      z.number(),
      z
        .string()
        .trim()
        .regex(/^-?\d{1,15}$/)
        .transform(Number),
    ])
    .pipe(z.number().int().min(min).max(max));

/** A list, or its entries joined by commas. */
export const list = (entry: z.ZodType<string, string>): z.ZodType<readonly string[]> =>
  z
    .union([
      z.array(z.string()),
      z.string().transform((joined) =>
        joined
          .split(",")
          .map((one) => one.trim())
          .filter((one) => one !== ""),
      ),
    ])
    .pipe(z.array(entry));

const BYTES: Readonly<Record<string, number>> = dictionary({
  "": 1,
  b: 1,
  kb: 2 ** 10,
  mb: 2 ** 20,
  gb: 2 ** 30,
  tb: 2 ** 40,
});

/** Bytes, or a number with KB, MB, GB or TB (1 KB = 1024 bytes). */
export const bytes = (min: number): z.ZodType<number> => measured(BYTES).pipe(z.number().int().min(min));

const MILLISECONDS: Readonly<Record<string, number>> = dictionary({
  ms: 1,
  "": 1_000,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
});

/** Milliseconds, from seconds or a number with ms, s, m, h or d. */
export const duration = (minMs: number): z.ZodType<number> => measured(MILLISECONDS).pipe(z.number().int().min(minMs));

function measured(units: Readonly<Record<string, number>>): z.ZodType<number> {
  return z.union([z.number(), z.string()]).transform((value, context) => {
    const match = /^(\d{1,12}(?:\.\d{1,6})?) ?([a-z]{0,2})$/i.exec(String(value).trim());
    const factor = units[match?.[2]?.toLowerCase() ?? "?"];
    if (match === null || factor === undefined) {
      context.addIssue({ code: "custom", message: "not a number with a unit" });
      return z.NEVER;
    }
    return Math.round(Number(match[1]) * factor);
  });
}

/** Providers in order, comma-separated: `adapter`, `adapter:model` or the name of an entry of `providers`. */
export const models = (): z.ZodType<string> =>
  z
    .string()
    .trim()
    .refine((value) => value.split(",").every((one) => /^[a-z][a-z0-9_-]*(:\S.*)?$/i.test(one.trim())));

/** `http(s)://host[:port][/path]`, without the slash at its end. */
export const httpUrl = (): z.ZodType<string> =>
  z
    .string()
    .trim()
    .refine((url) => /^https?:$/.test(parseUrl(url)?.protocol ?? "") && !/[?#@]/.test(url))
    .transform((url) => url.replace(/\/+$/, ""));

/** `http(s)://host[:port]` and nothing else, as browsers send it in `Origin`. */
export const origin = (): z.ZodType<string, string> =>
  z.string().refine((value) => /^https?:$/.test(parseUrl(value)?.protocol ?? "") && parseUrl(value)?.origin === value);

export const databaseUrl = (): z.ZodType<string> =>
  z.string().refine((value) => /^postgres(ql)?:$/.test(parseUrl(value)?.protocol ?? ""));

function parseUrl(value: string): URL | null {
  return URL.canParse(value) ? new URL(value) : null;
}
