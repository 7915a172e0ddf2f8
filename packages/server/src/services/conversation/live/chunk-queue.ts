/** Chunks between the journal and the decoder. It holds hashes, so that a capture far ahead of its recognition costs no memory. */
export class ChunkQueue {
  readonly #read: (sha256: string) => Promise<Uint8Array>;
  readonly #waiting: string[] = [];
  #hasEnded = false;
  #wake: () => void = () => undefined;

  constructor(read: (sha256: string) => Promise<Uint8Array>) {
    this.#read = read;
  }

  /** True when every chunk that is known was passed on. */
  get isDrained(): boolean {
    return this.#waiting.length === 0;
  }

  push(sha256: string): void {
    this.#waiting.push(sha256);
    this.#wake();
  }

  end(): void {
    this.#hasEnded = true;
    this.#wake();
  }

  async *chunks(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const next = this.#waiting.shift();
      if (next !== undefined) yield await this.#read(next);
      else if (this.#hasEnded) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
