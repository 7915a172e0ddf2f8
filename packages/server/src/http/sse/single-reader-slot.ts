import { HeadwayError } from "@headway-jobs/contract";
import type { Reader } from "./reader.ts";

interface Holder {
  readonly nonce: string;
  readonly reader: Reader;
}

/**
 * Which reader of this node holds the slot of a stream that takes one reader at a time (SPEC §5). Taking it is one synchronous
 * operation, so that of two readers that arrive in the same moment only one gets it.
 */
export class SingleReaderSlot {
  readonly #holders = new Map<string, Holder>();

  /**
   * Gives the slot to the reader with the nonce `next`. The present holder is evicted if `nonce` is its own, because then it is the
   * same reader on a new connection, or if it `isDecided` already that the slot is free; else throws CONFLICT. When `open` returns
   * null, the slot stays empty.
   */
  take(
    key: string,
    { nonce, next, isDecided }: { readonly nonce: string | null; readonly next: string; readonly isDecided: boolean },
    open: () => Reader | null,
  ): Reader | null {
    const holder = this.#holders.get(key);
    if (!isDecided && isHeld(holder) && holder?.nonce !== nonce) throw slotTaken();
    evict(holder);
    this.#holders.delete(key);
    const reader = open();
    if (reader === null) return null;
    const mine = { nonce: next, reader };
    this.#holders.set(key, mine);
    reader.response.once("close", () => {
      if (this.#holders.get(key) === mine) this.#holders.delete(key);
    });
    return reader;
  }
}

export function slotTaken(): HeadwayError {
  return new HeadwayError("CONFLICT", "Another reader is attached to this stream, which takes one at a time.");
}

function isHeld(holder: Holder | undefined): boolean {
  return holder?.reader.closed === false;
}

/** Ends the stream properly if the old connection still takes data; a dead one would keep what was written in memory for many minutes. */
function evict(holder: Holder | undefined): void {
  if (holder === undefined) return;
  const { reader } = holder;
  const isStuck = reader.backlogBytes > 0;
  reader.end();
  if (isStuck) reader.response.destroy();
}
