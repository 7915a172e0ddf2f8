import { HeadwayError } from "@headway-jobs/contract";
import type { JsonObject } from "@headway-jobs/contract";
import type { z } from "zod";
import type { Db } from "../db/port.ts";
import type { UnitsOfWork } from "../log/unit-of-work.ts";
import type { EngineLimits } from "../api/limits.ts";
import type { Clock, EngineLog } from "../api/ports.ts";
import { journaledJson, type JournalEntry, type StoredEntry } from "../log/journal.ts";
import { pastName } from "../jobs/rerun.ts";
import { parkJob, type ParkOutcome, type ParkRequest } from "./parks.ts";
import { storableKey } from "../db/storable.ts";
import { type TakenSignal, takeSignal } from "../jobs/signals.ts";
import type { JobContext } from "../api/workflow.ts";
import type { Run } from "./run.ts";
import { INITIAL_WAITS, nextWaits, type WaitsEffect, type WaitsInput, type WaitsState } from "./wait-state.ts";

export interface WaitsParts {
  readonly db: Db;
  readonly units: UnitsOfWork;
  readonly clock: Clock;
  readonly log: EngineLog;
  readonly limits: Pick<EngineLimits, "waitLimitMs">;
}

type WaitOptions = Parameters<JobContext["waitFor"]>[2];

interface Wait {
  readonly signalName: string;
  /** Also its id in the state machine. */
  readonly entryName: string;
  readonly untilName: string;
  readonly untilMs: number | null;
  readonly awaiting: JsonObject | null;
  readonly lingerUntilMs: number;
  readonly resolve: (taken: TakenSignal) => void;
  readonly reject: (error: unknown) => void;
  readonly taken: Promise<TakenSignal>;
  /** Cancels its timers. */
  forget: (() => void)[];
}

/** A store that failed is asked again after this pause. */
const RETRY_MS = 1000;

/**
 * The waits of a run. A wait takes a signal that is there; without one the job parks as soon as nothing else of the run is
 * under way and no wait lingers, and the run is over. The signal that wakes the job starts a new run, which finds it journaled.
 * What happens when is decided by `wait-state.ts`; here it is done.
 */
export class Waits {
  readonly #run: Run;
  readonly #parts: WaitsParts;
  readonly #waits = new Map<string, Wait>();
  #state: WaitsState = INITIAL_WAITS;

  constructor(run: Run, parts: WaitsParts) {
    this.#run = run;
    this.#parts = parts;
    run.onIdle = () => this.#input({ type: "idle" });
    void run.ended.then(() => this.#input({ type: "over" }));
  }

  /** A signal may have come. */
  notify(): void {
    this.#input({ type: "notified" });
  }

  async waitFor<T>(name: string, schema: z.ZodType<T>, options: WaitOptions): Promise<T> {
    const signalName = storableKey(name);
    const number = this.#run.count(`wait:${signalName}`);
    const entryName = `wait:${signalName}:${number}`;
    const entry = this.#run.journal.get(entryName);
    if (entry !== undefined) return this.#replay(entryName, entry, schema);
    const past = this.#run.journal.get(pastName(entryName));
    if (past !== undefined) return this.#takeOver(entryName, past, schema);
    const wait = this.#open(signalName, number, options);
    this.#waits.set(entryName, wait);
    this.#input({ type: "opened", id: entryName, times: wait });
    try {
      return schema.parse(JSON.parse((await wait.taken).valueJson));
    } finally {
      this.#waits.delete(entryName);
      this.#input({ type: "closed", id: entryName });
    }
  }

  #open(signalName: string, number: number, options: WaitOptions): Wait {
    const untilName = `until:${signalName}:${number}`;
    const journaled = this.#run.journal.get(untilName)?.resultJson;
    const nowMs = this.#parts.clock.nowMs();
    const untilMs = options.timeoutMs === undefined ? null : nowMs + Math.ceil(options.timeoutMs);
    const { promise: taken, resolve, reject } = Promise.withResolvers<TakenSignal>();
    return {
      signalName,
      entryName: `wait:${signalName}:${number}`,
      untilName,
      untilMs: typeof journaled === "string" ? (JSON.parse(journaled) as number) : untilMs,
      awaiting: options.status === "awaiting_approval" ? (options.data ?? {}) : null,
      lingerUntilMs: nowMs + (options.lingerMs ?? 0),
      taken,
      resolve,
      reject,
      forget: [],
    };
  }

  async #replay<T>(name: string, entry: StoredEntry, schema: z.ZodType<T>): Promise<T> {
    if (entry.error !== null) throw new HeadwayError(entry.error.code, entry.error.message);
    return schema.parse(JSON.parse(await this.#journaledJson(name, entry)));
  }

  /** The decision that the job which this one runs again has got. */
  async #takeOver<T>(entryName: string, past: StoredEntry, schema: z.ZodType<T>): Promise<T> {
    const resultJson = await this.#journaledJson(pastName(entryName), past);
    const value = schema.parse(JSON.parse(resultJson));
    await this.#run.append({
      entries: [{ name: entryName, kind: "wait", resultJson, error: null, atMs: this.#parts.clock.nowMs() }],
    });
    return value;
  }

