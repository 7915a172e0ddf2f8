import type { Prosody } from "./prosody.ts";

/** A stretch of one speaker's speech on one side of a recording. Times are seconds. */
export interface Turn {
  readonly channel: number;
  readonly startS: number;
  readonly endS: number;
  /** `Speaker_0`, `Speaker_1` … in the order in which they are first heard; or as a transcript names them. */
  readonly speaker: string;
  readonly prosody: Prosody;
}

/** How sound is taken apart: the listening package in a server, scripts in tests. */
export interface Hearing {
  /** How one utterance was said. */
  measure(samples: Int16Array): Promise<Prosody>;
  /**
   * Hears a capture in any container, as its bytes come. Turns follow from the bytes alone, not from when and in which pieces they came. Throws
   * LIVE_ASR_FAILURE for bytes that no sound can be made of.
   */
  listen(request: {
    readonly chunks: AsyncIterable<Uint8Array>;
    /** Ending of the capture's name, such as `.webm`; a hint where the bytes do not say what they are. */
    readonly ending: string;
    readonly signal: AbortSignal;
  }): AsyncIterable<Heard>;
  /**
   * Writes a capture that has ended to `out` with what players need and its recorder could not know, such as its
   * length; false when the capture is to be kept as it came. `heardS` of it were heard.
   */
  finish(capture: {
    readonly file: string;
    readonly out: string;
    readonly heardS: number;
    readonly signal: AbortSignal;
  }): Promise<boolean>;
}

/**
 * Something in a capture, in the order of time. Turns are numbered in the order of their ends. What is open has a
 * number of its own, as on two sides two turns may be open; its turn names it.
 */
export type Heard =
  /** About once a second during speech: the turn up to now. */
  | { readonly kind: "open"; readonly opening: number; readonly startS: number; readonly samples: Int16Array }
  /** A turn that has ended. */
  | {
      readonly kind: "turn";
      readonly number: number;
      readonly opening: number;
      readonly turn: Turn;
      readonly samples: Int16Array;
    }
  /** About every ten seconds, and at the end: how much sound there was. */
  | { readonly kind: "sound"; readonly durationS: number };
