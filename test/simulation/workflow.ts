import { createHash } from "node:crypto";
import { HeadwayError, type JsonObject } from "@headway-jobs/contract";
import type { Artifact, JobContext, StepContext, Workflow } from "@headway-jobs/engine";
import type { Disk } from "./disk.ts";
import type { NodeProcess } from "./node-process.ts";
import type { JobPlan, StepTask, Task } from "./plan.ts";

export interface StepResult {
  readonly node: string;
  readonly token: string;
  readonly artifact: Artifact | null;
}

/** What a workflow tells those who check the world. */
export interface Witness {
  stepBegins(jobId: string, step: string, node: NodeProcess): void;
  /** The workflow continues with this result. */
  stepReturned(jobId: string, step: string, result: StepResult): void;
  signalTaken(jobId: string, wait: number, value: unknown): void;
  kills(node: NodeProcess): void;
}

export interface WorkflowParts {
  readonly node: NodeProcess;
  readonly disk: Disk;
  /** Where the node sees the disk. */
  readonly root: string;
  readonly witness: Witness;
}

export const SIGNAL = "go";
/** Signals of the simulation are what it sent. */
const signalSchema = { parse: (value: unknown) => value } as unknown as Parameters<JobContext["waitFor"]>[1];

/** The bytes of a numbered content. */
export function contentOf(number: number): Buffer {
  return Buffer.from(`content ${number} `.repeat(20 + number));
}

/** Does what its input says. */
export function planWorkflow(parts: WorkflowParts): Workflow<JsonObject> {
  return async (ctx, input) => {
    const plan = input as unknown as JobPlan;
    const stored: Artifact[] = [];
    let waits = 0;
    for (const task of plan.tasks) {
      if (task.do === "wait") waits += 1;
      await doTask(ctx, parts, { plan, task, stored, wait: waits });
    }
    if (plan.operations > 0) ctx.onCompletion({ operations: plan.operations });
    if (plan.fails) throw new HeadwayError("TOOL_FAILED", "The plan says so.", { retryable: false });
    return { number: plan.number };
  };
}

interface Place {
  readonly plan: JobPlan;
  readonly task: Task;
  readonly stored: Artifact[];
  /** Waits up to and including this task. */
  readonly wait: number;
}

async function doTask(ctx: JobContext, parts: WorkflowParts, place: Place): Promise<void> {
  const { task, plan, stored } = place;
  switch (task.do) {
    case "step":
      return doStep(ctx, parts, { step: task, plan, stored });
    case "parallel": {
      const { concurrency } = task;
      await ctx.parallel(task.steps, { concurrency }, (step) => doStep(ctx, parts, { step, plan, stored }));
      return undefined;
    }
    case "emit":
      return ctx.emit({ type: "sim.said", data: { node: parts.node.name, padding: "x".repeat(task.padding) } });
    case "progress":
      return ctx.progress({ phase: "working", progress: task.progress, message: "on its way" });
    case "warn":
      return ctx.warn("SIMULATED", "This is only a simulation.");
    case "wait":
      return doWait(ctx, parts, task, place.wait);
  }
}

async function doWait(
  ctx: JobContext,
  { node, witness }: WorkflowParts,
  task: Extract<Task, { do: "wait" }>,
  wait: number,
): Promise<void> {
  try {
    const value = (await ctx.waitFor(SIGNAL, signalSchema, {
      lingerMs: task.lingerMs,
      ...(task.timeoutMs === null ? {} : { timeoutMs: task.timeoutMs }),
      ...(task.isApproval ? { status: "awaiting_approval" } : {}),
    })) as { readonly n: number };
    witness.signalTaken(ctx.job.jobId, wait, value.n);
  } catch (error) {
    if (!(error instanceof HeadwayError) || error.code !== "APPROVAL_TIMEOUT") throw error;
    witness.signalTaken(ctx.job.jobId, wait, "timeout");
    await ctx.emit({ type: "sim.timeout", data: { node: node.name, wait } });
  }
}

async function doStep(
  ctx: JobContext,
  parts: WorkflowParts,
  { step, plan, stored }: { readonly step: StepTask; readonly plan: JobPlan; readonly stored: Artifact[] },
): Promise<void> {
  const { node, witness } = parts;
  const { jobId } = ctx.job;
  const result = await ctx.step<StepResult>(
    step.name,
    async (context) => {
      witness.stepBegins(jobId, step.name, node);
      if (step.isPoison) return poison(parts);
      if (step.reads) await readBack(ctx, parts, plan, stored);
      await work(parts, step, context);
      const artifact = step.artifact === null ? null : await store(parts, step, step.artifact, context);
      // What is stored is not recorded before the step has ended.
      if (artifact !== null) await pause(node, step.durationMs / 2, context.signal);
      return { node: node.name, token: node.ids.hex(6), artifact };
    },
    {
      backoffMs: 100,
      attempts: 4,
      events: ({ node: by }) =>
        Array.from({ length: step.events }, (_, n) => ({ type: "sim.step", data: { node: by, step: step.name, n } })),
    },
  );
  witness.stepReturned(jobId, step.name, result);
  if (result.artifact !== null) stored.push(result.artifact);
}

/** As with memory that runs out: nothing after this happens here. */
function poison({ node, witness }: WorkflowParts): Promise<never> {
  node.after(50, "is taken down by a job", () => witness.kills(node));
  return new Promise(() => undefined);
}

async function work({ node }: WorkflowParts, step: StepTask, context: StepContext): Promise<void> {
  for (let n = 0; n < step.emits; n += 1) {
    await pause(node, step.durationMs / (step.emits + 1), context.signal);
    await context.emit({ type: "sim.doing", data: { node: node.name, step: step.name, n } });
  }
  await pause(node, step.durationMs / (step.emits + 1), context.signal);
  if (context.attempt <= step.failures) {
    throw new HeadwayError("TOOL_FAILED", "A tool of the simulation failed.", { retryable: true });
  }
}

async function store(
  { disk, root }: WorkflowParts,
  step: StepTask,
  wanted: NonNullable<StepTask["artifact"]>,
  context: StepContext,
): Promise<Artifact> {
  const bytes = contentOf(wanted.content);
  const named = { name: `${step.name}.bin`, mediaType: "application/octet-stream", internal: wanted.isInternal };
  if (!wanted.fromFile) return context.saveArtifact({ ...named, content: { bytes } });
  const file = `${context.scratchDir}/made.bin`;
  disk.write(file.slice(root.length + 1), bytes);
  return context.saveArtifact({ ...named, content: { file } });
}

/** What a job stored or was given must be there, with the bytes it had. */
async function readBack(
  ctx: JobContext,
  { disk, root, node }: WorkflowParts,
  plan: JobPlan,
  stored: readonly Artifact[],
): Promise<void> {
  const places = stored.map((artifact) => ({ path: ctx.artifactPath(artifact), sha256: artifact.sha256 }));
  if (plan.file !== null) places.push({ path: ctx.inputFile("given"), sha256: sha256Of(contentOf(plan.file)) });
  for (const { path, sha256 } of places) {
    await pause(node, 1, ctx.signal);
    if (sha256Of(disk.read(path.slice(root.length + 1))) !== sha256) throw new Error(`${path} has other bytes`);
  }
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function pause(node: NodeProcess, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error);
    const onAbort = (): void => {
      forget();
      reject(signal.reason as Error);
    };
    const forget = node.after(delayMs, "", () => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    });
    signal.addEventListener("abort", onAbort, { once: true });
  });
}
