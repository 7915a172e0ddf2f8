import { HeadwayError, quoting } from "@headway-jobs/contract";
import { type ElapsedClock, systemClock } from "@headway-jobs/tools/time/system-clock";
import { totalmem } from "node:os";
import { fileBytesOf } from "./file-bytes.ts";
import { ModelFailure, ModelProcess, type ModelProgram } from "./model-process.ts";

export interface ModelProcessesOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly time?: ElapsedClock;
  /** Processes at the same time, one for each model; default 4. */
  readonly maxProcesses?: number;
  /** A process whose resident memory is larger than this after a request is ended; default 3000. */
  readonly processMb?: number;
  /** Resident memory of all processes above which none is started beside idle ones; default half of the machine's memory. */
  readonly totalMb?: number;
  /** How long a process is kept without a request; default 5 minutes. */
  readonly idleMs?: number;
  /** Urgent requests that wait for one model; further ones are refused. The others are bounded by the jobs that run at the same time. Default 64. */
  readonly maxWaiting?: number;
  /** After so many crashes in a row a model is not used for `restMs`; defaults 3, 5 minutes. */
  readonly maxCrashes?: number;
  readonly restMs?: number;
  /** How long a model may take to load; default 2 minutes. */
  readonly loadLimitMs?: number;
  /** How long work continues that nobody waits for any more, before its process is ended; default 5 seconds. */
  readonly abandonedMs?: number;
}

export interface ModelRequest {
  /** From when the model has the work. The process is ended after it. */
  readonly timeLimitMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Before requests that are not. */
  readonly isUrgent?: boolean;
}

interface Request extends ModelRequest {
  readonly number: number;
  readonly work: unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** How long a model may take for what. */
interface Limit {
  readonly ms: number;
  readonly task: string;
  readonly signal?: AbortSignal | undefined;
}

/** What is known of one model. */
class Slot {
  readonly program: ModelProgram;
  readonly waiting: Request[] = [];
  process: ModelProcess | undefined;
  isBusy = false;
  /** Its process ends with its work. */
  isRetired = false;
  crashes = 0;
  restUntilMs = 0;
  /** Until it was measured, what the files of the model take. */
  expectedBytes: number;
  usedAtMs = 0;
  cancelIdle: () => void = () => undefined;

  constructor(program: ModelProgram) {
    this.program = program;
    this.expectedBytes = fileBytesOf(program.setup);
  }

  get memoryBytes(): number {
    return this.process === undefined || this.process.rssBytes === 0 ? this.expectedBytes : this.process.rssBytes;
  }
}

const MB = 1024 * 1024;
/** What an urgent request is told to wait where too many others do. */
const RETRY_AFTER_S = 5;

/**
 * Runs models in processes of their own, so that a native crash or the memory of its weights stays outside of this process. Processes start with the first
 * request and stay warm for the next. Errors: MODEL_MISSING (its runtime cannot be loaded), MODEL_FAILED, PROVIDER_TIMEOUT, PROVIDER_RATE_LIMITED (too
 * many urgent requests wait), and the reason of the signal, at once.
 */
export class ModelProcesses {
  readonly #options: Required<ModelProcessesOptions>;
  readonly #slots = new Map<string, Slot>();
  #requests = 0;
  #isClosed = false;

  constructor(options: ModelProcessesOptions = {}) {
    this.#options = {
      env: process.env,
      time: systemClock,
      maxProcesses: 4,
      processMb: 3000,
      totalMb: totalmem() / MB / 2,
      idleMs: 5 * 60_000,
      maxWaiting: 64,
      maxCrashes: 3,
      restMs: 5 * 60_000,
      loadLimitMs: 2 * 60_000,
      abandonedMs: 5_000,
      ...options,
    };
  }

