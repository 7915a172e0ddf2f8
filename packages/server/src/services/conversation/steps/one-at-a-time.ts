/** Work that fills a core and the disk by itself: the next one begins when the one before has ended, in the order of asking. */
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
