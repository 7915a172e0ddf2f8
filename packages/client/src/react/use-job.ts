import type { JobResource } from "@headway-jobs/contract";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { ClientError } from "../client-error.ts";
import type { Client } from "../client.ts";
import type { JobEvent } from "../job-event.ts";
import { asClientError } from "./as-client-error.ts";
import { useClient } from "./client-context.ts";
import { connectionError, connectionState, type ConnectionState, tellsOfError } from "./connection-state.ts";
import { gather } from "./gather.ts";
import { createWake, type Wake } from "./wake.ts";

export interface FollowedJob {
  /** The job as last read: at the start, and once more at its end, when it has result and links. */
  readonly job: JobResource | null;
  /** All its events so far, in order. */
  readonly events: readonly JobEvent[];
  readonly connection: ConnectionState;
  /** Why the job cannot be followed at all. */
  readonly error: ClientError | null;
  /** Ends the pause before the next reconnect. */
  readonly reconnect: () => void;
  /** Reads the job again, e.g. because its signed links have expired. */
  readonly refresh: () => void;
}

interface Followed {
  readonly jobId: string;
  readonly job: JobResource | null;
  readonly events: readonly JobEvent[];
  readonly connection: ConnectionState;
  readonly error: ClientError | null;
}

const GATHER_MS = 50;

/** Follows one job while the component is mounted. While `paused` its stream is closed; afterwards it resumes from its cursor. */
export function useJob(jobId: string, { paused = false }: { readonly paused?: boolean } = {}): FollowedJob {
  const client = useClient();
  const wake = useMemo(createWake, []);
  const [state, setState] = useState<Followed>(() => nothingOf(jobId));
  const [reads, setReads] = useState(0);
  const cursor = useRef({ jobId, seq: 0, ended: false });
  const current = state.jobId === jobId ? state : nothingOf(jobId);

  useEffect(() => {
    if (cursor.current.jobId !== jobId) cursor.current = { jobId, seq: 0, ended: false };
    setState((before) => (before.jobId === jobId ? before : nothingOf(jobId)));
    const stop = new AbortController();
    void readJob(client, jobId, stop.signal, setState);
    return () => stop.abort();
  }, [client, jobId, reads]);

  useEffect(() => {
    if (paused || cursor.current.ended) return undefined;
    const stop = new AbortController();
    void followEvents({ client, jobId, wake, cursor: cursor.current, signal: stop.signal, setState });
    return () => stop.abort();
  }, [client, jobId, paused, wake]);

  const refresh = useCallback(() => setReads((count) => count + 1), []);
  return { ...current, reconnect: wake.reconnect, refresh };
}

type SetFollowed = (update: (before: Followed) => Followed) => void;

interface Following {
  readonly client: Client;
  readonly jobId: string;
  readonly wake: Wake;
  readonly cursor: { jobId: string; seq: number; ended: boolean };
  readonly signal: AbortSignal;
  readonly setState: SetFollowed;
}

async function readJob(client: Client, jobId: string, signal: AbortSignal, setState: SetFollowed): Promise<void> {
  try {
    const job = await client.jobs.get(jobId, { signal });
    setState((before) => (before.jobId === jobId ? { ...before, job } : before));
  } catch (error) {
    if (signal.aborted) return;
    const failure = asClientError(error);
    // The stream retries on its own; only a refusal is worth stopping for.
    if (!failure.retryable) setState((before) => (before.jobId === jobId ? { ...before, error: failure } : before));
  }
}

async function followEvents({ client, jobId, wake, cursor, signal, setState }: Following): Promise<void> {
  const update = (change: (before: Followed) => Partial<Followed>): void => {
    if (!signal.aborted) setState((before) => (before.jobId === jobId ? { ...before, ...change(before) } : before));
  };
  // The cursor follows what is shown, not what was read: a pause between the two drops the rest, and it is sent again.
  const shown = gather<JobEvent>(GATHER_MS, (group) => {
    if (signal.aborted) return;
    cursor.seq = group.at(-1)?.seq ?? cursor.seq;
    update(({ events }) => ({ events: append(events, group) }));
  });
  try {
    const events = client.events(jobId, {
      after: cursor.seq,
      signal,
      wake: wake.wake,
      onState: (state) =>
        update(() => ({
          connection: connectionState(state),
          ...(tellsOfError(state) ? { error: connectionError(state) } : {}),
        })),
    });
    for await (const event of events) shown.add(event);
    shown.flush();
    cursor.ended = true;
    await readJob(client, jobId, signal, setState);
  } catch (error) {
    if (signal.aborted) shown.drop();
    else shown.flush();
    update(() => ({ error: asClientError(error), connection: "failed" }));
  }
}

/** Two effects of one job may overlap for a moment; the numbers say what is new. */
function append(events: readonly JobEvent[], group: readonly JobEvent[]): readonly JobEvent[] {
  const last = events.at(-1)?.seq ?? 0;
  return [...events, ...group.filter(({ seq }) => seq > last)];
}

function nothingOf(jobId: string): Followed {
  return { jobId, job: null, events: [], connection: "connecting", error: null };
}
