import type { SpeechInput } from "@headway-jobs/contract";
import type { TranslationRequest } from "@headway-jobs/ports/translation";
import type { JobContext, Workflow } from "@headway-jobs/engine";
import type { SpeechPorts } from "./ports.ts";
import { joinTexts } from "./sentence.ts";
import { joinSound } from "./steps/join-sound.ts";
import { speakerOf } from "./speaker.ts";
import { speakSentences } from "./steps/speak-sentences.ts";
import { splitTexts } from "./steps/split-texts.ts";
import { translateSentences } from "./steps/translate-sentences.ts";
import { languageWarning } from "./stated-language.ts";

/** What is journaled: the input, and the terms that the chosen dictionaries had when the task came. */
export type JournaledSpeech = SpeechInput & Pick<TranslationRequest, "terms">;

/**
 * Text is split into sentences; these are translated in batches, spoken one by one, and joined to one sound. A `/tts`
 * task leaves out the one half, `/translate` the other.
 */
export function speechWorkflow(ports: SpeechPorts): Workflow<JournaledSpeech> {
  return async (ctx, input) => {
    const texts = input.task === "translate" ? input.texts : [input.text];
    const from = input.task === "tts" ? input.language : input.source_language;
    const to = input.task === "tts" ? input.language : input.target_language;
    await warnOfLanguage(ctx, ports, texts, from);
    const sentences = await splitTexts(ctx, ports, texts, from);
    const translated = await translateSentences(ctx, ports, sentences, { from, to, ...mannerOf(input) });
    const result = { task_id: ctx.job.metadata["task_id"] ?? null, texts: joinTexts(translated, texts.length) };
    if (input.task === "translate") return result;
    const spoken = await speakSentences(ctx, ports, input, translated, to);
    return { ...result, ...(await joinSound(ctx, spoken, result.texts)) };
  };
}

function mannerOf(input: JournaledSpeech) {
  const { terms } = input;
  const formality = input.task === "tts" ? undefined : FORMALITIES.get(input.formality ?? 0);
  return {
    ...speakerOf(input),
    ...(formality === undefined ? {} : { formality }),
    ...(terms === undefined ? {} : { terms }),
  };
}

const FORMALITIES: ReadonlyMap<number, "formal" | "informal"> = new Map([
  [1, "formal"],
  [2, "informal"],
]);

async function warnOfLanguage(
  ctx: JobContext,
  ports: SpeechPorts,
  texts: readonly string[],
  from: string,
): Promise<void> {
  // Journaled: the languages that are offered may differ after a restart.
  const warning = await ctx.step("language", async () => {
    const pairs = await ports.translation.pairs();
    return languageWarning(texts.join("\n"), from, [...new Set(pairs.map((pair) => pair.from))]);
  });
  if (warning !== null) await ctx.warn("LANGUAGE", warning);
}
