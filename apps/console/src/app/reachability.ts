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
/** Numbers of the newest request that got an answer, and of the newest one that got none: the newer of the two says how it is. */
let newestAnswered = 0;
let newestUnanswered = 0;
/** Requests up to this number cannot clear up the doubt about the server; null where there is none. */
let doubtedUpTo: number | null = null;

/** Whether the page's newest request got an answer. While none does, the server is asked every few seconds. */
export function useReachability(): Reachability {
  return useSyncExternalStore(subscribe, currentReachability);
}

export function currentReachability(): Reachability {
  return state;
}

/** `fetch`, or one like it, that notes whether there was an answer, whatever it said. */
export function watched(send: Fetch): Fetch {
  return async (input, init) => {
    startedRequests += 1;
    const request = startedRequests;
    try {
      const response = await send(input, init);
      noteAnswered(request);
      return response;
    } catch (error) {
      if (init?.signal?.aborted !== true) noteUnanswered(request);
      throw error;
    }
  };
}

export const watchedFetch: Fetch = watched((input, init) => fetch(input, init));

/**
 * Asks the server now, after a failure that does not say whether it is reachable: an answer that broke off, or the late failure of an
 * old request. What was said of the failure is over when it answers. Does nothing while the server is known to be unreachable.
 */
export function checkReachability(): void {
  if (!state.isReachable || doubtedUpTo !== null) return;
  doubtedUpTo = startedRequests;
  probe();
}

function noteAnswered(request: number): void {
  newestAnswered = Math.max(newestAnswered, request);
  // An answer to a request that began before the server was lost does not say that it is back.
  if (newestAnswered < newestUnanswered) return;
  clearTimeout(timer);
  timer = undefined;
  const isCleared = doubtedUpTo !== null && request > doubtedUpTo;
  if (state.isReachable && !isCleared) return;
  doubtedUpTo = null;
  set({ isReachable: true, returns: state.returns + 1 });
}

function noteUnanswered(request: number): void {
  newestUnanswered = Math.max(newestUnanswered, request);
  // Nor does the failure of a request that began before the newest answer say that the server is lost.
  if (newestUnanswered < newestAnswered) return checkReachability();
  doubtedUpTo = null;
  clearTimeout(timer);
  timer = setTimeout(probe, PROBE_MS);
  if (state.isReachable) set({ ...state, isReachable: false });
}

function set(next: Reachability): void {
  state = next;
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
