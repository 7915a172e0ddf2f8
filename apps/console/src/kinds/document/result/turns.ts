import type { SessionHistory } from "@headway-jobs/client";

export interface Turn {
  readonly index: number;
  readonly jobId: string;
  readonly message: string;
  readonly response: string;
  readonly at: string;
}

/** Where a job's turn stands in its session. */
export type Standing = "newest" | "continued" | "reverted";

/** A session's turns in their order: a message and its answer share an index, and their ids begin with the job's. */
export function turnsOf(history: Pick<SessionHistory, "messages"> | null): readonly Turn[] {
  const turns = new Map<number, Turn>();
  for (const { id, sender, content, timestamp, turn_index: index } of history?.messages ?? []) {
    const before = turns.get(index) ?? {
      index,
      jobId: id.replace(/_(?:user|ai)$/, ""),
      message: "",
      response: "",
      at: timestamp,
    };
    turns.set(
      index,
      sender === "user" ? { ...before, message: content, at: timestamp } : { ...before, response: content },
    );
  }
  return [...turns.values()].toSorted((a, b) => a.index - b.index);
}

export function standingOf(turns: readonly Turn[], jobId: string): Standing {
  if (turns.at(-1)?.jobId === jobId) return "newest";
  return turns.some((turn) => turn.jobId === jobId) ? "continued" : "reverted";
}
