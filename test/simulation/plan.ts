import type { Random } from "./random.ts";

/** What a job of the simulation does, as its input says it. Everything here is JSON. */
export type Task =
  | StepTask
  | { readonly do: "parallel"; readonly steps: readonly StepTask[]; readonly concurrency: number }
  | { readonly do: "emit"; readonly padding: number }
  | { readonly do: "progress"; readonly progress: number }
  | { readonly do: "warn" }
  | {
      readonly do: "wait";
      readonly isApproval: boolean;
      readonly timeoutMs: number | null;
      readonly lingerMs: number;
    };

export interface StepTask {
  readonly do: "step";
  readonly name: string;
  readonly durationMs: number;
  /** Events committed with the result, and events sent while it works. */
  readonly events: number;
  readonly emits: number;
  /** Tries that fail before one succeeds. */
  readonly failures: number;
  /** Number of the content it stores, and under which name; null = none. */
  readonly artifact: { readonly content: number; readonly fromFile: boolean; readonly isInternal: boolean } | null;
  /** Reads the job's input file, or artifacts of earlier steps. */
  readonly reads: boolean;
  /** Takes its process down. */
  readonly isPoison: boolean;
}

export interface JobPlan {
  readonly number: number;
  readonly owner: string;
  readonly kind: "video" | "speech";
  readonly tasks: readonly Task[];
  readonly fails: boolean;
  readonly cost: number;
  readonly operations: number;
  /** Number of the content of its input file; null = none. */
  readonly file: number | null;
  readonly submitAtMs: number;
  readonly cancelAtMs: number | null;
  /** Removed as soon as it has ended. */
  readonly isRemoved: boolean;
  readonly readers: number;
}

export interface PlanOptions {
  readonly jobs: number;
  readonly poison: boolean;
  readonly lastSubmitMs: number;
  /** Share of the jobs that are removed as soon as they have ended. */
  readonly removed: number;
  /** At most one reader of a job less. */
  readonly readers: number;
  /** Few contents make jobs store the same bytes. */
  readonly contents: number;
}

export const OWNERS = ["ada", "bob"] as const;

export function planJobs(random: Random, options: PlanOptions): readonly JobPlan[] {
  return Array.from({ length: options.jobs }, (_, number) =>
    planJob(random.fork(`job ${number}`), number, { ...options, poison: options.poison && number === 0 }),
  );
}

function planJob(random: Random, number: number, options: PlanOptions): JobPlan {
  const tasks = options.poison ? [] : planTasks(random, options);
  return {
    number,
    owner: random.pick(OWNERS),
    kind: random.pick(["video", "speech"]),
    tasks: options.poison ? [{ ...planStep(random, "poison", options), isPoison: true }] : tasks,
    fails: random.chance(0.1),
    cost: random.chance(0.4) ? random.int(5) + 1 : 0,
    operations: random.chance(0.3) ? random.int(3) + 1 : 0,
    file: random.chance(0.35) ? random.int(options.contents) : null,
    submitAtMs: options.poison ? 0 : random.between(0, options.lastSubmitMs),
    cancelAtMs: !options.poison && random.chance(0.2) ? random.between(100, options.lastSubmitMs + 3000) : null,
    isRemoved: random.chance(options.removed),
    readers: random.int(options.readers),
  };
}

function planTasks(random: Random, options: PlanOptions): Task[] {
  return Array.from({ length: random.int(6) + 1 }, (_, at): Task => {
    const name = `${at}`;
    switch (random.int(10)) {
      case 0:
        return { do: "emit", padding: random.pick([0, 0, 100, 70_000]) };
      case 1:
        return { do: "progress", progress: random.int(100) };
      case 2:
        return { do: "warn" };
      case 3:
        return planWait(random);
      case 4: {
        const count = random.int(4) + 2;
        const steps = Array.from({ length: count }, (_unused, n) => planStep(random, `${name}.${n}`, options));
        return { do: "parallel", steps, concurrency: random.int(3) + 1 };
      }
      default:
        return planStep(random, name, options);
    }
  });
}

function planWait(random: Random): Task {
  return {
    do: "wait",
    isApproval: random.chance(0.5),
    timeoutMs: random.chance(0.3) ? random.between(500, 8000) : null,
    lingerMs: random.chance(0.3) ? random.between(50, 1500) : 0,
  };
}

function planStep(random: Random, name: string, options: PlanOptions): StepTask {
  const storesContent = random.chance(0.5);
  return {
    do: "step",
    name,
    durationMs: random.pick([0, 0, 5, 60, 500, 2500]),
    events: random.int(3),
    emits: random.chance(0.3) ? random.int(6) : 0,
    failures: random.chance(0.15) ? random.int(2) + 1 : 0,
    artifact: storesContent
      ? { content: random.int(options.contents), fromFile: random.chance(0.5), isInternal: random.chance(0.6) }
      : null,
    reads: random.chance(0.4),
    isPoison: false,
  };
}

/** Waits of a plan, for the one who answers them. */
export function waitsOf(plan: JobPlan): number {
  return plan.tasks.filter((task) => task.do === "wait").length;
}
