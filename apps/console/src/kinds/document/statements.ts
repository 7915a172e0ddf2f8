import type { JobEvent } from "@headway-jobs/client";

export interface Statement {
  readonly seq: number;
  readonly text: string;
}

const MOST_SHOWN = 60;

/** What the editor said so far; a run after a crash may say the same again, which is shown once. */
export function statementsOf(events: readonly JobEvent[]): readonly Statement[] {
  const said = new Map<string, Statement>();
  for (const event of events) {
    if (event.type !== "document.intermediate") continue;
    const text = String(event["content"]);
    if (!said.has(text)) said.set(text, { seq: event.seq, text });
  }
  return [...said.values()].slice(-MOST_SHOWN);
}
