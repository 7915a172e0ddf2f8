import type { JobResource } from "@headway-jobs/contract";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { ClientError } from "../client-error.ts";
import type { Client } from "../client.ts";
import type { JobEvent } from "../job-event.ts";
import { asClientError } from "./as-client-error.ts";
import { useClient } from "./client-context.ts";
import { connectionError, connectionState, type ConnectionState, tellsOfError } from "./connection-state.ts";
import { gather } from "./gather.ts";
import { readPersistently } from "./persistent-read.ts";
import { createWake, type Wake } from "./wake.ts";

export interface FollowedJob {
  /** The job as last read: at the start, and once more at its end, when it has result and links. A failed reading keeps it. */
  readonly job: JobResource | null;
  /** The last reading failed and is tried again: `job` may be older than its events. */
  readonly isStale: boolean;
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
  readonly isStale: boolean;
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
    void readJob({ client, jobId, wake, signal: stop.signal, setState });
    return () => stop.abort();
  }, [client, jobId, wake, reads]);
  const refresh = useCallback(() => setReads((count) => count + 1), []);

  useEffect(() => {
    if (paused || cursor.current.ended) return undefined;
    const stop = new AbortController();
    const following = { client, jobId, wake, cursor: cursor.current, signal: stop.signal, setState };
    // Its result is read by the other effect, which a pause does not stop: nothing would begin it again.
    void followEvents({ ...following, onEnd: refresh });
    return () => stop.abort();
  }, [client, jobId, paused, wake, refresh]);

  return { ...current, reconnect: wake.reconnect, refresh };
}

type SetFollowed = (update: (before: Followed) => Followed) => void;

interface Reading {
  readonly client: Client;
  readonly jobId: string;
  readonly wake: Wake;
  readonly signal: AbortSignal;
  readonly setState: SetFollowed;
}

interface Following extends Reading {
  readonly cursor: { jobId: string; seq: number; ended: boolean };
  /** The log has ended. */
  readonly onEnd: () => void;
}

async function readJob({ client, jobId, wake, signal, setState }: Reading): Promise<void> {
  const update = (change: Partial<Followed>): void =>
    setState((before) => (before.jobId === jobId ? { ...before, ...change } : before));
  try {
    const job = await readPersistently(() => client.jobs.get(jobId, { signal }), {
      signal,
      wake: wake.wake,
      onRetry: () => update({ isStale: true }),
    });
    if (!signal.aborted) update({ job, isStale: false });
  } catch (error) {
    if (!signal.aborted) update({ error: asClientError(error), isStale: false });
  }
}

async function followEvents({ client, jobId, wake, cursor, signal, setState, onEnd }: Following): Promise<void> {
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
    onEnd();
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
  return { jobId, job: null, isStale: false, events: [], connection: "connecting", error: null };
}
