import type { JobEvent } from "@headway-jobs/client";

export interface SentenceView {
  readonly number: number;
  /** Empty when it was never translated. */
  readonly source: string;
  readonly text: string;
  /** Seconds; null until it is spoken. */
  readonly durationS: number | null;
}

/** A speech job's sentences in their order, as far as its events report them. */
export function sentencesOf(events: readonly JobEvent[]): readonly SentenceView[] {
  const found = new Map<number, SentenceView>();
  for (const event of events) {
    if (event.type !== "speech.sentence.translated" && event.type !== "speech.sentence.spoken") continue;
    const number = Number(event["sentence"]);
    const before = found.get(number) ?? { number, source: "", text: "", durationS: null };
    const text = String(event["text"]);
    found.set(
      number,
      event.type === "speech.sentence.translated"
        ? { ...before, text, source: String(event["source"]) }
        : { ...before, text, durationS: Number(event["duration"]) },
    );
  }
  return [...found.values()].toSorted((a, b) => a.number - b.number);
}
