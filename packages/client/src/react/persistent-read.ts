import { ClientError } from "../client-error.ts";
import { type Runtime, systemRuntime } from "../runtime.ts";
import type { Wake } from "./wake.ts";

export interface PersistentRead extends Pick<Wake, "wake"> {
  readonly signal: AbortSignal;
  /** It failed, and is tried again after a pause. */
  readonly onRetry?: () => void;
  readonly time?: Pick<Runtime, "after">;
}

const READ_AGAIN_MS = 2_000;

/**
 * What `read` yields, tried again after each failure that may pass; `wake` ends the pause before the next attempt. Throws any other
 * failure, and the signal's reason when it is aborted.
 */
export async function readPersistently<T>(read: () => Promise<T>, options: PersistentRead): Promise<T> {
  for (;;) {
    options.signal.throwIfAborted();
    try {
      return await read();
    } catch (failure) {
      options.signal.throwIfAborted();
      if (!(failure instanceof ClientError) || !failure.retryable) throw failure;
      options.onRetry?.();
      await pause(failure.retryAfterMs ?? READ_AGAIN_MS, options);
    }
  }
}

async function pause(delayMs: number, { signal, wake, time = systemRuntime }: PersistentRead): Promise<void> {
  await new Promise<void>((resolve) => {
    const end = (): void => {
      cancel();
      sleepOn();
      signal.removeEventListener("abort", end);
      resolve();
    };
    const cancel = time.after(delayMs, end);
    const sleepOn = wake(end);
    signal.addEventListener("abort", end, { once: true });
  });
}
