import { AsyncLocalStorage } from "node:async_hooks";
import type { ProviderUse } from "@headway-jobs/contract";

type CountUse = (use: ProviderUse) => void;

const meters = new AsyncLocalStorage<CountUse>();

/** Runs work whose calls to providers are counted by `count`, however deep within it they are made. */
export function metered<T>(count: CountUse, work: () => T): T {
  return meters.run(count, work);
}

/** Adds what a call used to the meter of the current job. Outside of metered work it does nothing. */
export function countUse(use: ProviderUse): void {
  meters.getStore()?.(use);
}

/** Does a call and counts it; one that throws is counted as failed. */
export async function counted<T>(use: ProviderUse, call: () => PromiseLike<T>): Promise<T> {
  let isFailed = true;
  try {
    const answer = await call();
    isFailed = false;
    return answer;
  } finally {
    countUse(isFailed ? { ...use, isFailed } : use);
  }
}
