import { AsyncLocalStorage } from "node:async_hooks";
import type { ProviderUse } from "@headway-jobs/contract";

type CountUse = (use: ProviderUse) => void;

const meters = new AsyncLocalStorage<CountUse>();

/** Runs work whose calls to providers are counted by `count`, however deep within it they are made. */
export function metered<T>(count: CountUse, work: () => T): T {
  return meters.run(count, work);
}

/** Tells the meter of the work under way what a call used. Outside of metered work nobody counts. */
export function countUse(use: ProviderUse): void {
  meters.getStore()?.(use);
}
