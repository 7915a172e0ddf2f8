import { HeadwayError } from "@headway-jobs/contract";
import type { Engine } from "@headway-jobs/engine";

export interface Outage {
  begin(): void;
  end(): void;
  /** Calls that were refused so far. */
  readonly refused: number;
}

const READS = new Set<keyof Engine>([
  "find",
  "list",
  "submit",
  "readEvents",
  "subscribe",
  "readChanges",
  "headChangeNo",
]);

/** The same engine, whose store can be unavailable: reads and writes then fail as they do when the database is gone. */
export function withOutage(engine: Engine): { readonly engine: Engine; readonly outage: Outage } {
  let away = false;
  let refused = 0;
  const faulty = new Proxy(engine, {
    get(target, name, receiver) {
      if (!away || !READS.has(name as keyof Engine)) return Reflect.get(target, name, receiver) as unknown;
      return async () => {
        refused += 1;
        throw new HeadwayError("STORE_UNAVAILABLE", "The database is unavailable.", { retryAfterS: 3 });
      };
    },
  });
  const outage: Outage = {
    begin: () => (away = true),
    end: () => (away = false),
    get refused() {
      return refused;
    },
  };
  return { engine: faulty, outage };
}
