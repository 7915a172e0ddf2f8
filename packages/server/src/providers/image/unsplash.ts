import { HeadwayError } from "@headway-jobs/contract";
import { z } from "zod";
import { hasKeyword, type PictureSource } from "@headway-jobs/ports/pictures";
import { type Adapter, invalidSetting } from "../adapter.ts";
import { countUse } from "../metering.ts";
import { createSafeFetch, type SafeFetch } from "./safe-fetch.ts";
import { askJson, badAnswer, download, MAX_ANSWER_BYTES, type SearchParts, searchWords } from "./search-pictures.ts";

export const unsplashAdapter: Adapter<PictureSource> = {
  names: ["unsplash"],
  variables: [{ name: "UNSPLASH_ACCESS_KEY", means: "access key for `unsplash`", secret: true }],
  keyNames: ["UNSPLASH_ACCESS_KEY"],
  create(_detail, { env, setting }) {
    const key = env["UNSPLASH_ACCESS_KEY"] ?? "";
    if (key === "") throw invalidSetting(`${setting} is "unsplash"; expected its access key in UNSPLASH_ACCESS_KEY.`);
    return unsplashPictures(key);
  },
};

/** Search of Unsplash with the owner's access key. */
export function unsplashPictures(
  accessKey: string,
  { fetch = createSafeFetch(), baseURL = "https://api.unsplash.com" }: SearchParts = {},
): PictureSource {
  const headers = { authorization: `Client-ID ${accessKey}`, "accept-version": "v1" };
  return {
    async find({ keyword, signal }) {
      if (!hasKeyword({ keyword, signal })) return null;
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

/** Unsplash requires a report of each use. The picture has been fetched by then, so a failed report does not affect the slide. */
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

const unsplashAnswer = z.object({
  results: z.array(
    z.looseObject({
      urls: z.looseObject({ regular: z.string() }),
      user: z.looseObject({ name: z.string() }),
      links: z.looseObject({ download_location: z.string().optional() }).optional(),
    }),
  ),
});
