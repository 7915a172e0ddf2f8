/**
 * Prints, before an error that nothing caught ends the process, what becomes of the jobs. Node prints the error itself and exits with 1. The
 * returned function takes the notice back.
 */
export function noticeCrash(note: (line: string) => void, services: readonly string[]): () => void {
  const print = (error: unknown): void => note(crashSentence(error, services));
  process.on("uncaughtExceptionMonitor", print);
  return () => process.off("uncaughtExceptionMonitor", print);
}

/** `services` are the modules that HEADWAY_SERVICES names: the one that the error comes from is named. */
export function crashSentence(error: unknown, services: readonly string[]): string {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const file = services.find((name) => stack.includes(name));
  const sentence = "An error that nothing caught ends the server. Its jobs continue at the next start.";
  if (file === undefined) return sentence;
  return `${sentence} The error comes from ${file}: await every promise there, and catch errors in timers and callbacks.`;
}
