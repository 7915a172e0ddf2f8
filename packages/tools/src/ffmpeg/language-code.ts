import { LANGUAGE_CODES } from "@headway-jobs/contract";

/** ISO 639-2/T code of a BCP-47 tag, as MP4 language fields hold: three letters, `und` for a language without one. */
export function iso639Of(tag: string): string {
  const primary = tag.toLowerCase().split(/[-_]/)[0] ?? "";
  if (/^[a-z]{3}$/.test(primary)) return primary === "cmn" ? "zho" : primary;
  return THREE_LETTERS.get(primary) ?? "und";
}

const THREE_LETTERS = new Map(LANGUAGE_CODES.map(({ code, iso639 }) => [code, iso639]));
