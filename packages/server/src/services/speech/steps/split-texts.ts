import type { JobContext } from "@headway-jobs/engine";
import type { SpeechPorts } from "../ports.ts";
import type { SpeechSentence } from "../sentence.ts";

/** Sentences of all texts in their order. Journaled: what was translated and spoken before a restart must stay the same sentence after it. */
export async function splitTexts(
  ctx: JobContext,
  ports: SpeechPorts,
  texts: readonly string[],
  language: string,
): Promise<SpeechSentence[]> {
  return ctx.step("split", async () => texts.flatMap((text, textIndex) => split(ports, text, textIndex, language)), {
    events: (sentences) => [{ type: "speech.sentences", data: { count: sentences.length } }],
  });
}

const LINE_BREAKS = /((?:[^\S\r\n\u2028\u2029]*[\r\n\u2028\u2029]+)+)/u;

function split(
  { split: splitSentences }: SpeechPorts,
  text: string,
  textIndex: number,
  language: string,
): SpeechSentence[] {
  // Paragraphs at even places, the breaks between them at odd ones.
  const parts = text.trim().split(LINE_BREAKS);
  return parts.flatMap((paragraph, place) => {
    if (place % 2 === 1) return [];
    const sentences = splitSentences(paragraph, language);
    return sentences.map((sentence, index) => ({
      textIndex,
      text: sentence.text,
      after: index < sentences.length - 1 ? " " : (parts[place + 1] ?? ""),
    }));
  });
}
