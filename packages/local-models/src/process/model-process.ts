import { type ChildProcess, fork } from "node:child_process";
import { Socket } from "node:net";
import { childEnv, ToolFailure, wordsOfStderr } from "@headway-jobs/tools/programs/run-tool";
import { type FromModel, type ToModel, WATCH_DESCRIPTOR } from "./messages.ts";

/** A model and the module that runs it. Two programs with the same setup share a process. */
export interface ModelProgram {
  /** Name of the model, for messages. */
  readonly name: string;
  /** Calls `serveModel`. */
  readonly module: URL;
  /** Handed to the module's `load`; plain data. */
  readonly setup: unknown;
}

/** Why a model's process gave no result. */
export class ModelFailure extends Error {
  override readonly name = "ModelFailure";
  /** `ended`: a crash or an exit; `refused`: an error that the process reported; `runtime`: its library is missing. */
  readonly kind: "ended" | "refused" | "runtime";
  /** What the process said last; empty when it said nothing. */
  readonly words: string;
  /** The model was not loaded yet. */
  readonly isLoading: boolean;

  constructor(
    kind: ModelFailure["kind"],
    message: string,
    { words = "", isLoading = false, cause }: { words?: string; isLoading?: boolean; cause?: unknown } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
    this.words = words;
    this.isLoading = isLoading;
  }
}

export interface ModelProcessOptions {
  readonly env: NodeJS.ProcessEnv;
  /** How often the process looks at its memory. */
  readonly watchMs: number;
}

interface Pending {
  readonly id: number | null;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: ModelFailure) => void;
}

const STDERR_TAIL_CHARS = 4000;

/**
 * A process with a loaded model; one piece of work at a time. It ends when `kill` is called and with this process, also by SIGKILL. Without work it does
 * not keep this process running.
 */
export class ModelProcess {
  /** Settles at the end of the process. */
  readonly ended: Promise<void>;
  hasEnded = false;
  /** Resident memory, as the process reported it last; 0 before the first report. */
  rssBytes = 0;
  /** Called at each report of memory, also in the middle of work. */
  onMemory: () => void = () => undefined;
  readonly #child: ChildProcess;
  #pending: Pending | undefined;
  #works = 0;
  #stderrTail = "";

  /** The process, before its model is loaded. */
  static start(module: URL, { env, watchMs }: ModelProcessOptions): ModelProcess {
    const child = fork(module, [String(watchMs)], {
      // Flags of this process, such as a debugger's port, are not for its children.
      execArgv: [],
      serialization: "advanced",
      // The last one is WATCH_DESCRIPTOR.
      stdio: ["ignore", "ignore", "pipe", "ipc", "pipe"],
      env: childEnv(env),
    });
    return new ModelProcess(child);
  }

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on("message", (message) => this.#receive(message as FromModel));
    // A channel that breaks is followed by the end of the process, which says more.
    child.on("error", () => undefined);
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#stderrTail = (this.#stderrTail + text).slice(-STDERR_TAIL_CHARS);
    });
    this.#readReports(child.stdio[WATCH_DESCRIPTOR]);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ended = promise;
    // After its output, so that its last words are known. A process that could not be started has no other event.
    child.once("close", (exitCode, signal) => {
      this.#end(exitCode, signal);
      resolve();
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Loads the model. Rejects with a ModelFailure; the process is then of no use. */
  async load(setup: unknown): Promise<void> {
    await this.#ask(null, { kind: "load", setup });
  }

  /** Rejects with a ModelFailure. After `refused` the process takes further work. */
  run(work: unknown): Promise<unknown> {
    const id = ++this.#works;
    return this.#ask(id, { kind: "work", id, work });
  }

  /** Ends the process at once; settles when it is gone. */
  async kill(): Promise<void> {
    if (this.hasEnded) return;
    this.#hold(true);
    this.#child.kill("SIGKILL");
    await this.ended;
  }

  async #ask(id: number | null, message: ToModel): Promise<unknown> {
    if (this.hasEnded) throw new ModelFailure("ended", "it was not running");
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#pending = { id, resolve, reject };
    this.#hold(true);
    try {
      // A message that cannot be sent is followed by the end of the process.
      this.#child.send(message, () => undefined);
      return await promise;
    } finally {
      this.#pending = undefined;
      this.#hold(false);
    }
  }

  #receive(message: FromModel): void {
    this.rssBytes = message.rssBytes;
    const pending = this.#pending;
    const id = pending?.id;
    if (message.kind === "loaded") pending?.resolve(undefined);
    else if (pending === undefined || message.id !== id) return;
    else if (message.kind === "done") pending.resolve(message.result);
    else {
      const words = wordsOfStderr(message.message);
      const kind = message.isRuntime ? "runtime" : "refused";
      pending.reject(
        new ModelFailure(kind, "it gave an error", { words, isLoading: id === null, cause: this.#cause() }),
      );
    }
  }

  /** Lines of bytes, of which the last complete one counts. */
  #readReports(pipe: unknown): void {
    if (!(pipe instanceof Socket)) return;
    let rest = "";
    // It breaks with the process, whose end says more.
    pipe.on("error", () => undefined);
    pipe.setEncoding("utf8").on("data", (text: string) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      const bytes = Number(lines.at(-1));
      if (!(bytes > 0) || this.hasEnded) return;
      this.rssBytes = bytes;
      this.onMemory();
    });
  }

  #end(exitCode: number | null, signal: NodeJS.Signals | null): void {
    this.hasEnded = true;
    const how =
      signal === null ? `its process ended with code ${exitCode ?? "none"}` : `its process ended by ${signal}`;
    // As the runtime of C++ ends a process: "what():  Load model … failed".
    const words = wordsOfStderr(this.#stderrTail).replace(/^what\(\):\s*/, "");
    const isLoading = this.#pending?.id === null;
    this.#pending?.reject(new ModelFailure("ended", how, { words, isLoading, cause: this.#cause(exitCode, signal) }));
  }

  #cause(exitCode: number | null = null, signal: NodeJS.Signals | null = null): ToolFailure {
    return new ToolFailure("a model's process failed", {
      stderrTail: this.#stderrTail,
      ...(exitCode === null ? {} : { exitCode }),
      ...(signal === null ? {} : { killedBy: signal }),
    });
  }

  /** Whether this process stays alive for the child. */
  #hold(isHeld: boolean): void {
    const { channel, stderr, stdio } = this.#child;
    const sockets = [stderr, stdio[WATCH_DESCRIPTOR]].filter((part) => part instanceof Socket);
    if (isHeld) this.#child.ref();
    else this.#child.unref();
    for (const part of [channel, ...sockets]) {
      if (isHeld) part?.ref();
      else part?.unref();
    }
  }
}