  /** Does a piece of work with a model, after those that came before. */
  async run(program: ModelProgram, work: unknown, request: ModelRequest): Promise<unknown> {
    request.signal?.throwIfAborted();
    const slot = this.#slotOf(program);
    this.#requireForce(slot);
    if (request.isUrgent === true) this.#requirePlace(slot);
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const entry: Request = { ...request, number: ++this.#requests, work, resolve, reject };
    const leave = (): void => {
      const place = slot.waiting.indexOf(entry);
      if (place !== -1) slot.waiting.splice(place, 1);
      reject(request.signal?.reason);
    };
    request.signal?.addEventListener("abort", leave, { once: true });
    const before = entry.isUrgent === true ? slot.waiting.findIndex((one) => one.isUrgent !== true) : -1;
    slot.waiting.splice(before === -1 ? slot.waiting.length : before, 0, entry);
    this.#startWaiting();
    try {
      return await promise;
    } finally {
      request.signal?.removeEventListener("abort", leave);
    }
  }

  /** Whether a request for the model would have to wait. */
  isBusy(program: ModelProgram): boolean {
    const slot = this.#slots.get(keyOf(program));
    return slot !== undefined && (slot.isBusy || slot.waiting.length > 0);
  }

  /** Ends the processes of models that are not used any more, those at work after it: nothing is left in memory until `idleMs` has passed. */
  retain(isUsed: (program: ModelProgram) => boolean): void {
    for (const [key, slot] of this.#slots) {
      if (isUsed(slot.program)) continue;
      slot.isRetired = true;
      if (slot.isBusy || slot.waiting.length > 0) continue;
      this.#endIdle(slot);
      this.#slots.delete(key);
    }
  }

  /** The processes of this moment, for `doctor` and tests. */
  processes(): readonly { readonly name: string; readonly pid: number | undefined; readonly rssBytes: number }[] {
    return [...this.#slots.values()].flatMap(({ program, process: one }) =>
      one === undefined ? [] : [{ name: program.name, pid: one.pid, rssBytes: one.rssBytes }],
    );
  }

  /** Ends all processes; requests that wait or run fail. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const slots = [...this.#slots.values()];
    for (const slot of slots) {
      slot.cancelIdle();
      for (const { reject } of slot.waiting.splice(0)) reject(closedError());
    }
    await Promise.all(slots.map(async (slot) => slot.process?.kill()));
  }

  #slotOf(program: ModelProgram): Slot {
    if (this.#isClosed) throw closedError();
    const key = keyOf(program);
    const slot = this.#slots.get(key) ?? new Slot(program);
    slot.isRetired = false;
    this.#slots.set(key, slot);
    return slot;
  }

  #requirePlace({ program, waiting }: Slot): void {
    const urgent = waiting.filter(({ isUrgent }) => isUrgent === true).length;
    if (urgent < this.#options.maxWaiting) return;
    const message = `The local model ${program.name} has ${urgent} requests waiting already.`;
    throw new HeadwayError("PROVIDER_RATE_LIMITED", message, { retryAfterS: RETRY_AFTER_S });
  }

  #requireForce(slot: Slot): void {
    const reason = this.#restOf(slot);
    if (reason === null) return;
    const retryAfterS = Math.ceil((slot.restUntilMs - this.#options.time.elapsedMs()) / 1000);
    throw new HeadwayError("MODEL_FAILED", reason, { retryAfterS });
  }

  #restOf({ program, crashes, restUntilMs }: Slot): string | null {
    const leftS = Math.ceil((restUntilMs - this.#options.time.elapsedMs()) / 1000);
    if (leftS <= 0) return null;
    return `The local model ${program.name} is not used for ${leftS} s, because it failed ${crashes} times in a row.`;
  }

  /** Gives work to every model that is free, the oldest request first, as far as there is room for processes. */
  #startWaiting(): void {
    const free = [...this.#slots.values()].filter((slot) => !slot.isBusy && slot.waiting.length > 0);
    for (const slot of free.toSorted((a, b) => (a.waiting[0]?.number ?? 0) - (b.waiting[0]?.number ?? 0))) {
      if (slot.process === undefined && !this.#makeRoom(slot)) continue;
      const request = slot.waiting.shift();
      if (request !== undefined) void this.#serve(slot, request);
    }
  }

  /** Ends idle processes, the one longest unused first, until another may start; false when all are at work. */
  #makeRoom(forSlot: Slot): boolean {
    const { maxProcesses, totalMb } = this.#options;
    for (;;) {
      const running = [...this.#slots.values()].filter((slot) => slot.process !== undefined || slot.isBusy);
      const bytes = running.reduce((sum, slot) => sum + slot.memoryBytes, forSlot.expectedBytes);
      if (running.length === 0 || (running.length < maxProcesses && bytes <= totalMb * MB)) return true;
      const idle = running.filter((slot) => !slot.isBusy).toSorted((a, b) => a.usedAtMs - b.usedAtMs)[0];
      if (idle === undefined) return false;
      this.#endIdle(idle);
    }
  }

  #endIdle(slot: Slot): void {
    slot.cancelIdle();
    void slot.process?.kill();
    slot.process = undefined;
  }

  async #serve(slot: Slot, request: Request): Promise<void> {
    slot.isBusy = true;
    slot.cancelIdle();
    try {
      request.resolve(await this.#perform(slot, request));
    } catch (error) {
      request.reject(error);
    } finally {
      slot.isBusy = false;
      this.#rest(slot);
      this.#startWaiting();
    }
  }

  async #perform(slot: Slot, { work, signal, timeLimitMs }: Request): Promise<unknown> {
    // It may have been ended from outside while it had no work.
    if (slot.process?.hasEnded === true) slot.process = undefined;
    const running = slot.process ?? (await this.#start(slot));
    // The caller that left while the model was loaded has the answer already; the model is there for the next.
    if (signal?.aborted === true) return undefined;
    const result = await this.#within(slot, { ms: timeLimitMs, task: "to answer", signal }, () => running.run(work));
    slot.crashes = 0;
    return result;
  }

  /** No request stops the loading: others may wait for the same model. */
  async #start(slot: Slot): Promise<ModelProcess> {
    const { program } = slot;
    const started = await ModelProcess.start(program.module, this.#options.env);
    slot.process = started;
    try {
      await this.#within(slot, { ms: this.#options.loadLimitMs, task: "to load" }, async () => {
        if (this.#isClosed) throw closedError();
        await started.load(program.setup);
      });
    } catch (error) {
      await started.kill();
      slot.process = undefined;
      throw error;
    }
    if (!started.hasEnded) return started;
    if (this.#isTooLarge(started)) throw this.#tooLarge(slot);
    throw this.#failureOf(slot, new ModelFailure("ended", "its process ended", { isLoading: true }));
  }

  /** Ends the process at the limit, and some time after an abort: native work cannot be stopped in another way. */
  async #within<T>(slot: Slot, limit: Limit, action: () => Promise<T>): Promise<T> {
    const { process: used } = slot;
    const { ms, signal } = limit;
    let stopped: "late" | "abandoned" | undefined;
    const stop = (why: "late" | "abandoned"): void => {
      stopped ??= why;
      void used?.kill();
    };
    const timers = [this.#options.time.after(ms, () => stop("late"))];
    const leave = (): void => {
      timers.push(this.#options.time.after(this.#options.abandonedMs, () => stop("abandoned")));
    };
    signal?.addEventListener("abort", leave, { once: true });
    try {
      return await action();
    } catch (error) {
      if (stopped === "abandoned") throw signal?.reason;
      if (stopped === undefined || this.#isClosed) throw this.#failureOf(slot, error);
      this.#countCrash(slot);
      throw lateError(slot.program.name, limit);
    } finally {
      for (const cancel of timers) cancel();
      signal?.removeEventListener("abort", leave);
      await this.#afterwards(slot, stopped !== undefined);
    }
  }

  /** A process that has ended, or has grown too large, is not used again. */
  async #afterwards(slot: Slot, wasStopped: boolean): Promise<void> {
    const { process: used } = slot;
    if (used === undefined) return;
    if (used.rssBytes > 0) slot.expectedBytes = used.rssBytes;
    if (wasStopped || this.#isTooLarge(used)) await used.kill();
    if (used.hasEnded) slot.process = undefined;
  }

  #isTooLarge({ rssBytes }: ModelProcess): boolean {
    return rssBytes > this.#options.processMb * MB;
  }

  /** Those that wait fail as well: the model would be loaded for each of them in vain. */
  #tooLarge({ program, expectedBytes, waiting }: Slot): HeadwayError {
    const needed = `The local model ${program.name} needs ${Math.ceil(expectedBytes / MB)} MB of memory`;
    const message = `${needed}; at most ${this.#options.processMb} MB are allowed.`;
    const error = new HeadwayError("MODEL_FAILED", message, { retryable: false });
    for (const { reject } of waiting.splice(0)) reject(error);
    return error;
  }

  #failureOf(slot: Slot, error: unknown): unknown {
    if (!(error instanceof ModelFailure)) return error;
    const { name } = slot.program;
    if (this.#isClosed) return closedError();
    if (error.kind === "runtime") {
      const sentence = `The runtime of the local model ${name} cannot be loaded`;
      return new HeadwayError("MODEL_MISSING", quoting(`${sentence}.`, error.words), { cause: error });
    }
    if (error.kind === "ended" || error.isLoading) this.#countCrash(slot);
    const sentence = `The local model ${name} failed: ${error.message}.`;
    const provider = { name, message: error.words };
    return new HeadwayError("MODEL_FAILED", quoting(sentence, error.words), { cause: error, provider });
  }

  #countCrash(slot: Slot): void {
    slot.crashes += 1;
    if (slot.crashes < this.#options.maxCrashes) return;
    slot.restUntilMs = this.#options.time.elapsedMs() + this.#options.restMs;
    const reason = this.#restOf(slot) ?? "";
    const retryAfterS = Math.ceil(this.#options.restMs / 1000);
    for (const { reject } of slot.waiting.splice(0)) reject(new HeadwayError("MODEL_FAILED", reason, { retryAfterS }));
  }

  #rest(slot: Slot): void {
    const { time, idleMs } = this.#options;
    slot.usedAtMs = time.elapsedMs();
    if (slot.isRetired && slot.waiting.length === 0) {
      this.#endIdle(slot);
      this.#slots.delete(keyOf(slot.program));
    } else if (slot.process !== undefined) slot.cancelIdle = time.after(idleMs, () => this.#endIdle(slot));
  }
}

const keyOf = ({ module, setup }: ModelProgram): string => `${module.href} ${JSON.stringify(setup)}`;

const closedError = (): HeadwayError => new HeadwayError("MODEL_FAILED", "The server is stopping.");

function lateError(name: string, { ms, task }: Limit): HeadwayError {
  return new HeadwayError("PROVIDER_TIMEOUT", `The local model ${name} took longer than ${ms / 1000} s ${task}.`);
}
