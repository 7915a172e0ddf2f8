import type { JobKind, JobResource } from "@headway-jobs/contract";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { ClientError } from "../client-error.ts";
import type { Client } from "../client.ts";
import type { JobChange } from "../stream/read-entry.ts";
import { asClientError } from "./as-client-error.ts";
import { useClient } from "./client-context.ts";
import { connectionError, connectionState, type ConnectionState, tellsOfError } from "./connection-state.ts";
import { gather } from "./gather.ts";
import { namesNewJob, noJobs, withChanges, withJob, withNewestPage, withOlderPage, withoutJob } from "./jobs-state.ts";
import type { JobsState } from "./jobs-state.ts";
import { readPersistently } from "./persistent-read.ts";
import { createWake, type Wake } from "./wake.ts";

export interface FollowedJobs extends JobsState {
  readonly connection: ConnectionState;
  readonly error: ClientError | null;
  readonly reconnect: () => void;
  readonly loadOlder: () => Promise<void>;
  /** Puts a job that the caller has just submitted or read into the list. */
  readonly put: (job: JobResource) => void;
  /** Takes a job that the caller has removed out of the list. */
  readonly drop: (jobId: string) => void;
}

const PAGE = 30;
const GATHER_MS = 80;

/** The owner's jobs, newest first, kept current by one stream. Reads again from the start when the client changes (another key). */
export function useJobs({ kind }: { readonly kind?: JobKind } = {}): FollowedJobs {
  const client = useClient();
  const wake = useMemo(createWake, []);
  const [state, setState] = useState<JobsState>(noJobs);
  const [connection, setConnection] = useState<ConnectionState>("connecting");
  const [round, setRound] = useState(0);
  const [error, setError] = useState<ClientError | null>(null);
  const latest = useRef(state);
  latest.current = state;

  useEffect(() => {
    setState(noJobs);
    setError(null);
    const stop = new AbortController();
    const onFailure = (failure: unknown): void => {
      if (stop.signal.aborted) return;
      // The server's data was restored or replaced: the list is read again.
      if (failure instanceof ClientError && failure.code === "INVALID_CURSOR") setRound((before) => before + 1);
      else setError(asClientError(failure));
    };
    const following = { client, kind, wake, signal: stop.signal, latest, setState, setConnection, setError, onFailure };
    followJobs(following).catch(onFailure);
    return () => stop.abort();
  }, [client, kind, wake, round]);

  const loadOlder = useCallback(async () => {
    const { nextCursor } = latest.current;
    if (nextCursor === null) return;
    const page = await client.jobs.list({ ...listQuery(kind), cursor: nextCursor });
    setState((before) => withOlderPage(before, page));
  }, [client, kind]);
  const put = useCallback((job: JobResource) => setState((before) => withJob(before, job)), []);
  const drop = useCallback((jobId: string) => setState((before) => withoutJob(before, jobId)), []);
  return { ...state, connection, error, reconnect: wake.reconnect, loadOlder, put, drop };
}

interface Following {
  readonly client: Client;
  readonly kind: JobKind | undefined;
  readonly wake: Wake;
  readonly signal: AbortSignal;
  readonly latest: { readonly current: JobsState };
  readonly setState: (update: (before: JobsState) => JobsState) => void;
  readonly setConnection: (connection: ConnectionState) => void;
  readonly setError: (error: ClientError | null) => void;
  readonly onFailure: (failure: unknown) => void;
}

/** The stream says what changed; what it cannot say (topics, times) is read as a page at each (re)connection and whenever a job is new. */
async function followJobs(following: Following): Promise<void> {
  const { client, kind, wake, signal, latest, setState, setConnection, setError, onFailure } = following;
  const readNewest = async (): Promise<void> => {
    const page = await client.jobs.list(listQuery(kind), { signal });
    if (!signal.aborted) setState((before) => withNewestPage(before, page));
  };
  const read = (): Promise<void> => readPersistently(readNewest, { signal, wake: wake.wake });
  const newest = keepReading(read, signal, onFailure);
  const shown = gather<JobChange>(GATHER_MS, (group) => {
    const fitting = group.filter((change) => kind === undefined || change.kind === kind);
    setState((before) => withChanges(before, fitting));
    if (namesNewJob(latest.current, fitting)) newest.ask();
  });
  try {
    const changes = client.changes({
      signal,
      wake: wake.wake,
      onState(state) {
        if (signal.aborted) return;
        setConnection(connectionState(state));
        if (tellsOfError(state)) setError(connectionError(state));
        if (state.phase === "open" && !latest.current.loaded) newest.ask();
      },
    });
    for await (const change of changes) shown.add(change);
  } finally {
    shown.drop();
  }
}

/** Runs one read at a time, and one more when it was asked for meanwhile. */
function keepReading(
  read: () => Promise<void>,
  signal: AbortSignal,
  onFailure: (failure: unknown) => void,
): { ask(): void } {
  let reading = false;
  let again = false;
  const run = async (): Promise<void> => {
    reading = true;
    while (again && !signal.aborted) {
      again = false;
      await read().catch(onFailure);
    }
    reading = false;
  };
  return {
    ask() {
      again = true;
      if (!reading) run().catch(onFailure);
    },
  };
}

function listQuery(kind: JobKind | undefined): { limit: number; compact: boolean; kind?: JobKind } {
  return { limit: PAGE, compact: true, ...(kind === undefined ? {} : { kind }) };
}
