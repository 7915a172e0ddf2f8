/** The other end of `startChild`: answers calls by name until the parent goes away. */
export function answerCalls(answers: Readonly<Record<string, (argument: never) => unknown>>): void {
  process.on("disconnect", () => process.exit());
  process.on("message", (message) => {
    const { id, name, argument } = message as { readonly id: number; readonly name: string; readonly argument: never };
    const answer = answers[name];
    const reply = async (): Promise<unknown> => {
      if (answer === undefined) throw new Error(`nobody answers "${name}"`);
      return answer(argument);
    };
    reply().then(
      (value) => process.send?.({ id, value }),
      (error: unknown) =>
        process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
}

/** Resident and heap bytes after the garbage is gone (needs --expose-gc, which `startChild` gives). */
export function settledMemory(): { readonly rss: number; readonly heap: number } {
  globalThis.gc?.();
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  return { rss, heap: heapUsed };
}

/** Calls back with the highest RSS between `start` and `stop`, looked at every 5 ms. */
export function watchRss(): { stop(): number } {
  let peak = process.memoryUsage.rss();
  const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 5);
  return {
    stop() {
      clearInterval(timer);
      return Math.max(peak, process.memoryUsage.rss());
    },
  };
}
