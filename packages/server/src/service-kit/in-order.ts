/** An ordered buffer: uses values one at a time and in their order, in whatever order they become ready. The first failure stops it; `finished` throws it. */
export class InOrder<T> {
  readonly #use: (value: T) => Promise<void>;
  readonly #ready = new Map<number, T>();
  #next = 0;
  #handing: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(use: (value: T) => Promise<void>) {
    this.#use = use;
  }

  get hasFailed(): boolean {
    return this.#failure !== undefined;
  }

  /** The value of a place, each place once, counted from 0. Throws at once when an earlier value could not be used. */
  put(place: number, value: T): void {
    if (this.#failure !== undefined) throw this.#failure.error;
    this.#ready.set(place, value);
    // Without the value whose turn it is there would be nothing to hand over, and nothing to wait for.
    if (this.#ready.has(this.#next)) this.#handing ??= this.#handOver();
  }

  /** Resolves when every value up to the first missing place was used. */
  async finished(): Promise<void> {
    while (this.#handing !== undefined) await this.#handing;
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  async #handOver(): Promise<void> {
    try {
      while (this.#ready.has(this.#next)) {
        const value = this.#ready.get(this.#next) as T;
        this.#ready.delete(this.#next);
        this.#next += 1;
        await this.#use(value);
      }
    } catch (error) {
      this.#failure = { error };
    } finally {
      this.#handing = undefined;
    }
  }
}
