import { z } from "zod";
import { hasKeyword, type PictureSource } from "@headway-jobs/ports/pictures";
import type { Adapter } from "../adapter.ts";
import { countUse } from "../metering.ts";
import { createSafeFetch } from "./safe-fetch.ts";
import { askJson, badAnswer, download, type SearchParts, searchWords } from "./search-pictures.ts";

export const wikimediaAdapter: Adapter<PictureSource> = {
  names: ["wikimedia"],
  create: () => wikimediaPictures(),
};

/** Search of Wikimedia Commons, whose files are free to use when their author is named. */
export function wikimediaPictures({
  fetch = createSafeFetch(),
  baseURL = "https://commons.wikimedia.org",
}: SearchParts = {}): PictureSource {
  return {
    async find({ keyword, signal }) {
      if (!hasKeyword({ keyword, signal })) return null;
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

function plain(html: unknown): string | undefined {
  return typeof html === "string"
    ? html
        .replaceAll(/<[^<>]*>/g, "")
        .replaceAll(/\s+/gu, " ")
        .trim()
        .slice(0, 80)
    : undefined;
}
