import { ClientError, type LocalModelsResource } from "@headway-jobs/client";
import { useClient, type FollowedJobs } from "@headway-jobs/client/react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useReachability } from "../app/reachability.ts";
import { hasEnded } from "../job-data/job-view.ts";
import { useProblem } from "../job-data/use-problem.ts";

export interface LocalModels {
  /** Null until it is read. */
  readonly list: LocalModelsResource | null;
  readonly problem: string;
  /** Reads the list again; resolves when it is there. */
  readonly reload: () => Promise<void>;
}

/** The models of the server, read again when the language changes, a download begins or ends anywhere, or the server is reached again. */
export function useLocalModels(jobs: FollowedJobs, language: string): LocalModels {
  const client = useClient();
  const [list, setList] = useState<LocalModelsResource | null>(null);
  const [problem, setProblem] = useProblem();
  const { returns } = useReachability();
  const newest = useRef(0);
  const reload = useCallback(async () => {
    newest.current += 1;
    const mine = newest.current;
    try {
      const read = await client.localModels.list(language === "" ? {} : { languages: [language] });
      // A slower answer to an earlier question is older.
      if (mine !== newest.current) return;
      setList(read);
      setProblem("");
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      if (mine === newest.current) setProblem(error);
    }
  }, [client, language, setProblem]);
  const downloads = useMemo(
    () =>
      jobs.jobs
        .filter(({ kind }) => kind === "local_model")
        .map((job) => `${job.job_id} ${hasEnded(job)}`)
        .join(),
    [jobs.jobs],
  );
  useEffect(() => void reload(), [reload, downloads, returns]);
  return { list, problem, reload };
}
