import { pathToFileURL } from "node:url";

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
  const file = error instanceof Error ? moduleIn(error.stack ?? "", services) : undefined;
  const sentence = "An error that nothing caught ends the server. Its jobs continue at the next start.";
  if (file === undefined) return sentence;
  return `${sentence} The error comes from ${file}: await every promise there, and catch errors in timers and callbacks.`;
}

/** The module of the innermost call. A call names a module by its URL, where a space is %20; a message may name others and is no call. */
function moduleIn(stack: string, services: readonly string[]): string | undefined {
  const calls = stack.split("\n").filter((line) => /^\s+at /.test(line));
  const places = services.map((file) => ({ file, names: [pathToFileURL(file).href, file] }));
  for (const call of calls) {
    const isIn = (name: string): boolean => call.includes(` ${name}:`) || call.includes(`(${name}:`);
    const place = places.find(({ names }) => names.some(isIn));
    if (place !== undefined) return place.file;
  }
  return undefined;
}
