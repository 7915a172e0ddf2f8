import { HeadwayError } from "@headway-jobs/contract";
import type { Engine, EventPage, Subscription } from "../api/engine.ts";
import type { Db } from "../db/port.ts";
import { selectEvents, selectHead, selectLastEvents } from "./events.ts";
import { storableKey } from "../db/storable.ts";
import type { Followers } from "./followers.ts";

export interface LogMethodsParts {
  readonly db: Db;
  readonly followers: Followers;
}

/** The engine's methods about logs of jobs. */
export function logMethods(
  parts: LogMethodsParts,
): Pick<Engine, "readEvents" | "lastEvents" | "subscribe" | "waitForEvent"> {
  return {
    readEvents: (jobId, afterSeq, limit) => readEvents(parts.db, storableKey(jobId), afterSeq, limit),
    lastEvents: (jobId, types, limit) => selectLastEvents(parts.db, storableKey(jobId), types, limit),
    subscribe: (jobId, onBatch) => parts.followers.subscribe(storableKey(jobId), onBatch),
    waitForEvent: (jobId, afterSeq, signal) => waitForEvent(parts.followers, storableKey(jobId), afterSeq, signal),
  };
}

async function readEvents(db: Db, jobId: string, afterSeq: number, limit: number): Promise<EventPage> {
  const head = await selectHead(db, jobId);
  if (!Number.isSafeInteger(afterSeq) || afterSeq < 0 || afterSeq > head.lastSeq) {
    throw new HeadwayError("INVALID_CURSOR", `The cursor must be between 0 and ${head.lastSeq}.`);
  }
  const events = await selectEvents(db, head.jobKey, afterSeq, limit);
  const next = events.at(-1)?.seq ?? afterSeq;
  return { events, next, ended: head.ended && next >= head.lastSeq };
}

async function waitForEvent(followers: Followers, jobId: string, afterSeq: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const onAbort = (): void => resolve();
  signal.addEventListener("abort", onAbort, { once: true });
  let subscription: (Subscription & { readonly ended: boolean }) | undefined;
  try {
    subscription = await followers.subscribe(jobId, (batch) => {
      if (batch.ended || (batch.events.at(-1)?.seq ?? 0) > afterSeq) resolve();
    });
    if (subscription.headSeq > afterSeq || subscription.ended) return;
    await promise;
  } finally {
    subscription?.close();
    signal.removeEventListener("abort", onAbort);
  }
}
