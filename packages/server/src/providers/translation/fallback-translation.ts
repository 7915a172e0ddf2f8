import { type Clock, HeadwayError } from "@headway-jobs/contract";
import { type LanguagePair, primaryLanguage, type Translation } from "@headway-jobs/ports/translation";
import type { ChosenProvider } from "../choose-providers.ts";
import { Fallback } from "../fallback.ts";

/** Several translations as one: the first that has the pair translates, on its failure the next that has it. Answers name the one that did. */
export function translationFallback(
  chosen: readonly ChosenProvider<Translation>[],
  clock: Pick<Clock, "nowMs">,
): Translation {
  const members = chosen.map(({ name, made, languages }) => ({ name, provider: within(made, languages) }));
  const fallback = new Fallback(members, clock);
  return {
    async pairs() {
      const asked = await Promise.allSettled(members.map(({ provider }) => provider.pairs()));
      const failed = asked.find((one) => one.status === "rejected");
      if (failed !== undefined && asked.every((one) => one.status === "rejected")) throw failed.reason;
      const all = asked.flatMap((one) => (one.status === "fulfilled" ? one.value : []));
      return [...new Map(all.map((pair) => [`${pair.from}-${pair.to}`, pair])).values()];
    },
    async translate(request) {
      if (members.length === 0) throw new HeadwayError("UNSUPPORTED_LANGUAGE", "No translation is configured.");
      const [from, to] = [primaryLanguage(request.from), primaryLanguage(request.to)];
      const { answer, name, warnings } = await fallback.call(
        (translation) => translation.translate(request),
        async (translation) => {
          const pairs = await translation.pairs();
          return pairs.some((pair) => pair.from === from && pair.to === to);
        },
      );
      return { ...answer, by: answer.by ?? name, warnings: [...warnings, ...answer.warnings] };
    },
  };
}

/** Only for pairs of which both languages are named; a translation without a list is used for all that it has. */
function within(translation: Translation, languages: readonly string[] | undefined): Translation {
  if (languages === undefined) return translation;
  const named = new Set(languages.map(primaryLanguage));
  const isNamed = ({ from, to }: LanguagePair): boolean => named.has(from) && named.has(to);
  return { ...translation, pairs: async () => (await translation.pairs()).filter(isNamed) };
}
