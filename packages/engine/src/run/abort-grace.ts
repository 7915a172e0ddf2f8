import type { Clock } from "../api/ports.ts";

/**
 * The outcome of `work`, which gets `graceMs` to stop after `signal` fires; after that the signal's
 * reason is thrown although the work may still be running.
 */
export async function awaitWithGrace<T>(
  work: Promise<T>,
  options: { readonly signal: AbortSignal; readonly clock: Clock; readonly graceMs: number },
): Promise<T> {
  const { signal, clock, graceMs } = options;
  const { promise: leftBehind, reject } = Promise.withResolvers<never>();
  let forget: (() => void) | undefined;
  const onAbort = (): void => {
    forget = clock.after(graceMs, () => reject(signal.reason));
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work, leftBehind]);
  } finally {
    forget?.();
    signal.removeEventListener("abort", onAbort);
  }
}

/** Resolves after a pause; throws the signal's reason when it fires before. */
export function pause(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const onAbort = (): void => {
      forget();
      reject(signal.reason as Error);
    };
    const forget = clock.after(delayMs, () => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    });
    signal.addEventListener("abort", onAbort, { once: true });
  });
}
