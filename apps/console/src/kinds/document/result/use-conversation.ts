import { ClientError, type SessionHistory } from "@headway-jobs/client";
import { useClient } from "@headway-jobs/client/react";
import { useCallback, useEffect, useState } from "react";
import { standingOf, turnsOf, type Standing, type Turn } from "./turns.ts";
import { useReachability } from "../../../app/reachability.ts";
import { useProblem } from "../../../job-data/use-problem.ts";

export interface Conversation {
  readonly loaded: boolean;
  readonly turns: readonly Turn[];
  readonly standing: Standing;
  readonly newestJobId: string | null;
  /** The session's document as it is now; null when there is none. */
  readonly html: string | null;
  /** For files. */
  readonly name: string;
  readonly problem: string;
  /** Takes a turn and all later ones back; the message to write again, or null when it was refused. */
  readonly revert: (turnIndex: number) => Promise<string | null>;
}

/** A session's turns and document. */
export function useConversation(sessionId: string, jobId: string): Conversation {
  const client = useClient();
  const [history, setHistory] = useState<SessionHistory | null>(null);
  const [problem, setProblem] = useProblem();
  const { returns } = useReachability();
  const [round, setRound] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    client.documents
      .history(sessionId, { withDocument: true, signal: stop.signal })
      .then(setHistory, (error: unknown) => {
        if (!stop.signal.aborted) setProblem(error instanceof ClientError ? error : String(error));
      });
    return () => stop.abort();
  }, [client, sessionId, round, returns, setProblem]);
  const revert = useCallback(
    async (turnIndex: number): Promise<string | null> => {
      setProblem("");
      try {
        const { compose_text: compose } = await client.documents.revert(sessionId, turnIndex);
        setRound((before) => before + 1);
        return compose;
      } catch (error) {
        if (!(error instanceof ClientError)) throw error;
        setProblem(error);
        return null;
      }
    },
    [client, sessionId, setProblem],
  );
  const turns = turnsOf(history);
  return {
    loaded: history !== null || problem !== "",
    turns,
    standing: history === null ? "newest" : standingOf(turns, jobId),
    newestJobId: turns.at(-1)?.jobId ?? null,
    html: history?.document_state?.html_content ?? null,
    name: "document",
    problem,
    revert,
  };
}
