import type { ExamResult } from "@headway-jobs/exam/kept/kept-exams";
import { chrf } from "@headway-jobs/exam/scores/chrf";
import { keptWords, sumOfKept } from "@headway-jobs/exam/scores/kept-words";
import type { ParallelSentence } from "@headway-jobs/exam/sets/read-parallel";
import { primaryLanguage } from "@headway-jobs/ports/translation";
import { examFacts, type ExamFindings, type ExamSetup, measured, observed, withProviders } from "./exam-setup.ts";

export interface ParallelSet {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly sentences: readonly ParallelSentence[];
}

/** Sentences of one request. */
const BATCH = 20;

interface Translated extends ParallelSentence {
  readonly translation: string;
}

/** A parallel set through the translations in force. Sentences count for the one that translated them. Throws its errors when nothing was translated. */
export async function examTranslation(setup: ExamSetup, set: ParallelSet): Promise<ExamFindings> {
  return withProviders(setup, async ({ translation }) => {
    const { from, to, sentences } = set;
    const translate = (batch: readonly ParallelSentence[]) => {
      const texts = batch.map(({ source }) => source);
      return observed(setup, () => translation.translate({ texts, from, to, signal: setup.signal }));
    };
    // The first sentence loads the model.
    await translate(sentences.slice(0, 1));
    const works = new Map<string, { readonly translated: Translated[]; seconds: number }>();
    const warnings = new Set<string>();
    const { memoryMb } = await measured(setup, async () => {
      for (let at = 0; at < sentences.length; at += BATCH) {
        setup.show(`Translating sentence ${at + 1} of ${sentences.length} …`);
        const batch = sentences.slice(at, at + BATCH);
        const { value: answer, provider, seconds } = await translate(batch);
        const by = answer.by ?? provider ?? "translation";
        const work = works.get(by) ?? { translated: [], seconds: 0 };
        work.translated.push(...batch.map((one, index) => ({ ...one, translation: answer.texts[index] ?? "" })));
        work.seconds += seconds;
        works.set(by, work);
        for (const warning of answer.warnings) warnings.add(warning);
      }
    });
    const results = [...works].map(([provider, { translated, seconds }]): ExamResult => ({
      ...examFacts(setup),
      capability: "translation",
      provider,
      language: `${primaryLanguage(from)}>${primaryLanguage(to)}`,
      set: set.name,
      items: translated.length,
      memory_mb: memoryMb,
      ...scoresOf(translated, seconds),
    }));
    return { results, details: [], remarks: [...warnings] };
  });
}

function scoresOf(translated: readonly Translated[], seconds: number) {
  const translations = translated.map(({ translation }) => translation);
  const references = translated.map(({ reference }) => reference);
  const words = translated.reduce((sum, { source }) => sum + source.split(/\s+/u).length, 0);
  return {
    chrf: Math.round(chrf(translations, references) * 100) / 100,
    kept: sumOfKept(translated.map((one) => keptWords(one.source, one.translation, one.reference))),
    ...(seconds > 0 ? { words_per_second: Math.round(words / seconds) } : {}),
  };
}
