import { HeadwayError } from "@headway-jobs/contract";
import type { JsonObject } from "@headway-jobs/contract";
import type { z } from "zod";
import type { Db } from "../db/port.ts";
import type { UnitsOfWork } from "../log/unit-of-work.ts";
import type { EngineLimits } from "../api/limits.ts";
import type { Clock, EngineLog } from "../api/ports.ts";
import { holdWhileAway } from "../db/store-retry.ts";
import { journaledJson, type JournalEntry, type StoredEntry } from "../log/journal.ts";
import { pastName } from "../jobs/rerun.ts";
import { parkJob, type ParkRequest } from "./parks.ts";
import { storableKey } from "../db/storable.ts";
import { type TakenSignal, takeSignal } from "../jobs/signals.ts";
import type { JobContext } from "../api/workflow.ts";
import type { Run } from "./run.ts";

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
  readonly entryName: string;
  readonly untilName: string;
  readonly untilMs: number | null;
  readonly awaiting: JsonObject | null;
  /** Until then the run does not park. */
  readonly lingerUntilMs: number;
  recheck: () => void;
}

/**
 * The waits of a run. A wait takes a signal that is there; without one the job parks as soon as nothing else of the run is
 * under way and no wait lingers, and the run is over. The signal that wakes the job starts a new run, which finds it journaled.
 */
export class Waits {
  readonly #run: Run;
  readonly #parts: WaitsParts;
  readonly #waiting = new Set<Wait>();
  #considering = false;
  /** The park under way. No wait takes a signal meanwhile: the job would park although its workflow goes on. */
  #parking: Promise<void> | undefined;
  /** Waits that are open and not asleep: each may be taking the signal that lets the workflow go on. */
  #looking = 0;
  #pokes = 0;

  constructor(run: Run, parts: WaitsParts) {
    this.#run = run;
    this.#parts = parts;
    run.onIdle = () => this.#considerParking();
  }

