import { HeadwayError, quoting } from "@headway-jobs/contract";
import { z } from "zod";
import { countUse } from "../metering.ts";
import { wordsOfBody } from "../words-of-body.ts";
import { hasWords } from "./keyword.ts";
import { MAX_PICTURE_BYTES, requirePicture } from "./picture-bytes.ts";
import type { FoundPicture, PictureSource } from "@headway-jobs/ports/pictures";
import { createSafeFetch, type SafeFetch } from "./safe-fetch.ts";

export interface SearchParts {
  readonly fetch?: SafeFetch;
  /** Address of the API, replaced in tests. */
  readonly baseURL?: string;
}

const MAX_ANSWER_BYTES = 2 * 1_048_576;

const commonsAnswer = z.object({
  query: z
    .object({
      pages: z.record(
        z.string(),
        z.looseObject({
          index: z.number().default(99),
          imageinfo: z
            .array(
              z.looseObject({
                url: z.string(),
                thumburl: z.string().optional(),
                mime: z.string(),
                width: z.number().default(0),
                height: z.number().default(0),
                extmetadata: z.record(z.string(), z.looseObject({ value: z.unknown() })).default({}),
              }),
            )
            .default([]),
        }),
      ),
    })
    .optional(),
});

/** Search of Wikimedia Commons, whose files are free to use when their author is named. */
export function wikimediaPictures({
  fetch = createSafeFetch(),
  baseURL = "https://commons.wikimedia.org",
}: SearchParts = {}): PictureSource {
  return {
    async find({ keyword, signal }) {
      signal?.throwIfAborted();
      if (!hasWords(keyword)) return null;
      countUse({ name: "wikimedia" });
      const url = new URL("/w/api.php", baseURL);
      url.search = new URLSearchParams({
        action: "query",
        format: "json",
        generator: "search",
        gsrsearch: `filetype:bitmap ${searchWords(keyword)}`,
        gsrnamespace: "6",
        gsrlimit: "10",
        prop: "imageinfo",
        iiprop: "url|mime|size|extmetadata",
        iiurlwidth: "1280",
      }).toString();
      const answer = commonsAnswer.safeParse(await askJson(fetch, url, {}, signal));
      if (!answer.success) throw badAnswer();
      const best = Object.values(answer.data.query?.pages ?? {})
        .toSorted((a, b) => a.index - b.index)
        .flatMap((page) => page.imageinfo.slice(0, 1))
        .find(
          (info) =>
            /^image\/(?:jpeg|png|webp)$/.test(info.mime) && info.width >= 640 && info.width >= 0.6 * info.height,
        );
      if (best === undefined) return null;
      const [author, license] = ["Artist", "LicenseShortName"].map((name) => plain(best.extmetadata[name]?.value));
      const credit = [author, license, "Wikimedia Commons"]
        .filter((part) => part !== undefined && part !== "")
        .join(", ");
      return download(fetch, best.thumburl ?? best.url, credit, signal);
    },
  };
}

const unsplashAnswer = z.object({
  results: z.array(
    z.looseObject({
      urls: z.looseObject({ regular: z.string() }),
      user: z.looseObject({ name: z.string() }),
      links: z.looseObject({ download_location: z.string().optional() }).optional(),
    }),
  ),
});

/** Search of Unsplash with the owner's access key. */
export function unsplashPictures(
  accessKey: string,
  { fetch = createSafeFetch(), baseURL = "https://api.unsplash.com" }: SearchParts = {},
): PictureSource {
  const headers = { authorization: `Client-ID ${accessKey}`, "accept-version": "v1" };
  return {
    async find({ keyword, signal }) {
      signal?.throwIfAborted();
      if (!hasWords(keyword)) return null;
      countUse({ name: "unsplash" });
      const url = new URL("/search/photos", baseURL);
      url.search = new URLSearchParams({
        query: searchWords(keyword),
        per_page: "3",
        orientation: "landscape",
        content_filter: "high",
      }).toString();
      const answer = unsplashAnswer.safeParse(await askJson(fetch, url, headers, signal));
      if (!answer.success) throw badAnswer();
      const [best] = answer.data.results;
      if (best === undefined) return null;
      const picture = await download(fetch, best.urls.regular, `${best.user.name} / Unsplash`, signal);
      await reportUse(fetch, best.links?.download_location, { headers, baseURL, signal });
      return picture;
    },
  };
}

/** Unsplash asks to be told of each use. The picture is there already, so a report that fails changes nothing for the slide. */
async function reportUse(
  fetch: SafeFetch,
  address: string | undefined,
  {
    headers,
    baseURL,
    signal,
  }: { headers: Readonly<Record<string, string>>; baseURL: string; signal: AbortSignal | undefined },
): Promise<void> {
  // The key goes to the API itself and nowhere else.
  if (address === undefined || !URL.canParse(address) || new URL(address).origin !== new URL(baseURL).origin) return;
  try {
    await fetch({ url: address, headers, signal, maxBytes: MAX_ANSWER_BYTES, timeoutMs: 5_000 });
  } catch (error) {
    if (!(error instanceof HeadwayError)) throw error;
  }
}

async function askJson(
  fetch: SafeFetch,
  url: URL,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  const { status, bytes } = await fetch({ url: url.href, headers, signal, maxBytes: MAX_ANSWER_BYTES });
  if (status !== 200) throw searchFailure(url.hostname, status, new TextDecoder().decode(bytes));
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch (error) {
    throw badAnswer(error);
  }
}

function searchFailure(name: string, status: number, body: string): HeadwayError {
  const words = wordsOfBody(body);
  const provider = { name, message: words, status };
  if (status === 429 || (status === 403 && /rate limit/i.test(body))) {
    const busy = `The picture search refuses more requests for now (${status}).`;
    return new HeadwayError("PROVIDER_RATE_LIMITED", quoting(busy, words), { provider });
  }
  const did = status === 401 || status === 403 ? "refused the key" : "failed";
  return new HeadwayError("PROVIDER_UNAVAILABLE", quoting(`The picture search ${did} (${status}).`, words), {
    provider,
    retryable: status >= 500,
  });
}

async function download(
  fetch: SafeFetch,
  url: string,
  credit: string,
  signal: AbortSignal | undefined,
): Promise<FoundPicture> {
  const { status, bytes } = await fetch({ url, signal, maxBytes: MAX_PICTURE_BYTES, timeoutMs: 30_000 });
  if (status !== 200) throw new HeadwayError("PROVIDER_UNAVAILABLE", `The picture's server failed (${status}).`);
  return { bytes, mediaType: requirePicture(bytes).mediaType, credit: credit.slice(0, 200) };
}

function badAnswer(cause?: unknown): HeadwayError {
  return new HeadwayError(
    "PROVIDER_BAD_ANSWER",
    "The picture search did not answer in its usual form.",
    cause === undefined ? {} : { cause },
  );
}

/** Search operators in a keyword would change what is searched for. */
function searchWords(keyword: string): string {
  return keyword
    .replaceAll(/[^\p{L}\p{M}\p{N}\s'-]/gu, " ")
    .replaceAll(/\s+/gu, " ")
    .trim()
    .slice(0, 100);
}

function plain(html: unknown): string | undefined {
  return typeof html === "string"
    ? html
        .replaceAll(/<[^<>]*>/g, "")
        .replaceAll(/\s+/gu, " ")
        .trim()
        .slice(0, 80)
    : undefined;
}
