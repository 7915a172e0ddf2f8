import { HeadwayError } from "@headway-jobs/contract";
import { type LanguagePair, languageName, primaryLanguage, type Translation } from "@headway-jobs/ports/translation";
import { trialSentence } from "./trial-sentences.ts";
import type { Answer } from "./trial.ts";

/** Translates one sentence, from English to Spanish where it has that. */
export async function tryTranslation(
  translation: Translation,
  languages: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<Answer> {
  const named = languages?.map(primaryLanguage);
  const pairs = (await translation.pairs()).filter(({ from, to }) => {
    return named === undefined || (named.includes(from) && named.includes(to));
  });
  const pair = choosePair(pairs);
  const text = pair === undefined ? undefined : trialSentence(pair.from);
  if (pair === undefined || text === undefined) {
    throw new HeadwayError("UNSUPPORTED_LANGUAGE", "It has no pair of languages here that a trial could use.");
  }
  const { texts, by } = await translation.translate({ texts: [text], ...pair, signal });
  const answer = texts[0]?.trim() ?? "";
  const from = `${languageName(pair.from)} to ${languageName(pair.to)}`;
  const said = `${from}: “${answer}”${by === undefined ? "" : ` (by ${by})`}`;
  if (answer !== "" && answer !== text) return { said };
  const problem = answer === "" ? "The translation is empty." : "It gave the sentence back untranslated.";
  return { said: "", failure: new HeadwayError("PROVIDER_BAD_ANSWER", problem) };
}

function choosePair(pairs: readonly LanguagePair[]): LanguagePair | undefined {
  const spoken = pairs.filter(({ from }) => trialSentence(from) !== undefined);
  const english = spoken.filter(({ from }) => from === "en");
  return english.find(({ to }) => to === "es") ?? english[0] ?? spoken[0];
}
