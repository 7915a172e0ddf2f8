import type { CliContext } from "../context.ts";

/** Work that Ctrl-C stops: null then. Any other failure is thrown. */
export async function interruptible<T>(
  { interrupts }: Pick<CliContext, "interrupts">,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | null> {
  const stop = new AbortController();
  const forget = interrupts.onInterrupt(() => stop.abort(INTERRUPTED));
  try {
    return await work(stop.signal);
  } catch (error) {
    if (error === INTERRUPTED) return null;
    throw error;
  } finally {
    forget();
  }
}

const INTERRUPTED = new Error("interrupted");
