import type { Ids } from "@headway-jobs/engine";

/** A source of random numbers from 0 (included) to 1 (excluded). */
export type Random = () => number;

/** Random numbers from the injected source of ids: a seeded one makes the delays that clients are told repeatable. */
export function randomFrom(ids: Pick<Ids, "hex">): Random {
  return () => Number.parseInt(ids.hex(4), 16) / 2 ** 32;
}
