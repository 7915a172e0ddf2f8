import { z } from "zod";
import type { ProviderEntry } from "../providers/choose-providers.ts";
import { httpUrl } from "./setting.ts";

const languageTag = z.string().regex(/^[a-z]{2,3}(?:[-_][a-z0-9]{2,8})*$/i);

const entrySchema = z
  .strictObject({
    name: z.string().regex(/^[a-z][a-z0-9_-]{0,39}$/),
    /** The name of an adapter. */
    type: z.string().regex(/^[a-z][a-z0-9_-]*$/),
    model: z.string().trim().min(1).max(200).optional(),
    base_url: httpUrl().optional(),
    api_key: z.string().min(1).optional(),
    /** The environment variable that holds the key, for files that others may read. */
    api_key_env: z
      .string()
      .regex(/^[A-Z][A-Z0-9_]*$/)
      .optional(),
    languages: z.array(languageTag).min(1).optional(),
    language: languageTag.optional(),
    vocabulary: z.string().max(2000).optional(),
    timeout_s: z.number().positive().max(86_400).optional(),
  })
  .refine(({ api_key: key, api_key_env: variable }) => key === undefined || variable === undefined);

/** An entry of `providers`, before its key is read from the environment. */
export interface ConfiguredProvider extends ProviderEntry {
  readonly apiKeyEnv: string | undefined;
}

const entry = entrySchema.transform(
  ({
    base_url: baseUrl,
    api_key: apiKey,
    api_key_env: apiKeyEnv,
    timeout_s: timeoutS,
    ...rest
  }): ConfiguredProvider => {
    return { ...rest, baseUrl, apiKey, apiKeyEnv, timeoutS };
  },
);

const entries = z.array(entry).refine((list) => new Set(list.map(({ name }) => name)).size === list.length);

/** A list of entries, or its JSON as a text. */
export const providerEntries = (): z.ZodType<readonly ConfiguredProvider[]> =>
  z.union([z.array(z.unknown()), z.string().transform(parsedJson)]).pipe(entries);

function parsedJson(text: string, context: z.RefinementCtx): unknown[] {
  try {
    const value = JSON.parse(text) as unknown;
    if (Array.isArray(value)) return value;
  } catch {
    // The issue below says the form that is expected.
  }
  context.addIssue({ code: "custom", message: "not a JSON list" });
  return z.NEVER;
}

/** The entries with their keys. Throws nothing: a variable that is not set leaves the entry without a key, which its adapter reports. */
export function entriesWithKeys(
  configured: readonly ConfiguredProvider[],
  env: Readonly<Record<string, string | undefined>>,
): readonly ProviderEntry[] {
  return configured.map(({ apiKeyEnv, ...one }) => {
    // An unset variable leaves the entry without a key; another account must not pay for it.
    return apiKeyEnv === undefined ? one : { ...one, apiKey: env[apiKeyEnv] ?? "" };
  });
}
