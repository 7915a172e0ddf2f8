import { HeadwayError } from "@headway-jobs/contract";
import { primaryLanguage, type Term } from "@headway-jobs/ports/translation";
import { z } from "zod";
import type { ProviderContext } from "../provider-error.ts";
import { callVendor } from "./call-vendor.ts";
import type { VendorPair } from "./vendor-languages.ts";

export interface DeeplAccess {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly context: ProviderContext;
}

export interface DeeplLanguages {
  readonly pairs: readonly VendorPair[];
  /** Target languages that tell formal speech from informal. */
  readonly formal: ReadonlySet<string>;
  readonly withGlossaries: ReadonlySet<string>;
}

const LANGUAGES = z.array(
  z.object({
    lang: z.string(),
    usable_as_source: z.boolean(),
    usable_as_target: z.boolean(),
    features: z.record(z.string(), z.unknown()).default({}),
  }),
);
type Language = z.infer<typeof LANGUAGES>[number];

const OLD_LANGUAGES = z.array(z.object({ language: z.string(), supports_formality: z.boolean().optional() }));

/** The languages of the account's server; one that has only the second version of the list is asked for that. */
export async function askDeeplLanguages(access: DeeplAccess): Promise<DeeplLanguages> {
  const list = await callVendor({
    ...access,
    url: `${access.url}/v3/languages?resource=translate_text`,
    answer: LANGUAGES,
  }).catch(async (error: unknown) => {
    if (error instanceof HeadwayError && error.provider?.status === 404) return askOldLanguages(access);
    throw error;
  });
  const named = (feature: string): ReadonlySet<string> =>
    new Set(list.filter(({ features }) => Object.hasOwn(features, feature)).map(({ lang }) => lang));
  const targets = list.filter((one) => one.usable_as_target);
  return {
    pairs: list
      .filter((one) => one.usable_as_source)
      .flatMap(({ lang: from }) =>
        targets
          .filter(({ lang: to }) => primaryLanguage(to) !== primaryLanguage(from))
          .map(({ lang: to }) => ({ from, to })),
      ),
    formal: named("formality"),
    withGlossaries: named("glossary"),
  };
}

async function askOldLanguages(access: DeeplAccess): Promise<Language[]> {
  const url = `${access.url}/v2/languages?type=`;
  const sources = await callVendor({ ...access, url: `${url}source`, answer: OLD_LANGUAGES });
  const targets = await callVendor({ ...access, url: `${url}target`, answer: OLD_LANGUAGES });
  const one = { usable_as_source: false, usable_as_target: false };
  return [
    ...sources.map(({ language }) => ({ ...one, lang: language.toLowerCase(), usable_as_source: true, features: {} })),
    ...targets.map(({ language, supports_formality: formal = false }) => ({
      ...one,
      lang: language.toLowerCase(),
      usable_as_target: true,
      features: formal ? { formality: {} } : {},
    })),
  ];
}

const GLOSSARY = z.object({ glossary_id: z.string() });

/**
 * Does work with a glossary of these terms, which is made for it and removed afterwards. An account that can have no more, or a pair that can have none,
 * is worked without; the terms are then marked in the texts alone.
 */
export async function withGlossary<T>(
  access: DeeplAccess,
  pair: VendorPair,
  terms: readonly Term[],
  work: (glossaryId: string | undefined) => Promise<T>,
): Promise<T> {
  const id = terms.length === 0 ? undefined : await makeGlossary(access, pair, terms);
  try {
    return await work(id);
  } finally {
    if (id !== undefined) await removeGlossary(access, id);
  }
}

async function makeGlossary(
  access: DeeplAccess,
  { from, to }: VendorPair,
  terms: readonly Term[],
): Promise<string | undefined> {
  const entries = terms.map((term) => [plain(term.from), plain(term.to)].join("\t")).join("\n");
  try {
    const made = await callVendor({
      ...access,
      url: `${access.url}/v2/glossaries`,
      method: "POST",
      body: {
        name: "Headway",
        source_lang: primaryLanguage(from),
        target_lang: primaryLanguage(to),
        entries,
        entries_format: "tsv",
      },
      answer: GLOSSARY,
    });
    return made.glossary_id;
  } catch (error) {
    access.context.signal?.throwIfAborted();
    if (error instanceof HeadwayError && error.code !== "PROVIDER_RATE_LIMITED" && !error.retryable) return undefined;
    if (error instanceof HeadwayError && error.provider?.status === 456) return undefined;
    throw error;
  }
}

function plain(text: string): string {
  return text.replaceAll(/\s+/gu, " ").trim();
}

/** Also after an abort: a glossary that stays counts against the account's limit. A failure to remove it harms no translation. */
async function removeGlossary({ url, headers, context }: DeeplAccess, id: string): Promise<void> {
  await callVendor({
    url: `${url}/v2/glossaries/${encodeURIComponent(id)}`,
    method: "DELETE",
    headers,
    answer: z.unknown(),
    context: { ...context, signal: undefined },
  }).catch(() => undefined);
}
