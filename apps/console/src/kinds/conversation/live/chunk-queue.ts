import { ClientError, type LiveSession } from "@headway-jobs/client";

/** SPEC §5: a chunk has at most 1 MB. */
const MOST_BYTES = 900_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5_000;

export interface ChunkSending {
  send(seq: number, chunk: Blob): Promise<unknown>;
  /** How the session stands at the server. */
  session(): Promise<Pick<LiveSession, "next_chunk_seq" | "status">>;
  pause(ms: number): Promise<void>;
  /** Pieces that wait, whenever that changes; `away` while the server cannot be reached. */
  onChange(waiting: number, away: boolean): void;
}

/**
 * Sends a recording piece by piece, each once and in order. When a piece may or may not have arrived, the server is asked which one is next; what piled up
 * meanwhile goes in larger pieces. Rejects `whenOver` when the session takes no more.
 */
export class ChunkQueue {
  /** Settles when the recording has ended and all of it is stored, or can never be. */
  readonly whenOver: Promise<void>;
  readonly #sending: ChunkSending;
  readonly #over = Promise.withResolvers<void>();
  #waiting: Blob[] = [];
  #seq = 0;
  #running = false;
  #ended = false;

  constructor(sending: ChunkSending) {
    this.#sending = sending;
    this.whenOver = this.#over.promise;
  }

  push(piece: Blob): void {
    if (piece.size === 0 || this.#ended) return;
    this.#waiting.push(piece);
    this.#start();
  }

  /** Nothing more comes. */
  end(): void {
    this.#ended = true;
    this.#start();
  }

  #start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#run().then(this.#settle, (error: unknown) => this.#over.reject(error));
  }

  readonly #settle = (): void => {
    this.#running = false;
    if (this.#waiting.length > 0) this.#start();
    else if (this.#ended) this.#over.resolve();
  };

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const count = this.#piecesOfNext();
      const chunk = count === 1 ? this.#waiting[0] : new Blob(this.#waiting.slice(0, count));
      if (chunk === undefined) return;
      await this.#deliver(chunk);
      this.#waiting = this.#waiting.slice(count);
      this.#sending.onChange(this.#waiting.length, false);
    }
  }

  #piecesOfNext(): number {
    let bytes = 0;
    const tooMany = this.#waiting.findIndex(({ size }) => (bytes += size) > MOST_BYTES);
    return Math.max(1, tooMany < 0 ? this.#waiting.length : tooMany);
  }

  /** Until it is stored. The same bytes each time: the server may have taken them when its answer was lost. */
  async #deliver(chunk: Blob): Promise<void> {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      try {
        await this.#sending.send(this.#seq, chunk);
        break;
      } catch (error) {
        if (!(error instanceof ClientError) || (!error.retryable && error.status !== 409)) throw error;
        this.#sending.onChange(this.#waiting.length, error.retryable);
        if (error.retryable) await this.#sending.pause(error.retryAfterMs ?? pauseMs);
        if (await this.#hasArrived(error)) break;
      }
    }
    this.#seq += 1;
  }

  async #hasArrived(refusal: ClientError): Promise<boolean> {
    try {
      const { next_chunk_seq: next, status } = await this.#sending.session();
      if (next === this.#seq + 1) return true;
      const takesMore = status === "waiting_media" || status === "processing";
      if (!takesMore || next !== this.#seq) throw refusal.retryable ? ended(status) : refusal;
    } catch (error) {
      if (!(error instanceof ClientError) || !error.retryable) throw error;
    }
    return false;
  }
}

function ended(status: string): ClientError {
  return new ClientError(`The session is ${status} and accepts no more audio.`, {
    code: "CONFLICT",
    status: 409,
    retryable: false,
  });
}
