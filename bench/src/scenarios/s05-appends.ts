import { compare, type Contender, type Sample } from "../harness/compare.ts";
import { figure, type Scenario } from "../harness/figure.ts";
import { withBenchEngine } from "../harness/engine.ts";
import { EVENT_DATA, rawAppendsPerSecond } from "../floors/raw-sqlite.ts";

const OURS = "Headway";
const RAW = "raw node:sqlite";
const EVENT = { type: "bench.event", data: EVENT_DATA } as const;
const CALLERS = 100;

/** S5: events per second that are durable when their caller is told so. */
export const appends: Scenario = {
  id: "S5",
  title: "durable appends per second",
  async run({ runs, quick }) {
    const scale = quick ? 0.1 : 1;
    const contenders: Contender[] = [
      { name: OURS, run: () => ours(scale) },
      { name: RAW, run: async () => raw(scale) },
    ];
    const measured = await compare(contenders, { runs });
    const line = (what: string, metric: string, bar: string, holds: (median: (name: string) => number) => boolean) =>
      figure(measured, { id: "S5", unit: "appends/s", what, metric, bar, holds });
    return [
      line("one after another", "single", "≥ 0.85 × raw", (median) => median(OURS) >= 0.85 * median(RAW)),
      line("one call of 100", "calls", "≥ 0.75 × raw", (median) => median(OURS) >= 0.75 * median(RAW)),
      line("100 callers on one job", "callers", "≥ 150,000", (median) => median(OURS) >= 150_000),
      line("100 jobs at once", "jobs", "≥ 60,000", (median) => median(OURS) >= 60_000),
    ];
  },
};

function raw(scale: number): Sample {
  return {
    single: rawAppendsPerSecond({ appends: 4000 * scale, perCommit: 1 }),
    calls: rawAppendsPerSecond({ appends: 200_000 * scale, perCommit: 100 }),
  };
}

async function ours(scale: number): Promise<Sample> {
  return {
    single: await withBenchEngine((engine) =>
      engine.inJob((ctx) => ctx.step("single", (step) => rate(4000 * scale, 1, () => step.emit(EVENT)))),
    ),
    calls: await withBenchEngine((engine) =>
      engine.inJob((ctx) => {
        let calls = 0;
        const hundred = Array.from({ length: 100 }, () => EVENT);
        return rate(2000 * scale, 1, async () => {
          calls += 1;
          await ctx.step(`call:${calls}`, async () => null, { events: () => hundred });
        }).then((perSecond) => perSecond * hundred.length);
      }),
    ),
    callers: await withBenchEngine((engine) =>
      engine.inJob((ctx) => ctx.step("callers", (step) => rate(200_000 * scale, CALLERS, () => step.emit(EVENT)))),
    ),
    jobs: await withBenchEngine(async (engine) => {
      const each = 1000 * scale;
      const { seconds } = await engine.inJobs(CALLERS, (ctx) =>
        ctx.step("appends", async (step) => {
          for (let index = 0; index < each; index += 1) await step.emit(EVENT);
          return null;
        }),
      );
      return (CALLERS * each) / seconds;
    }),
  };
}

/** Calls per second of `callers` loops that each wait for their own call before the next. */
async function rate(calls: number, callers: number, call: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  const caller = async (): Promise<void> => {
    for (let index = 0; index < calls / callers; index += 1) await call();
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return (calls * 1000) / (performance.now() - startedAt);
}
