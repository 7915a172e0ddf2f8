import { HeadwayError } from "@headway-jobs/contract";
import { translateTexts } from "@headway-jobs/local-models/translation/translate-texts";
import type { MarkedText } from "@headway-jobs/local-models/translation/marked-text";
import { primaryLanguage, type Term, type Translation } from "@headway-jobs/ports/translation";
import { termMatcher } from "@headway-jobs/ports/translation-terms";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { z } from "zod";
import { type Adapter, invalidSetting } from "../adapter.ts";
import { checkUrl, setIn } from "../server-variables.ts";
import { counted } from "../metering.ts";
import { callVendor } from "./call-vendor.ts";
import { askDeeplLanguages, type DeeplAccess, type DeeplLanguages, withGlossary } from "./deepl-account.ts";
import { keptForAnHour, plainPairs, type VendorPair, vendorPair } from "./vendor-languages.ts";

export const deeplAdapter: Adapter<Translation> = {
  names: ["deepl"],
  variables: [
    { name: "DEEPL_API_KEY", means: "key for `deepl`; one that ends in `:fx` is of the free plan", secret: true },
    {
      name: "HEADWAY_DEEPL_URL",
      means: "address of DeepL's API, for `deepl` (default: that of the key's plan)",
      secret: false,
    },
  ],
  keyNames: ["DEEPL_API_KEY"],
  urlNames: ["HEADWAY_DEEPL_URL"],
  create(_detail, { env, setting }) {
    if (setIn(env, ["DEEPL_API_KEY"]) === undefined)
      throw invalidSetting(`${setting} is "deepl"; expected its key in DEEPL_API_KEY.`);
    return deepl(env);
  },
};

/** By DeepL's "Translate text": 50 texts and 128 KiB a request; room is left for its other members. */
const MAX_BATCH_TEXTS = 50;
const MAX_BATCH_BYTES = 100 * 1024;

/** DeepL, with its formality, and its glossaries for dictionaries. */
export function deepl(env: ToolEnv): Translation {
  const key = setIn(env, ["DEEPL_API_KEY"]) ?? "";
  const planUrl = key.endsWith(":fx") ? "https://api-free.deepl.com" : "https://api.deepl.com";
  const url = checkUrl(setIn(env, ["HEADWAY_DEEPL_URL"]) ?? planUrl, "HEADWAY_DEEPL_URL");
  const headers = { authorization: `DeepL-Auth-Key ${key}` };
  const access = (signal: AbortSignal | undefined): DeeplAccess => ({
    url,
    headers,
    context: { provider: "DeepL", name: "deepl", signal },
  });
  const languages = keptForAnHour((signal) => askDeeplLanguages(access(signal)));
  return {
    pairs: async () => plainPairs((await languages()).pairs),
    async translate(request) {
      request.signal?.throwIfAborted();
      const { texts, from, to, formality, signal } = request;
      if (primaryLanguage(from) === primaryLanguage(to)) return { texts: [...texts], warnings: [] };
      const known = await languages(signal);
      const pair = vendorPair(known.pairs, from, to, "DeepL");
      const account = access(signal);
      const terms = occurring(request.terms ?? [], texts);
      const done = await withGlossary(account, pair, hasGlossary(known, pair) ? terms : [], (glossaryId) => {
        const wanted = { ...pair, formality, glossaryId };
        return translateTexts(texts, {
          run: (marked) => translateMarked(account, wanted, marked),
          terms,
          from: primaryLanguage(from),
        });
      });
      return {
        texts: done.texts,
        warnings: [
          ...done.warnings,
          ...(formality === undefined || known.formal.has(pair.to)
            ? []
            : ["DeepL knows no formality in this language."]),
          ...(request.gender === undefined ? [] : ["DeepL does not inflect by the gender of the speaker."]),
          ...(request.age === undefined ? [] : ["DeepL takes no account of the age of the speaker."]),
        ],
      };
    },
  };
}

/** Those terms that the texts need: a glossary is made for one request. */
function occurring(terms: readonly Term[], texts: readonly string[]): Term[] {
  const termsIn = termMatcher(terms);
  return [...new Set(texts.flatMap((text) => termsIn(text).map(({ term }) => term)))];
}

function hasGlossary({ withGlossaries }: DeeplLanguages, { from, to }: VendorPair): boolean {
  return withGlossaries.has(from) && withGlossaries.has(to);
}

interface Wanted extends VendorPair {
  readonly formality: "formal" | "informal" | undefined;
  readonly glossaryId: string | undefined;
}

const ANSWER = z.object({ translations: z.array(z.object({ text: z.string() })) });

/** A request has one way of handling tags, so that plain texts and those with tags are sent apart. */
async function translateMarked(access: DeeplAccess, wanted: Wanted, marked: readonly MarkedText[]): Promise<string[]> {
  const translated = new Map<MarkedText, string>();
  for (const isHtml of [false, true]) {
    for (const batch of batchesOf(marked.filter((one) => one.isHtml === isHtml))) {
      const texts = await translateBatch(access, wanted, batch, isHtml);
      for (const [at, one] of batch.entries()) translated.set(one, texts[at] ?? "");
    }
  }
  return marked.map((one) => translated.get(one) ?? "");
}

async function translateBatch(
  { url, headers, context }: DeeplAccess,
  { from, to, formality, glossaryId }: Wanted,
  batch: readonly MarkedText[],
  isHtml: boolean,
): Promise<string[]> {
  const text = batch.map((one) => one.text);
  const { translations } = await counted({ name: "deepl", characters: text.join("").length }, () =>
    callVendor({
      url: `${url}/v2/translate`,
      method: "POST",
      headers,
      body: {
        text,
        source_lang: from.toUpperCase(),
        target_lang: to.toUpperCase(),
        // "prefer_" does not fail in a language without the difference.
        ...(formality === undefined ? {} : { formality: formality === "formal" ? "prefer_more" : "prefer_less" }),
        ...(glossaryId === undefined ? {} : { glossary_id: glossaryId }),
        ...(isHtml ? { tag_handling: "xml", ignore_tags: ["var"], outline_detection: false } : {}),
      },
      answer: ANSWER,
      context,
    }),
  );
  if (translations.length !== batch.length)
    throw new HeadwayError("PROVIDER_BAD_ANSWER", "DeepL gave another number of texts than it got.");
  return translations.map((one) => one.text);
}

function batchesOf(marked: readonly MarkedText[]): MarkedText[][] {
  const batches: MarkedText[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const one of marked) {
    const own = Buffer.byteLength(JSON.stringify(one.text));
    if (bytes + own > MAX_BATCH_BYTES || (batches.at(-1)?.length ?? 0) >= MAX_BATCH_TEXTS) {
      batches.push([]);
      bytes = 0;
    }
    batches.at(-1)?.push(one);
    bytes += own;
  }
  return batches;
}
