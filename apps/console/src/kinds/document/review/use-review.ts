import { ClientError, type DocumentChange, type JobEvent, type JobResource } from "@headway-jobs/client";
import { useClient } from "@headway-jobs/client/react";
import { useCallback, useEffect, useMemo, useState } from "react";
import { checkReachability } from "../../../app/reachability.ts";
import { sentenceOf } from "../../../job-data/sentence-of.ts";
import { isPassing, useAtReturn } from "../../../job-data/use-problem.ts";
import { useVisible } from "../../../ui/use-visible.ts";
import { reviewView, type Decision, type ReviewView } from "./review-view.ts";

/** Decisions make no events, so those of others are seen by reading the job again. */
const READ_AGAIN_MS = 2_000;
/** Stands for the whole batch where the others are change ids. */
export const ALL = "all";

export interface ReviewWork {
  readonly view: ReviewView;
  /** Ids of the changes, or ALL, whose decision is on its way. */
  readonly sending: ReadonlySet<string>;
  readonly problems: ReadonlyMap<string, string>;
  /** True once the server has it. */
  readonly decide: (change: DocumentChange, decision: Decision) => Promise<boolean>;
  readonly approveLeft: () => Promise<boolean>;
}

export function useReview(job: JobResource, events: readonly JobEvent[], onRefresh: () => void): ReviewWork {
  const client = useClient();
  const [mine, setMine] = useState<ReadonlyMap<string, Decision>>(new Map());
  const [sending, setSending] = useState<ReadonlySet<string>>(new Set());
  const [problems, setProblems] = useState<ReadonlyMap<string, ClientError>>(new Map());
  useAtReturn(useCallback(() => setProblems((before) => new Map([...before].filter((one) => !isPassing(one[1])))), []));
  const view = useMemo(() => reviewView(job, events, mine), [job, events, mine]);
  const { job_id: jobId, session_id: sessionId } = job;
  useReadAgain(onRefresh);

  const send = useCallback(
    async (key: string, changes: readonly DocumentChange[], decision: Decision): Promise<boolean> => {
      setSending((before) => new Set([...before, key]));
      setProblems((before) => without(before, key));
      try {
        await client.documents.approve(sessionId ?? "", {
          job_id: jobId,
          approved: decision.approved,
          // Bound to what was shown here: a proposal that has changed meanwhile is not approved unseen.
          changes: changes.map(({ change_id, change_hash }) => ({ change_id, change_hash, ...vote(decision) })),
        });
        setMine((before) => new Map([...before, ...changes.map((one) => [one.change_id, decision] as const)]));
        return true;
      } catch (error) {
        if (!(error instanceof ClientError)) throw error;
        if (isPassing(error)) checkReachability();
        setProblems((before) => new Map([...before, [key, error]]));
        return false;
      } finally {
        setSending((before) => new Set([...before].filter((one) => one !== key)));
        onRefresh();
      }
    },
    [client, jobId, sessionId, onRefresh],
  );
  const decide = useCallback(
    (change: DocumentChange, decision: Decision) => send(change.change_id, [change], decision),
    [send],
  );
  const left = view.batch.filter(({ decision }) => decision === null).map(({ change }) => change);
  return {
    view,
    sending,
    problems: new Map([...problems].map(([key, error]) => [key, problemOf(error)])),
    decide,
    approveLeft: () => send(ALL, left, { approved: true, feedback: null }),
  };
}

function useReadAgain(onRefresh: () => void): void {
  const visible = useVisible();
  useEffect(() => {
    if (!visible) return undefined;
    onRefresh();
    const timer = setInterval(onRefresh, READ_AGAIN_MS);
    return () => clearInterval(timer);
  }, [visible, onRefresh]);
}

function vote({ approved, feedback }: Decision) {
  return feedback === null ? { approved } : { approved, feedback };
}

function problemOf(error: ClientError): string {
  return error.status === 409 ? `It was already decided elsewhere: ${error.message}` : sentenceOf(error);
}

function without(problems: ReadonlyMap<string, ClientError>, key: string): ReadonlyMap<string, ClientError> {
  return new Map([...problems].filter(([one]) => one !== key));
}