  /** A signal may have come. */
  poke(): void {
    this.#pokes += 1;
    for (const wait of this.#waiting) wait.recheck();
  }

  async waitFor<T>(name: string, schema: z.ZodType<T>, options: WaitOptions): Promise<T> {
    const signalName = storableKey(name);
    const number = this.#run.count(`wait:${signalName}`);
    const entryName = `wait:${signalName}:${number}`;
    const entry = this.#run.journal.get(entryName);
    if (entry !== undefined) return this.#replay(entryName, entry, schema);
    const past = this.#run.journal.get(pastName(entryName));
    if (past !== undefined) return this.#takeOver(entryName, past, schema);
    const wait = this.#begin(signalName, number, options);
    this.#looking += 1;
    try {
      return schema.parse(JSON.parse((await this.#untilTaken(wait)).valueJson));
    } finally {
      this.#looking -= 1;
    }
  }

  async #untilTaken(wait: Wait): Promise<TakenSignal> {
    for (;;) {
      const pokes = this.#pokes;
      const taken = await this.#take(wait);
      if (taken !== null) return taken;
      if (wait.untilMs !== null && wait.untilMs <= this.#parts.clock.nowMs()) return await this.#runOut(wait);
      // One that came while the store was asked would otherwise be waited for.
      if (pokes === this.#pokes) await this.#sleep(wait);
    }
  }

  #begin(signalName: string, number: number, options: WaitOptions): Wait {
    const untilName = `until:${signalName}:${number}`;
    const journaled = this.#run.journal.get(untilName)?.resultJson;
    const nowMs = this.#parts.clock.nowMs();
    const untilMs = options.timeoutMs === undefined ? null : nowMs + Math.ceil(options.timeoutMs);
    return {
      signalName,
      entryName: `wait:${signalName}:${number}`,
      untilName,
      untilMs: typeof journaled === "string" ? (JSON.parse(journaled) as number) : untilMs,
      awaiting: options.status === "awaiting_approval" ? (options.data ?? {}) : null,
      lingerUntilMs: nowMs + (options.lingerMs ?? 0),
      recheck: () => undefined,
    };
  }

  async #replay<T>(name: string, entry: StoredEntry, schema: z.ZodType<T>): Promise<T> {
    if (entry.error !== null) throw new HeadwayError(entry.error.code, entry.error.message);
    return schema.parse(JSON.parse(await journaledJson(this.#parts.db, this.#run.claim.jobKey, name, entry)));
  }

  /** The decision that the job which this one runs again has got. */
  async #takeOver<T>(entryName: string, past: StoredEntry, schema: z.ZodType<T>): Promise<T> {
    const { db, clock } = this.#parts;
    const resultJson = await journaledJson(db, this.#run.claim.jobKey, pastName(entryName), past);
    const value = schema.parse(JSON.parse(resultJson));
    await this.#run.append({
      entries: [{ name: entryName, kind: "wait", resultJson, error: null, atMs: clock.nowMs() }],
    });
    return value;
  }

  async #take({ entryName, signalName }: Wait): Promise<TakenSignal | null> {
    const { db, clock } = this.#parts;
    await this.#parking;
    if (this.#run.isOver) throw staleClaim();
    const taken = await this.#holding((isRetry) =>
      db.transaction((tx) => takeSignal(tx, this.#run.claim, { entryName, signalName, nowMs: clock.nowMs(), isRetry })),
    );
    if (taken === "stale") throw staleClaim();
    this.#run.progressed();
    return taken;
  }

  #holding<T>(work: (isRetry: boolean) => Promise<T>): Promise<T> {
    return holdWhileAway({ ...this.#parts, givenUp: this.#run.signal }, work);
  }

  async #runOut(wait: Wait): Promise<never> {
    const error = { code: "APPROVAL_TIMEOUT", message: "No decision came in time." } as const;
    const atMs = this.#parts.clock.nowMs();
    await this.#run.append({ entries: [{ name: wait.entryName, kind: "wait", resultJson: null, error, atMs }] });
    throw new HeadwayError(error.code, error.message);
  }

  /** Until a signal may be there. When the job parks instead, the run is over and this never resolves for the workflow. */
  async #sleep(wait: Wait): Promise<void> {
    const woken = new Promise<void>((resolve) => (wait.recheck = resolve));
    this.#waiting.add(wait);
    this.#looking -= 1;
    const forgetWaking = this.#wakeAt(wait);
    const forgetLingering = this.#parkWhenLingered(wait);
    await Promise.race([woken, this.#run.ended]);
    forgetWaking();
    forgetLingering();
    this.#waiting.delete(wait);
    this.#looking += 1;
    if (this.#run.isOver) throw staleClaim();
  }

  /** While other steps keep the run from parking, nobody else watches the time. */
  #wakeAt(wait: Wait): () => void {
    if (wait.untilMs === null) return () => undefined;
    return this.#parts.clock.after(wait.untilMs - this.#parts.clock.nowMs(), wait.recheck);
  }

  #parkWhenLingered(wait: Wait): () => void {
    let forget: (() => void) | undefined;
    const look = (): void => {
      // A timer may come a little early.
      const leftMs = wait.lingerUntilMs - this.#parts.clock.nowMs();
      if (leftMs > 0) forget = this.#parts.clock.after(leftMs, look);
      else this.#considerParking();
    };
    look();
    return () => forget?.();
  }

  #considerParking(): void {
    if (this.#considering || this.#waiting.size === 0) return;
    this.#considering = true;
    // The end of the turn: what a finished step set free may start the next one.
    setImmediate(() => {
      this.#considering = false;
      if (this.#mayPark()) this.#parking = this.#parkOrRetry().finally(() => (this.#parking = undefined));
    });
  }

  #mayPark(): boolean {
    if (this.#waiting.size === 0 || this.#looking > 0 || this.#parking !== undefined) return false;
    return this.#run.isIdle && !this.#run.isOver && !this.#lingers();
  }

  async #parkOrRetry(): Promise<void> {
    try {
      await this.#park();
    } catch (error) {
      this.#parts.log.warn({ error, jobId: this.#run.job.jobId }, "a job could not be parked and looks again");
      this.#parts.clock.after(1000, () => this.poke());
    }
  }

  #lingers(): boolean {
    const nowMs = this.#parts.clock.nowMs();
    return [...this.#waiting].some((wait) => wait.lingerUntilMs > nowMs);
  }

  async #park(): Promise<void> {
    const waits = [...this.#waiting];
    const untils = waits.flatMap((wait) => (wait.untilMs === null ? [] : [wait.untilMs]));
    const texts = this.#run.takeTexts();
    const request: ParkRequest = {
      claim: this.#run.claim,
      signalNames: waits.map((wait) => wait.signalName),
      wakeAtMs: untils.length === 0 ? null : Math.min(...untils),
      awaiting: waits.find((wait) => wait.awaiting !== null)?.awaiting ?? null,
      entries: waits.flatMap((wait) => this.#untilEntry(wait)),
      ...texts,
      nowMs: this.#parts.clock.nowMs(),
      waitLimitMs: this.#parts.limits.waitLimitMs,
    };
    const outcome = await this.#holding(() => this.#parts.units.commit((unit) => parkJob(unit, request)));
    switch (outcome) {
      case "parked":
        this.#run.end("parked");
        break;
      case "stale":
        this.#run.end("lost");
        break;
      case "signalled":
        this.#run.keepTexts(texts);
        this.poke();
    }
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
