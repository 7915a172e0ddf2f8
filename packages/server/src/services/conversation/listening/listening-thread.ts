import { Worker } from "node:worker_threads";
import { type ErrorCode, HeadwayError } from "@headway-jobs/contract";
import type { ListeningResults, ListeningWork } from "./listening-work.ts";

export interface ListeningRequest {
  readonly id: number;
  readonly work: ListeningWork;
}

/** What the thread answers; errors lose their class on the way and get it back here. */
export type ListeningAnswer =
  | { readonly id: number; readonly result: ListeningResults[ListeningWork["kind"]] }
  | { readonly id: number; readonly error: { readonly code: ErrorCode; readonly message: string } };

interface Waiting {
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/** With nothing to do for so long, the thread gives its memory back. */
const IDLE_MS = 30_000;

/** A thread that listens for the whole server, started when it is first needed. Idle, it does not keep the process alive. */
export class ListeningThread {
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #lastId = 0;

  async run<Work extends ListeningWork>(work: Work, signal?: AbortSignal): Promise<ListeningResults[Work["kind"]]> {
    signal?.throwIfAborted();
    clearTimeout(this.#idle);
    const worker = (this.#worker ??= this.#start());
    const id = (this.#lastId += 1);
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#waiting.set(id, { resolve, reject });
    const forget = (): void => {
      post(worker, { forget: id });
      reject(signal?.reason);
    };
    signal?.addEventListener("abort", forget, { once: true });
    worker.ref();
    post(worker, { id, work });
    try {
      return (await promise) as ListeningResults[Work["kind"]];
    } finally {
      signal?.removeEventListener("abort", forget);
      this.#waiting.delete(id);
      if (this.#waiting.size === 0) this.#rest(worker);
    }
  }

  #rest(worker: Worker): void {
    // A server that is told to stop would wait for the thread's end otherwise.
    worker.unref();
    this.#idle = setTimeout(() => this.#stop(), IDLE_MS).unref();
  }

  #start(): Worker {
    const worker = new Worker(new URL("./listening-worker.ts", import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: 512 },
    });
    worker.on("message", (answer: ListeningAnswer) => this.#take(answer));
    worker.on("error", (error) => this.#fail(worker, error));
    worker.on("exit", (code) => this.#fail(worker, new Error(`the listening thread ended with code ${code}`)));
    return worker;
  }

  #take(answer: ListeningAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    if ("result" in answer) waiting?.resolve(answer.result);
    else waiting?.reject(new HeadwayError(answer.error.code, answer.error.message));
  }

  /** The next request starts another thread. */
  #fail(worker: Worker, cause: Error): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    const error = new HeadwayError("ANALYSIS_FAILURE", "The sound could not be listened to.", { cause });
    for (const waiting of this.#waiting.values()) waiting.reject(error);
  }

  #stop(): void {
    const worker = this.#worker;
    this.#worker = undefined;
    // Nothing waits for its end: it holds nothing but memory.
    void worker?.terminate();
  }
}

function post(worker: Worker, message: ListeningRequest | { readonly forget: number }): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origins
  worker.postMessage(message);
}
