/** Runs work that fills a core and the disk one piece after the other, in the order of the calls. */
let last: Promise<unknown> = Promise.resolve();

export async function oneAtATime<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  const before = last;
  const { promise: over, resolve: finish } = Promise.withResolvers<void>();
  last = before.then(() => over);
  try {
    await before;
    signal.throwIfAborted();
    return await work();
  } finally {
    finish();
  }
}
