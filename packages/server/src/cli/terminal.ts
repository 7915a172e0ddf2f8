import { createInterface } from "node:readline";

/** Where a command's words go. Results go to `out`; progress and remarks go to `note`, so that a pipe gets results only. */
export interface Terminal {
  out(line: string): void;
  note(line: string): void;
  /** Draws over the terminal's current line (`""` clears it); does nothing when notes do not go to a terminal. */
  redraw(line: string): void;
  /** Asks and takes a line from standard input; null at its end. Throws the signal's reason. */
  ask(question: string, signal: AbortSignal): Promise<string | null>;
  /** Calls back once, when the program that reads `out` has closed its pipe (`| head -1`), until the returned function is called. */
  onClosed(callback: () => void): () => void;
  /** Whether notes go to a terminal that can be drawn on. */
  readonly interactive: boolean;
  readonly columns: () => number;
  readonly paint: Paint;
}

export type Style = "bold" | "dim" | "green" | "yellow" | "red" | "cyan";
export type Paint = (style: Style, text: string) => string;

const CODES: Readonly<Record<Style, readonly [number, number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  green: [32, 39],
  yellow: [33, 39],
  red: [31, 39],
  cyan: [36, 39],
};

/** The process's own terminal. Colours keep to https://no-color.org and to what the stream can show. */
export function systemTerminal(env: Readonly<Record<string, string | undefined>>): Terminal {
  const { stdout, stderr } = process;
  const interactive = stderr.isTTY && env["TERM"] !== "dumb" && !env["CI"];
  const colourful = stdout.isTTY && stderr.isTTY && !env["NO_COLOR"] && env["TERM"] !== "dumb";
  const nextLine = lineReader(process.stdin);
  const output = closable(stdout);
  const notes = closable(stderr);
  let drawn = false;
  const clear = (): void => {
    if (drawn) notes.write("\r\u001B[K");
    drawn = false;
  };
  return {
    out(line) {
      clear();
      output.write(`${line}\n`);
    },
    note(line) {
      clear();
      notes.write(`${line}\n`);
    },
    redraw(line) {
      if (!interactive) return;
      clear();
      notes.write(line);
      drawn = line !== "";
    },
    async ask(question, signal) {
      clear();
      notes.write(question);
      return nextLine(signal);
    },
    onClosed: output.onClosed,
    interactive,
    columns: () => stderr.columns || 80,
    paint: (style, text) => (colourful ? `\u001B[${CODES[style][0]}m${text}\u001B[${CODES[style][1]}m` : text),
  };
}

/** A stream whose reader may go at any time: what is written after that is dropped, and nothing fails. */
function closable(stream: NodeJS.WriteStream): { write(text: string): void } & Pick<Terminal, "onClosed"> {
  const callbacks = new Set<() => void>();
  let closed = false;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    // A terminal that was closed answers EIO.
    if (error.code !== "EPIPE" && error.code !== "EIO") throw error;
    if (closed) return;
    closed = true;
    for (const callback of callbacks) callback();
  });
  return {
    write(text) {
      if (!closed) stream.write(text);
    },
    onClosed(callback) {
      callbacks.add(callback);
      return () => callbacks.delete(callback);
    },
  };
}

/** Lines of a stream, asked for one at a time. Between the questions it does not keep the process alive. */
function lineReader(input: NodeJS.ReadStream): (signal: AbortSignal) => Promise<string | null> {
  let lines: AsyncIterator<string> | undefined;
  return async (signal) => {
    signal.throwIfAborted();
    lines ??= createInterface({ input })[Symbol.asyncIterator]();
    const stop = Promise.withResolvers<never>();
    const onAbort = (): void => stop.reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    if (input.isTTY) input.ref();
    try {
      const line = await Promise.race([lines.next(), stop.promise]);
      return line.done === true ? null : line.value;
    } finally {
      signal.removeEventListener("abort", onAbort);
      if (input.isTTY) input.unref();
    }
  };
}
