import type { JsonObject } from "@headway-jobs/contract";
import type { JobContext, StepContext } from "@headway-jobs/engine";
import { z } from "zod";
import { videoStream } from "../../../packages/server/src/services/video/routes/progress.ts";
import { defineService, type Service } from "../../../packages/server/src/service-kit/service.ts";
import { EVENT_TYPE } from "./frame.ts";

const inputSchema = z.object({
  /** `held`: the benchmark publishes from outside, through `held`. `events`: so many, 500 at a time, then the end. */
  mode: z.enum(["held", "events"]),
  events: z.number().int().min(0).default(0),
  /** `progress` writes what the video dialect shows; `tick` what only the native one does. */
  type: z.enum(["tick", "progress"]).default("tick"),
});
export type BenchInput = z.infer<typeof inputSchema>;

const PER_CALL = 500;
const MESSAGE = "Speaking slide 3 of 5 with the default voice";

/** A service whose jobs write events and do nothing else, so that what is measured is ours. */
export function benchService(held: (step: StepContext) => Promise<void>): Service<BenchInput> {
  return defineService({
    kind: "video",
    title: "Benchmark",
    description: "Writes events.",
    input: inputSchema,
    prepare: async () => ({}),
    async workflow(ctx, input): Promise<JsonObject> {
      if (input.mode === "held") {
        await ctx.step("held", async (step) => {
          await held(step);
          return null;
        });
        return {};
      }
      for (let at = 0; at < input.events; at += PER_CALL) {
        const count = Math.min(PER_CALL, input.events - at);
        if (input.type === "tick") await writeTicks(ctx, at, count);
        else await writeProgress(ctx, at, count);
      }
      return {};
    },
    timeLimitMs: 24 * 3_600_000,
    concurrency: 100,
    routes: [],
    streams: [videoStream()],
    readiness: async () => ({}),
  });
}

async function writeTicks(ctx: JobContext, at: number, count: number): Promise<void> {
  const events = Array.from({ length: count }, () => ({ type: EVENT_TYPE, data: { message: MESSAGE } }));
  await ctx.step(`events:${at}`, async () => null, { events: () => events });
}

async function writeProgress(ctx: JobContext, at: number, count: number): Promise<void> {
  await ctx.step(`events:${at}`, async (step) => {
    const progress = { phase: "generating_audio", progress: 37, message: MESSAGE };
    await Promise.all(Array.from({ length: count }, () => step.progress(progress)));
    return null;
  });
}
