import { HeadwayError } from "@headway-jobs/contract";
import type { Dialect, Frame } from "../../service-kit/dialect.ts";
import type { Reader } from "./reader.ts";

export const NONCE_BYTES = 4;
const CURSOR = /^(.*)\.([0-9a-f]{8})$/s;

interface Place {
  readonly nonce: string;
  readonly reader: Reader;
}

/**
 * Who holds the one place of a stream that takes one reader at a time (SPEC §5). Taking it is one synchronous act, so that two who come in
 * the same moment are told apart.
 */
export class OnePlace {
  readonly #places = new Map<string, Place>();

  /**
   * Gives the place to the reader with the nonce `next`. Whoever has it is put out if `nonce` is theirs, as then it is the same reader on a new connection, or
   * if it `isDecided` already that the place is to be had; else throws CONFLICT. When `open` gives null, nobody has the place.
   */
  take(
    key: string,
    { nonce, next, isDecided }: { readonly nonce: string | null; readonly next: string; readonly isDecided: boolean },
    open: () => Reader | null,
  ): Reader | null {
    const held = this.#places.get(key);
    if (!isDecided && isHeld(held) && held?.nonce !== nonce) throw taken();
    putOut(held);
    this.#places.delete(key);
    const reader = open();
    if (reader === null) return null;
    const place = { nonce: next, reader };
    this.#places.set(key, place);
    reader.response.once("close", () => {
      if (this.#places.get(key) === place) this.#places.delete(key);
    });
    return reader;
  }
}

export function taken(): HeadwayError {
  return new HeadwayError("CONFLICT", "Another reader is attached to this stream, which takes one at a time.");
}

function isHeld(place: Place | undefined): boolean {
  return place?.reader.closed === false;
}

/** Properly, if the old connection still takes anything; a dead one would hold what was written for many minutes. */
function putOut(place: Place | undefined): void {
  if (place === undefined) return;
  const { reader } = place;
  const isStuck = reader.backlogBytes > 0;
  reader.end();
  if (isStuck) reader.response.destroy();
}

/** The seq part and the nonce of a cursor of such a stream; one without a nonce, as other streams of the job send, has none. */
export function splitCursor(raw: string): { readonly cursor: string; readonly nonce: string | null } {
  const [, cursor = raw, nonce = null] = CURSOR.exec(raw) ?? [];
  return { cursor, nonce };
}

/** The same dialect, whose ids end in the nonce of one attached reader. Its name is that reader's alone, as nobody may share the frames. */
export function withNonce<State>(dialect: Dialect<State>, nonce: string): Dialect<State> {
  return {
    ...dialect,
    name: `${dialect.name}.${nonce}`,
    frames(event, state, job) {
      const step = dialect.frames(event, state, job);
      return { frames: step.frames.map((frame) => marked(frame, nonce)), state: step.state };
    },
    open: (context) => dialect.open(context),
    parseCursor: (raw) => dialect.parseCursor(raw),
    failure: (error, nowMs) => dialect.failure(error, nowMs),
  };
}

function marked(frame: Frame, nonce: string): Frame {
  return frame.id === undefined ? frame : { ...frame, id: `${frame.id}.${nonce}` };
}
