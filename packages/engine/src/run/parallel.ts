/** `work` for each item, at most `concurrency` at a time; see JobContext.parallel. */
export async function parallel<I, O>(
  items: readonly I[],
  options: { readonly concurrency: number },
  work: (item: I, index: number) => Promise<O>,
): Promise<O[]> {
  if (!Number.isInteger(options.concurrency) || options.concurrency < 1) {
    throw new TypeError("concurrency must be an integer of at least 1");
  }
  const results: O[] = [];
  const rest = items.entries();
  let failure: { readonly error: unknown } | undefined;
  async function lane(): Promise<void> {
    // All lanes take from one iterator.
    for (const [index, item] of rest) {
      try {
        results[index] = await work(item, index);
      } catch (error) {
        failure ??= { error };
      }
      if (failure !== undefined) return;
    }
  }
  await Promise.all(Array.from({ length: Math.min(options.concurrency, items.length) }, lane));
  if (failure !== undefined) throw failure.error;
  return results;
}
