import { setImmediate as nextTurn } from "node:timers/promises";
import type { Clock, EngineLog } from "@headway-jobs/engine";
import type { Frame } from "../../service-kit/dialect.ts";
import { expectedError } from "../problem.ts";
import { frameText } from "./encode.ts";
import { isFinal } from "./final-error.ts";
import type { Reader, ReaderSource } from "./reader.ts";

/** One numbered log among several that a stream carries together. */
export interface Lane<Entry = unknown> {
  /** Names the lane in the composite ids; empty for the lane whose number stands alone. */
  readonly name: string;
  /** Number of the last entry that the reader has. */
  readonly after: number;
  /** True when nothing will follow the cursor; the lane only keeps its place in the ids. */
  readonly isOver: boolean;
  numberOf(entry: Entry): number;
  /** The entry's frame; its id is given by the stream. */
  frame(entry: Entry): Omit<Frame, "id">;
  /** True of the entry after which the lane has no more. */
  isLast(entry: Entry): boolean;
  /** At most `limit` entries after the cursor, in order. An error that a retry cannot fix ends the lane. */
  read(after: number, limit: number): Promise<readonly Entry[]>;
  /** Calls `onNews` (any number of times) when there may be entries after those that have been read. */
  subscribe(onNews: () => void): Promise<{ close(): void }>;
  /** The frame that reports the error that ended the lane. */
  failure(error: ReturnType<typeof expectedError>): Frame;
}

interface LaneState {
  readonly lane: Lane;
  cursor: number;
  /** Entries may wait behind the cursor. */
  stale: boolean;
  ended: boolean;
  limit: number;
  subscription: { close(): void } | null;
}

const FIRST_PAGE = 64;
const LAST_PAGE = 500;
/** Pages are sized by bytes too: sixty-four events may be sixty-four large payloads. */
const PAGE_TARGET_BYTES = 128 * 1024;
const RETRY_MS = 1_000;

/**
 * Feeds several logs to one reader. A notice of news only marks its lane; one loop reads the marked lanes page by page from their cursors
 * and writes, at the reader's pace. Only that loop moves a cursor, so each entry is sent once whatever comes meanwhile.
 * Every id names the cursors of all lanes: the newest id alone resumes the stream.
 */
export class Multiplex implements ReaderSource {
  readonly #reader: Reader;
  readonly #clock: Clock;
  readonly #log: EngineLog;
  readonly #lanes: readonly LaneState[];
  #wake: (() => void) | undefined;
  #turn = 0;

  constructor(reader: Reader, lanes: readonly Lane[], parts: { readonly clock: Clock; readonly log: EngineLog }) {
    this.#reader = reader;
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#lanes = lanes.map((lane) => ({
      lane,
      cursor: lane.after,
      stale: true,
      ended: lane.isOver,
      limit: FIRST_PAGE,
      subscription: null,
    }));
  }

  /** Begins to send; returns at once. */
  start(): void {
    for (const state of this.#lanes) void this.#subscribe(state);
    void this.#run();
  }

  lastWriteMs(): number {
    return this.#reader.lastOwnWriteMs;
  }

  beatFrames(): readonly Frame[] {
    return [];
  }

  readerClosed(): void {
    for (const state of this.#lanes) end(state);
    this.#wake?.();
  }

  async #subscribe(state: LaneState): Promise<void> {
    while (!state.ended) {
      try {
        const subscription = await state.lane.subscribe(() => this.#mark(state));
        state.subscription = subscription;
        if (state.ended) subscription.close();
        // What was committed between the first read and the subscription is found by one more read.
        this.#mark(state);
        return;
      } catch (error) {
        if (isFinal(error)) return this.#fail(state, error);
        this.#log.warn({ err: error, lane: state.lane.name }, "stream cannot follow its job, trying again");
        await this.#pause();
      }
    }
  }

  async #run(): Promise<void> {
    while (!this.#reader.closed) {
      const state = this.#nextStale();
      if (state === undefined) {
        await new Promise<void>((resolve) => (this.#wake = resolve));
        continue;
      }
      await this.#reader.drained();
      if (this.#reader.closed) return;
      await this.#sendPage(state);
      // The embedded store answers within the tick: without this turn one replay would starve all other work.
      await nextTurn();
    }
  }

  /** The lanes take turns, so that a long replay of one does not hold back the others. */
  #nextStale(): LaneState | undefined {
    for (let step = 1; step <= this.#lanes.length; step += 1) {
      const at = (this.#turn + step) % this.#lanes.length;
      const state = this.#lanes[at];
      if (state === undefined || !state.stale || state.ended) continue;
      this.#turn = at;
      return state;
    }
    return undefined;
  }

  async #sendPage(state: LaneState): Promise<void> {
    // Cleared before the read: news that comes during it asks for another read.
    state.stale = false;
    const { limit } = state;
    try {
      const entries = await state.lane.read(state.cursor, limit);
      if (this.#reader.closed) return;
      const text = entries.map((entry) => this.#entryText(state, entry)).join("");
      this.#reader.writeText(text, this.#clock.nowMs());
      const last = entries.at(-1);
      if (last !== undefined && state.lane.isLast(last)) end(state);
      else if (entries.length === limit) state.stale = true;
      const scale = PAGE_TARGET_BYTES / Math.max(text.length, 1);
      state.limit = Math.max(1, Math.min(LAST_PAGE, Math.floor(limit * Math.min(scale, 4))));
    } catch (error) {
      if (isFinal(error)) return this.#fail(state, error);
      this.#log.warn({ err: error, lane: state.lane.name }, "stream cannot read the log, trying again");
      this.#clock.after(RETRY_MS, () => this.#mark(state));
    }
  }

  #entryText(state: LaneState, entry: unknown): string {
    state.cursor = state.lane.numberOf(entry);
    return frameText({ ...state.lane.frame(entry), id: this.#id() });
  }

  #id(): string {
    return this.#lanes.map(({ lane, cursor }) => (lane.name === "" ? `${cursor}` : `${lane.name}:${cursor}`)).join(",");
  }

  #fail(state: LaneState, thrown: unknown): void {
    end(state);
    this.#reader.writeText(frameText(state.lane.failure(expectedError(thrown))), this.#clock.nowMs());
  }

  #mark(state: LaneState): void {
    state.stale = true;
    this.#wake?.();
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => void this.#clock.after(RETRY_MS, resolve));
  }
}

function end(state: LaneState): void {
  state.ended = true;
  state.subscription?.close();
  state.subscription = null;
}