  #journaledJson(name: string, entry: StoredEntry): Promise<string> {
    return this.#run.askStore(() => journaledJson(this.#parts.db, this.#run.claim.jobKey, name, entry));
  }

  #input(input: WaitsInput): void {
    const { state, effects } = nextWaits(this.#state, input);
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: WaitsEffect): void {
    switch (effect.type) {
      case "look":
        return this.#withWait(effect.id, (wait) => this.#look(wait));
      case "expire":
        return this.#withWait(effect.id, (wait) => this.#expire(wait));
      case "watchDue":
        return this.#after(effect, () => this.#input({ type: "due", id: effect.id }));
      case "watchLinger":
        return this.#after(effect, () =>
          this.#input({ type: "lingered", id: effect.id, nowMs: this.#parts.clock.nowMs() }),
        );
      case "decideLater":
        // The end of the turn: what a finished step set free may start the next one.
        setImmediate(() => this.#decide());
        return undefined;
      case "park":
        void this.#park(effect.ids.flatMap((id) => this.#waits.get(id) ?? []));
        return undefined;
      case "notifyLater":
        this.#parts.clock.after(RETRY_MS, () => this.notify());
        return undefined;
      case "endRun":
        return this.#run.end(effect.end);
      case "abandon":
        return this.#withWait(effect.id, async () => {
          throw staleClaim();
        });
    }
  }

  /** What the work throws is thrown by the wait. */
  #withWait(id: string, work: (wait: Wait) => Promise<void>): void {
    const wait = this.#waits.get(id);
    if (wait === undefined) return;
    for (const forget of wait.forget) forget();
    wait.forget = [];
    work(wait).catch(wait.reject);
  }

  #after({ id, atMs }: { readonly id: string; readonly atMs: number }, report: () => void): void {
    const { clock } = this.#parts;
    this.#waits.get(id)?.forget.push(clock.after(atMs - clock.nowMs(), report));
  }

  #decide(): void {
    const isIdle = this.#run.isIdle && !this.#run.isOver;
    this.#input({ type: "decide", isIdle, nowMs: this.#parts.clock.nowMs() });
  }

  async #look(wait: Wait): Promise<void> {
    const { entryName, signalName } = wait;
    const { db, clock } = this.#parts;
    if (this.#run.isOver) throw staleClaim();
    const taken = await this.#run.askStore((isRetry) =>
      db.transaction((tx) => takeSignal(tx, this.#run.claim, { entryName, signalName, nowMs: clock.nowMs(), isRetry })),
    );
    if (taken === "stale") throw staleClaim();
    this.#run.progressed();
    if (taken === null) this.#input({ type: "nothingFound", id: entryName, nowMs: clock.nowMs() });
    else wait.resolve(taken);
  }

  async #expire(wait: Wait): Promise<never> {
    const error = { code: "APPROVAL_TIMEOUT", message: "No decision came in time." } as const;
    const atMs = this.#parts.clock.nowMs();
    await this.#run.append({ entries: [{ name: wait.entryName, kind: "wait", resultJson: null, error, atMs }] });
    throw new HeadwayError(error.code, error.message);
  }

  /** Owns its failures. */
  async #park(waits: readonly Wait[]): Promise<void> {
    const texts = this.#run.takeTexts();
    let outcome: ParkOutcome | "failed" = "failed";
    try {
      const request = this.#parkRequest(waits, texts);
      outcome = await this.#run.askStore(() => this.#parts.units.commit((unit) => parkJob(unit, request)));
    } catch (error) {
      this.#parts.log.warn({ error, jobId: this.#run.job.jobId }, "a job could not be parked and looks again");
    }
    if (outcome !== "parked") this.#run.keepTexts(texts);
    this.#input({ type: "parkEnded", outcome });
  }

  #parkRequest(waits: readonly Wait[], texts: Pick<ParkRequest, "metadata" | "usage">): ParkRequest {
    const untils = waits.flatMap((wait) => (wait.untilMs === null ? [] : [wait.untilMs]));
    return {
      claim: this.#run.claim,
      signalNames: waits.map((wait) => wait.signalName),
      wakeAtMs: untils.length === 0 ? null : Math.min(...untils),
      awaiting: waits.find((wait) => wait.awaiting !== null)?.awaiting ?? null,
      entries: waits.flatMap((wait) => this.#untilEntry(wait)),
      ...texts,
      nowMs: this.#parts.clock.nowMs(),
      waitLimitMs: this.#parts.limits.waitLimitMs,
    };
  }

  #untilEntry(wait: Wait): readonly JournalEntry[] {
    if (wait.untilMs === null || this.#run.journal.has(wait.untilName)) return [];
    const resultJson = JSON.stringify(wait.untilMs);
    return [{ name: wait.untilName, kind: "until", resultJson, error: null, atMs: this.#parts.clock.nowMs() }];
  }
}

function staleClaim(): HeadwayError {
  return new HeadwayError("STALE_EPOCH", "Another claim holds this job now.");
}
