import { readTable } from "@headway-jobs/tools/data/read-table";
import { matchLanguage } from "@headway-jobs/ports/speech";
import { primaryLanguage } from "@headway-jobs/ports/translation";

let sentences: ReadonlyMap<string, string> | undefined;

/** A sentence of a language (BCP-47 tag); undefined for a language of which there is none. */
export function trialSentence(tag: string): string | undefined {
  sentences ??= new Map(
    readTable(new URL("./data/sentences.tsv", import.meta.url)).map(([language = "", text = ""]) => [language, text]),
  );
  return sentences.get(primaryLanguage(tag));
}

/** English where it is among the languages, else the first of which there is a sentence. */
export function trialLanguage(tags: readonly string[]): string | undefined {
  return matchLanguage(tags, "en") ?? tags.find((tag) => trialSentence(tag) !== undefined);
}
