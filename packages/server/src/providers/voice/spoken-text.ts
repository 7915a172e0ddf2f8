/** Text made ready for a voice, and whether a word was too long to be spoken whole. */
export interface ReadyText {
  readonly text: string;
  readonly shortened: boolean;
}
export function toSpokenText(text: string, _language: string): ReadyText {
  return toWrittenText(text);
}
export function toWrittenText(text: string): ReadyText {
  return { text: text.replace(/[\p{Cc}\p{Extended_Pictographic}]+/gu, " "), shortened: false };
}
