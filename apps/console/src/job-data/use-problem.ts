import { ClientError } from "@headway-jobs/client";
import { useCallback, useEffect, useState } from "react";
import { checkReachability, useReachability } from "../app/reachability.ts";
import { sentenceOf } from "./sentence-of.ts";

/** What went wrong with the last action. That the server could not be reached is forgotten as soon as it can be. */
export function useProblem(): readonly [text: string, setProblem: (problem: ClientError | string) => void] {
  const [problem, setProblem] = useState<ClientError | string>("");
  const forget = useCallback(() => setProblem((before) => (isPassing(before) ? "" : before)), []);
  useAtReturn(forget);
  const set = useCallback((next: ClientError | string) => {
    if (isPassing(next)) checkReachability();
    setProblem(next);
  }, []);
  return [problem instanceof ClientError ? sentenceOf(problem) : problem, set];
}

/** Calls `onReturn` whenever the server is reached again after it could not be. */
export function useAtReturn(onReturn: () => void): void {
  const { returns } = useReachability();
  useEffect(() => {
    if (returns > 0) onReturn();
  }, [returns, onReturn]);
}

/** True of what a reconnect fixes. */
export function isPassing(problem: unknown): boolean {
  return problem instanceof ClientError && problem.code === "NETWORK";
}
