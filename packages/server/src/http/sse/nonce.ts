import type { Dialect, Frame } from "../../service-kit/dialect.ts";

export const NONCE_BYTES = 4;
const CURSOR_WITH_NONCE = /^(.*)\.([0-9a-f]{8})$/s;

/** The seq part and the nonce of a cursor of a stream for one reader; a cursor of another stream of the same job has no nonce. */
export function splitNonce(raw: string): { readonly cursor: string; readonly nonce: string | null } {
  const [, cursor = raw, nonce = null] = CURSOR_WITH_NONCE.exec(raw) ?? [];
  return { cursor, nonce };
}

/** The same dialect with ids that end in the nonce of one attached reader. It has a name of its own, because no other reader may share its frames. */
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
