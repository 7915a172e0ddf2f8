/** A sentence on its way through a task. */
export type SpeechSentence = {
  /** Which of the task's texts it belongs to, from 0. */
  readonly textIndex: number;
  readonly text: string;
  /** White space after it: a space, or the line breaks of a paragraph's end; nothing after the last. */
  readonly after: string;
};

export const endsParagraph = ({ after }: SpeechSentence): boolean => after !== " ";

/** The texts again, their paragraphs where they were. */
export function joinTexts(sentences: readonly SpeechSentence[], count: number): string[] {
  const texts = Array.from({ length: count }, () => "");
  for (const { textIndex, text, after } of sentences) texts[textIndex] = `${texts[textIndex] ?? ""}${text}${after}`;
  return texts;
}
