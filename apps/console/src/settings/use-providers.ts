import { ClientError, type ProvidersResource } from "@headway-jobs/client";
import { useClient } from "@headway-jobs/client/react";
import { useEffect, useState } from "react";
import { useReachability } from "../app/reachability.ts";
import { useProblem } from "../job-data/use-problem.ts";

/** What does the work of the server now; read again when `version` changes, and when the server is reached again. */
export function useProviders(version: string): {
  readonly providers: ProvidersResource | null;
  readonly problem: string;
} {
  const client = useClient();
  const [providers, setProviders] = useState<ProvidersResource | null>(null);
  const [problem, setProblem] = useProblem();
  const { returns } = useReachability();
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    const read = async (): Promise<void> => {
      try {
        setProviders(await client.providers({ signal }));
        setProblem("");
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof ClientError)) throw error;
        setProblem(error);
      }
    };
    void read();
    return () => stop.abort();
  }, [client, version, returns, setProblem]);
  return { providers, problem };
}
