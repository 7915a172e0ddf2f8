import { writeFileSync } from "node:fs";
import { setPriority } from "node:os";
import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { type FromModel, type ToModel, WATCH_DESCRIPTOR } from "./messages.ts";
import type { WatchData } from "./watch-worker.ts";

/** Loads a model in this process and gives the function that works with it. */
export type LoadModel<Setup, Work, Result> = (setup: Setup) => Promise<(work: Work) => Result | Promise<Result>>;

/** The library of a model is missing or cannot be loaded on this machine. */
export class RuntimeError extends Error {
  override readonly name = "RuntimeError";
}

/**
 * What the module of a model's process calls: answers the messages of `ModelProcess`, one after the other, until the parent is gone. A native crash ends
 * this process; the parent sees its end.
 */
export function serveModel<Setup, Work, Result>(load: LoadModel<Setup, Work, Result>): void {
  leaveTheEndToTheServer();
  startWatch(Number(process.argv[2]));
  yieldToTheServer();
  let perform: ((work: Work) => Result | Promise<Result>) | undefined;
  let last = Promise.resolve();
  const answer = async (message: ToModel): Promise<FromModel> => {
    try {
      if (message.kind === "load") {
        perform = await load(message.setup as Setup);
        return { kind: "loaded", rssBytes: rssBytes() };
      }
      if (perform === undefined) throw new Error("The model has not been loaded.");
      return { kind: "done", id: message.id, result: await perform(message.work as Work), rssBytes: rssBytes() };
    } catch (error) {
      return failure(message, error);
    }
  };
  process.on("message", (message: ToModel) => {
    last = last.then(async () => send(await answer(message)));
  });
  process.on("disconnect", () => process.exit(0));
}

const rssBytes = (): number => process.memoryUsage.rss();

function failure(message: ToModel, error: unknown): FromModel {
  return {
    kind: "failed",
    id: message.kind === "load" ? null : message.id,
    message: error instanceof Error ? error.message : String(error),
    isRuntime: error instanceof RuntimeError,
    rssBytes: rssBytes(),
  };
}

/** Settles when the message is written, so that an exit after it does not cut it off. */
function send(message: FromModel): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (process.send === undefined) resolve();
  // A parent that has gone needs no answer; the end of the channel ends this process.
  else process.send(message, undefined, {}, () => resolve());
  return promise;
}

/** A terminal and systemd send them to all processes at once, but the server finishes its work before it ends. */
function leaveTheEndToTheServer(): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);
}

/** Ends this process with the server, and reports its memory, also in the middle of native work. Without it this process must not run: an error ends it. */
function startWatch(everyMs: number): void {
  const module = new URL(`./watch-worker${extname(import.meta.filename)}`, import.meta.url);
  const workerData: WatchData = { descriptor: WATCH_DESCRIPTOR, everyMs };
  new Worker(module, { workerData, resourceLimits: { maxOldGenerationSizeMb: WATCH_HEAP_MB } }).unref();
}

const WATCH_HEAP_MB = 16;

const NICE = 5;
/** The highest: where memory runs out, Linux ends this process first. */
const OOM_SCORE = "1000";

/** Streams of the server go first where the processors are busy, and the server runs longer than its models where memory runs out. */
function yieldToTheServer(): void {
  try {
    setPriority(NICE);
  } catch {
    // Forbidden in some containers; it only costs speed.
  }
  if (process.platform !== "linux") return;
  try {
    writeFileSync("/proc/self/oom_score_adj", OOM_SCORE);
  } catch {
    // As above: then Linux decides by size alone.
  }
}
