/** Values handed from one side to the other, in order; the giving side waits when the taking side is slow. One reader. */
export interface Pipe<T> extends AsyncIterable<T> {
  /** Resolves when there is room for the next value, and at once when the pipe is closed. */
  give(value: T): Promise<void>;
  /** The reader ends, or fails, after what was given. */
  close(error?: unknown): void;
}

export function openPipe<T>(capacity: number): Pipe<T> {
  const values: T[] = [];
  let end: { readonly error?: unknown } | null = null;
  let [wakeReader, wakeGiver] = [(): void => undefined, (): void => undefined];

  const isFull = (): boolean => values.length >= capacity && end === null;

  async function* read(): AsyncGenerator<T> {
    try {
      for (;;) {
        const [value] = values;
        if (value !== undefined) {
          values.shift();
          wakeGiver();
          yield value;
        } else if (end !== null) {
          if (end.error !== undefined) throw end.error;
          return;
        } else {
          await new Promise<void>((resolve) => {
            wakeReader = resolve;
          });
        }
      }
    } finally {
      end ??= {};
      values.length = 0;
      wakeGiver();
    }
  }

  return {
    [Symbol.asyncIterator]: read,
    async give(value) {
      if (end !== null) return;
      values.push(value);
      wakeReader();
      while (isFull()) {
        await new Promise<void>((resolve) => {
          wakeGiver = resolve;
        });
      }
    },
    close(error) {
      if (end !== null) return;
      end = error === undefined ? {} : { error };
      wakeReader();
      wakeGiver();
    },
  };
}
