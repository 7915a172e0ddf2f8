import { type ArtifactEntry, type Client, ClientError, type JobResource } from "@headway-jobs/client";
import { useClient } from "@headway-jobs/client/react";
import { useEffect, useRef, useState } from "react";
import { useReachability } from "../app/reachability.ts";
import { useProblem } from "./use-problem.ts";

const READ_AGAIN_MS = 5_000;

/**
 * The files of a job, read once for each reading of the job: other links would begin what is playing again. What failed is read again
 * when the server is reached again, and after a while where the failure may pass.
 */
export function useFiles(job: JobResource): { readonly files: readonly ArtifactEntry[]; readonly problem: string } {
  const client = useClient();
  const [files, setFiles] = useState<readonly ArtifactEntry[]>([]);
  const [problem, setProblem] = useProblem();
  const { returns } = useReachability();
  const [round, setRound] = useState(0);
  const readOf = useRef<{ readonly client: Client; readonly job: JobResource } | null>(null);
  useEffect(() => {
    if (readOf.current?.client === client && readOf.current.job === job) return undefined;
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onFailure = (error: unknown): void => {
      if (stop.signal.aborted) return;
      setProblem(error instanceof ClientError ? error : String(error));
      if (error instanceof ClientError && error.retryable)
        timer = setTimeout(() => setRound((before) => before + 1), error.retryAfterMs ?? READ_AGAIN_MS);
    };
    const onFiles = (read: readonly ArtifactEntry[]): void => {
      readOf.current = { client, job };
      setFiles(read);
      setProblem("");
    };
    client.artifacts(job.job_id, { signal: stop.signal }).then(onFiles, onFailure);
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [client, job, returns, round, setProblem]);
  return { files, problem };
}
