import type { JobContext, StepContext } from "@headway-jobs/engine";
import { DRAFT_TRANSLATION, primaryLanguage, type TranslationRequest } from "@headway-jobs/ports/translation";
import type { SpeechPorts } from "../ports.ts";
import type { SpeechSentence } from "../sentence.ts";

const FIRST_PERCENT = 2;
const LAST_PERCENT = 30;

/** A program run costs a fifth of a second however little it translates, a batch lost to a crash what it took: this is between the two. */
const BATCH_CHARS = 4_000;
const BATCH_SENTENCES = 40;
/** Batches translated at the same time. */
const CONCURRENCY = 2;

/** Everything of a translation but its texts. */
type TranslationWish = Omit<TranslationRequest, "texts" | "signal">;

interface Batch {
  /** Of its first sentence, from 0. */
  readonly firstIndex: number;
  readonly sentences: readonly SpeechSentence[];
}

/** The sentences in the other language, in batches of a step each; as they are when it is the same language. */
export async function translateSentences(
  ctx: JobContext,
  { translation }: SpeechPorts,
  sentences: readonly SpeechSentence[],
  wanted: TranslationWish,
): Promise<SpeechSentence[]> {
  const { from, to } = wanted;
  if (primaryLanguage(from) === primaryLanguage(to)) return [...sentences];
  const batches = batchesOf(sentences);
  const warnings = new Set<string>();
  let done = 0;
  let isDraft = false;
  const answers = await ctx.parallel(batches, { concurrency: CONCURRENCY }, async (batch, index) => {
    const answer = await ctx.step(
      `translate:${index + 1}`,
      async (step) => {
        await showProgress(step, done, sentences.length);
        const texts = batch.sentences.map(({ text }) => text);
        const translated = await translation.translate({ ...wanted, texts, signal: step.signal });
        return { texts: translated.texts, warnings: translated.warnings, isDraft: translated.literal === true };
      },
      { events: ({ texts }) => eventsOf(batch, texts) },
    );
    done += batch.sentences.length;
    for (const warning of answer.warnings) warnings.add(warning);
    isDraft ||= answer.isDraft;
    return answer.texts;
  });
  if (isDraft) await ctx.warn(DRAFT_TRANSLATION.code, DRAFT_TRANSLATION.message);
  for (const warning of warnings) await ctx.warn("TRANSLATION", warning);
  const texts = answers.flat();
  return sentences.map((sentence, index) => ({ ...sentence, text: texts[index] ?? "" }));
}

function batchesOf(sentences: readonly SpeechSentence[]): Batch[] {
  const batches: { firstIndex: number; sentences: SpeechSentence[] }[] = [];
  let chars = 0;
  for (const [index, sentence] of sentences.entries()) {
    const batch = batches.at(-1);
    if (
      batch === undefined ||
      batch.sentences.length >= BATCH_SENTENCES ||
      chars + sentence.text.length > BATCH_CHARS
    ) {
      batches.push({ firstIndex: index, sentences: [sentence] });
      chars = 0;
    } else {
      batch.sentences.push(sentence);
    }
    chars += sentence.text.length;
  }
  return batches;
}

async function showProgress(step: StepContext, done: number, count: number): Promise<void> {
  const progress = FIRST_PERCENT + ((LAST_PERCENT - FIRST_PERCENT) * done) / count;
  await step.progress({ phase: "translating", progress, message: `Translated ${done} of ${count} sentences` });
}

const eventsOf = ({ firstIndex, sentences }: Batch, texts: readonly string[]) =>
  sentences.map((sentence, index) => ({
    type: "speech.sentence.translated",
    data: { sentence: firstIndex + index + 1, source: sentence.text, text: texts[index] ?? "" },
  }));
