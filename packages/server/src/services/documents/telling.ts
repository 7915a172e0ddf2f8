import type { NewEvent } from "@headway-jobs/engine";

const LONGEST_CHARS = 2_000;

/** What an editor says while it works. */
export function toldEvent(sentence: string): NewEvent {
  return { type: "document.intermediate", data: { content: cut(sentence, LONGEST_CHARS) } };
}

function cut(sentence: string, chars: number): string {
  return sentence.length <= chars ? sentence : `${sentence.slice(0, chars - 1).toWellFormed()}…`;
}
