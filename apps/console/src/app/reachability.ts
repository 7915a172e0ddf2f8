import type { Fetch } from "@headway-jobs/client";
import { useSyncExternalStore } from "react";

const PROBE_MS = 3_000;

export interface Reachability {
  readonly isReachable: boolean;
  /** How often the server was reached again after it could not be: what was said of its absence is over then. */
  readonly returns: number;
}

let state: Reachability = { isReachable: true, returns: 0 };
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setTimeout> | undefined;
let startedRequests = 0;
/** Number of the newest request that got no answer. */
let newestUnanswered = 0;

/** Whether the page's newest request got an answer. While none does, the server is asked every few seconds. */
export function useReachability(): Reachability {
  return useSyncExternalStore(subscribe, currentReachability);
}

export function currentReachability(): Reachability {
  return state;
}

/** `fetch` that notes whether there was an answer, whatever it said. */
export const watchedFetch: Fetch = async (input, init) => {
  startedRequests += 1;
  const request = startedRequests;
  try {
    const response = await fetch(input, init);
    // An answer to a request that began before the server was lost does not say that it is back.
    if (request > newestUnanswered) note(true);
    return response;
  } catch (error) {
    if (init?.signal?.aborted !== true) noteUnanswered(request);
    throw error;
  }
};

/** A request that did not go through `watchedFetch` got no answer. */
export function noteUnreachable(): void {
  noteUnanswered(startedRequests);
}

function noteUnanswered(request: number): void {
  newestUnanswered = Math.max(newestUnanswered, request);
  note(false);
}

function note(isReachable: boolean): void {
  clearTimeout(timer);
  timer = isReachable ? undefined : setTimeout(probe, PROBE_MS);
  if (isReachable === state.isReachable) return;
  state = { isReachable, returns: state.returns + (isReachable ? 1 : 0) };
  for (const listener of listeners) listener();
}

// The network's coming and going says nothing of a server on the same machine: either way the server is asked.
function probe(): void {
  watchedFetch("/health", { cache: "no-store" }).catch(() => undefined);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) for (const name of ["online", "offline"]) addEventListener(name, probe);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) for (const name of ["online", "offline"]) removeEventListener(name, probe);
  };
}
