import { HeadwayError } from "@headway-jobs/contract";
import { translateTexts } from "@headway-jobs/local-models/translation/translate-texts";
import type { MarkedText } from "@headway-jobs/local-models/translation/marked-text";
import { primaryLanguage, type Translation, type TranslationRequest } from "@headway-jobs/ports/translation";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { z } from "zod";
import { checkUrl, setIn } from "../server-variables.ts";
import { counted } from "../metering.ts";
import type { Adapter } from "../adapter.ts";
import { callVendor } from "./call-vendor.ts";
import { keptForAnHour, plainPairs, type VendorPair, vendorPair } from "./vendor-languages.ts";

export const libretranslateAdapter: Adapter<Translation> = {
  names: ["libretranslate"],
  variables: [
    {
      name: "HEADWAY_LIBRETRANSLATE_URL",
      means: "address of a LibreTranslate server, for `libretranslate` (default http://127.0.0.1:5000)",
      secret: false,
    },
    { name: "LIBRETRANSLATE_API_KEY", means: "key for `libretranslate` where the server asks for one", secret: true },
  ],
  keyNames: ["LIBRETRANSLATE_API_KEY"],
  urlNames: ["HEADWAY_LIBRETRANSLATE_URL"],
  create: (_detail, { env }) => libretranslate(env),
};

const NAME = "LibreTranslate";
/** A server states no limit of its own; one that takes fewer says so, and then gets half. */
const MAX_BATCH_TEXTS = 40;

/** A LibreTranslate server: one's own, or another's with a key. */
export function libretranslate(env: ToolEnv): Translation {
  const url = checkUrl(
    setIn(env, ["HEADWAY_LIBRETRANSLATE_URL"]) ?? "http://127.0.0.1:5000",
    "HEADWAY_LIBRETRANSLATE_URL",
  );
  const key = setIn(env, ["LIBRETRANSLATE_API_KEY"]);
  const languages = keptForAnHour((signal) => askLanguages(url, signal));
  return {
    pairs: async () => plainPairs(await languages()),
    async translate(request) {
      request.signal?.throwIfAborted();
      const { texts, from, to, terms = [], signal } = request;
      if (primaryLanguage(from) === primaryLanguage(to)) return { texts: [...texts], warnings: [] };
      const pair = vendorPair(await languages(signal), from, to, NAME);
      const server: Server = { url, key, pair, signal };
      const done = await translateTexts(texts, {
        run: (marked) => translateMarked(server, marked),
        terms,
        from: primaryLanguage(from),
      });
      return { texts: done.texts, warnings: [...done.warnings, ...unheeded(request)] };
    },
  };
}

interface Server {
  readonly url: string;
  readonly key: string | undefined;
  readonly pair: VendorPair;
  readonly signal: AbortSignal | undefined;
}

const LANGUAGES = z.array(z.object({ code: z.string(), targets: z.array(z.string()).optional() }));

async function askLanguages(url: string, signal: AbortSignal | undefined): Promise<VendorPair[]> {
  const context = { provider: NAME, name: "libretranslate", signal };
  const list = await callVendor({ url: `${url}/languages`, answer: LANGUAGES, context });
  const all = list.map(({ code }) => code);
  // Versions before 1.3.10 list no targets: each language was one.
  return list.flatMap(({ code, targets = all }) =>
    targets.filter((to) => to !== code).map((to) => ({ from: code, to })),
  );
}

/** A request has one format, so that plain texts and HTML are sent apart. */
async function translateMarked(server: Server, marked: readonly MarkedText[]): Promise<string[]> {
  const translated = new Map<MarkedText, string>();
  for (const isHtml of [false, true]) {
    const group = marked.filter((one) => one.isHtml === isHtml);
    for (let at = 0; at < group.length; at += MAX_BATCH_TEXTS) {
      const batch = group.slice(at, at + MAX_BATCH_TEXTS);
      const texts = await translateBatch(
        server,
        batch.map(({ text }) => text),
        isHtml,
      );
      for (const [index, one] of batch.entries()) translated.set(one, texts[index] ?? "");
    }
  }
  return marked.map((one) => translated.get(one) ?? "");
}

const ANSWER = z.object({ translatedText: z.union([z.string(), z.array(z.string())]) });

async function translateBatch(server: Server, texts: readonly string[], isHtml: boolean): Promise<string[]> {
  const { url, key, pair, signal } = server;
  try {
    const { translatedText } = await counted({ name: "libretranslate", characters: texts.join("").length }, () =>
      callVendor({
        url: `${url}/translate`,
        method: "POST",
        body: {
          q: texts,
          source: pair.from,
          target: pair.to,
          format: isHtml ? "html" : "text",
          ...(key === undefined ? {} : { api_key: key }),
        },
        answer: ANSWER,
        context: { provider: NAME, name: "libretranslate", signal },
      }),
    );
    const translated = typeof translatedText === "string" ? [translatedText] : translatedText;
    if (translated.length === texts.length) return translated;
  } catch (error) {
    if (texts.length === 1 || !isTooMany(error)) throw error;
    const half = Math.ceil(texts.length / 2);
    const first = await translateBatch(server, texts.slice(0, half), isHtml);
    return [...first, ...(await translateBatch(server, texts.slice(half), isHtml))];
  }
  throw new HeadwayError("PROVIDER_BAD_ANSWER", `${NAME} gave another number of texts than it got.`);
}

/** "Invalid request: request (40) exceeds text limit (20)" */
function isTooMany(error: unknown): boolean {
  return error instanceof HeadwayError && /exceeds text limit/.test(error.provider?.message ?? "");
}

function unheeded({ formality, gender, age }: TranslationRequest): string[] {
  return [
    ...(formality === undefined ? [] : [`${NAME} knows no formality.`]),
    ...(gender === undefined ? [] : [`${NAME} does not inflect by the gender of the speaker.`]),
    ...(age === undefined ? [] : [`${NAME} takes no account of the age of the speaker.`]),
  ];
}
