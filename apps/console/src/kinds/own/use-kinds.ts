import { ClientError, type JobKindResource } from "@headway-jobs/client";
import { useClient } from "@headway-jobs/client/react";
import { useEffect, useState } from "react";
import { useReachability } from "../../app/reachability.ts";

/** The kinds of job that the server has; none until it has answered, and where it cannot. Asked for again when the server is reached again. */
export function useKinds(): readonly JobKindResource[] {
  const client = useClient();
  const [kinds, setKinds] = useState<readonly JobKindResource[]>([]);
  const { returns } = useReachability();
  useEffect(() => {
    const stop = new AbortController();
    // The same answer is the same value: a form that is being filled in stays.
    const keep = (now: readonly JobKindResource[]): void =>
      setKinds((before) => (JSON.stringify(before) === JSON.stringify(now) ? before : now));
    client.kinds({ signal: stop.signal }).then(keep, (error: unknown) => {
      // An older server has no such route, and the page's streams say it when no key is there yet.
      if (!stop.signal.aborted && !(error instanceof ClientError)) throw error;
    });
    return () => stop.abort();
  }, [client, returns]);
  return kinds;
}
