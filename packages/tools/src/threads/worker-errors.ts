/** A run was ended because it needed more time, memory or stack than it may. */
export class WorkerLimitError extends Error {
  readonly limit: "time" | "memory" | "stack";

  constructor(limit: WorkerLimitError["limit"], options?: ErrorOptions) {
    super(`A worker thread needed more ${limit} than it may.`, options);
    this.name = "WorkerLimitError";
    this.limit = limit;
  }
}

/** A thread could not be started or its module not be loaded; the cause says why. */
export class WorkerStartError extends Error {
  constructor(module: URL, cause: unknown) {
    super(`The worker thread of ${module.pathname.split("/").at(-1)} could not be started.`, { cause });
    this.name = "WorkerStartError";
  }
}

/** A thread that has worked before ended before it began the next work, which is therefore not to blame. */
export class WorkerGoneError extends Error {
  constructor(cause: unknown) {
    super("The worker thread had ended.", { cause });
    this.name = "WorkerGoneError";
  }
}
