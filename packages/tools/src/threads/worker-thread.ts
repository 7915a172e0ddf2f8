import { type ResourceLimits, Worker } from "node:worker_threads";
import { WorkerGoneError, WorkerStartError } from "./worker-errors.ts";
import type { WorkerMessage, WorkerReply, WorkerRequest } from "./worker-task.ts";

/** One thread, which does one piece of work at a time. Only while it works it keeps the process running. */
export class WorkerThread {
  readonly #worker: Worker;
  readonly #module: URL;
  readonly #ended = Promise.withResolvers<void>();
  #work: PromiseWithResolvers<WorkerReply> | undefined;
  #hasBegun = false;
  #hasWorked = false;
  #hasEnded = false;
  #cause: unknown;

  constructor(module: URL, resourceLimits: ResourceLimits) {
    this.#module = module;
    this.#worker = new Worker(module, { resourceLimits });
    this.#worker.on("message", (message: WorkerMessage) => this.#receive(message));
    this.#worker.on("error", (error) => {
      this.#cause = error;
    });
    this.#worker.on("messageerror", (error) => {
      this.#cause = error;
      void this.end();
    });
    // Only now everything that the thread has sent is here.
    this.#worker.on("exit", (code) => this.#onExit(code));
  }

  /** Resolves when the thread has ended, for whatever reason. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /**
   * Throws, as soon as the thread has ended without an answer, the error that it did not catch, or one that says so. Before it has begun the work, that is
   * the cause of a WorkerStartError, or of a WorkerGoneError in a thread that has worked before.
   */
  async do(request: WorkerRequest): Promise<WorkerReply> {
    if (this.#hasEnded) throw new WorkerGoneError(this.#cause);
    const work = Promise.withResolvers<WorkerReply>();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origins
    this.#worker.postMessage(request, request.port === null ? [] : [request.port]);
    this.#hasBegun = false;
    this.#work = work;
    this.#worker.ref();
    return work.promise;
  }

  /** Ends the thread in the middle of whatever it does. */
  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #receive(message: WorkerMessage): void {
    if (message === "begun") {
      this.#hasBegun = true;
      return;
    }
    this.#hasWorked = true;
    this.#worker.unref();
    this.#work?.resolve(message);
    this.#work = undefined;
  }

  #onExit(code: number): void {
    this.#hasEnded = true;
    this.#ended.resolve();
    this.#work?.reject(this.#failure(this.#cause ?? new Error(`The worker thread ended with code ${code}.`)));
    this.#work = undefined;
  }

  #failure(cause: unknown): unknown {
    if (this.#hasBegun) return cause;
    return this.#hasWorked ? new WorkerGoneError(cause) : new WorkerStartError(this.#module, cause);
  }
}
