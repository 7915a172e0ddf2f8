import { type Language, LANGUAGES } from "@headway-jobs/contract";
import { primaryLanguage } from "@headway-jobs/ports/translation";
import type { SpeechPorts } from "./ports.ts";

/** Languages of the table from which this deployment translates. */
export async function offeredSources({ translation }: Pick<SpeechPorts, "translation">): Promise<readonly Language[]> {
  const sources = new Set((await translation.pairs()).map(({ from }) => from));
  return LANGUAGES.filter(({ tag }) => sources.has(primaryLanguage(tag)));
}

/** Languages of the table into which this deployment translates and that a voice of it speaks; only those reached from `from` when it is given. */
export async function offeredTargets(
  { translation, voices }: Pick<SpeechPorts, "translation" | "voices">,
  from?: string,
): Promise<readonly Language[]> {
  const source = from === undefined ? undefined : primaryLanguage(from);
  const pairs = (await translation.pairs()).filter((pair) => source === undefined || pair.from === source);
  const targets = new Set(pairs.map(({ to }) => to));
  return (await voices.languages()).filter(({ tag }) => targets.has(primaryLanguage(tag)));
}
