import { HeadwayError } from "@headway-jobs/contract";
import sentences from "./known-sentences.json" with { type: "json" };

const BY_LANGUAGE: ReadonlyMap<string, readonly string[]> = new Map(Object.entries(sentences));

/** Sentences of plain words for a voice, whose spelling no recogniser can choose. Throws INVALID_INPUT for a language that has none. */
export function knownSentences(language: string): readonly string[] {
  const found = BY_LANGUAGE.get(language.toLowerCase().split(/[-_]/)[0] ?? "");
  if (found !== undefined) return found;
  const known = [...BY_LANGUAGE.keys()].join(", ");
  throw new HeadwayError("INVALID_INPUT", `There are no sentences in the language “${language}”; there are ${known}.`);
}
