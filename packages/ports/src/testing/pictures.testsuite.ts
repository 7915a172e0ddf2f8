import { describe, expect, it } from "vitest";
import type { FoundPicture, PictureSource } from "../pictures.ts";
import { expectReasonOfAbort, outcomeOf } from "./expected-error.ts";
import { BLANK_TEXTS, HOSTILE_TEXTS } from "./hostile-texts.ts";

export interface PicturesCase {
  readonly pictures: PictureSource;
  readonly keyword: string;
  /** A keyword for which it has none; absent for what makes a picture for every one. */
  readonly missing?: string;
}

const SIGNATURES: Readonly<Record<string, RegExp>> = {
  "image/png": /^\u0089PNG/,
  "image/jpeg": /^\u00FF\u00D8\u00FF/,
  "image/gif": /^GIF8/,
  "image/webp": /^RIFF[^]{4}WEBP/,
};

/** What holds for every source of pictures. */
export function testPictures(name: string, prepare: () => Promise<PicturesCase>): void {
  describe(`${name} as a source of pictures`, () => {
    let prepared: Promise<PicturesCase> | undefined;
    const theCase = (): Promise<PicturesCase> => (prepared ??= prepare());

    it("finds a picture whose bytes are what it says", async () => {
      const { pictures, keyword } = await theCase();
      const found = await pictures.find({ keyword });
      expect(found).not.toBeNull();
      if (found !== null) requirePicture(found);
    });

    it("finds nothing where there is none", async () => {
      const { pictures, missing } = await theCase();
      for (const keyword of [...BLANK_TEXTS, "…", ...(missing === undefined ? [] : [missing])])
        expect(await pictures.find({ keyword }), JSON.stringify(keyword)).toBeNull();
    });

    it("finds a picture, nothing or an error of the table for whatever it is asked", async () => {
      const { pictures } = await theCase();
      for (const keyword of [...HOSTILE_TEXTS, "word ".repeat(2_000)]) {
        const found = await outcomeOf(pictures.find({ keyword }), ["PROVIDER_", "FETCH_REFUSED"]);
        if (found !== null && "bytes" in found) requirePicture(found);
      }
    });

    it("does not begin when it has been aborted", async () => {
      const { pictures, keyword } = await theCase();
      await expectReasonOfAbort((signal) => pictures.find({ keyword, signal }));
    });
  });
}

function requirePicture({ bytes, mediaType, credit }: FoundPicture): void {
  expect(Buffer.from(bytes.subarray(0, 12)).toString("latin1")).toMatch(SIGNATURES[mediaType] ?? /^known media type$/);
  if (credit !== null) {
    expect(credit).toMatch(/\S/);
    expect(credit.length).toBeLessThanOrEqual(200);
    expect(credit).not.toMatch(/[<>\n]/);
  }
}
