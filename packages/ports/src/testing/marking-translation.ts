import { HeadwayError } from "@headway-jobs/contract";
import { primaryLanguage, type Translation } from "../translation.ts";

/** A translation from English that puts texts between marks, so that a test sees what it was given. */
export const markingTranslation: Pick<Translation, "pairs" | "translate"> = {
  pairs: async () => [
    { from: "en", to: "es" },
    { from: "en", to: "fr" },
  ],
  async translate({ texts, from, to, signal }) {
    signal?.throwIfAborted();
    const pair = [primaryLanguage(from), primaryLanguage(to)];
    if (pair[0] === pair[1]) return { texts: [...texts], warnings: [] };
    if (pair[0] !== "en" || !["es", "fr"].includes(pair[1] ?? ""))
      throw new HeadwayError("UNSUPPORTED_LANGUAGE", `There is no translation from ${pair[0]} to ${pair[1]}.`);
    return { texts: texts.map((text) => (text.trim() === "" ? "" : `¡${text}!`)), warnings: [] };
  },
};
