import { compare, type Contender, type Sample } from "../harness/compare.ts";
import { type BenchEngine, type EngineStore, withBenchEngine } from "../harness/engine.ts";
import { figure, type Scenario } from "../harness/figure.ts";
import { startBenchPostgres } from "../harness/postgres.ts";
import { rawAppendsPerSecond } from "../floors/raw-sqlite.ts";

const OURS = "Headway";
const ON_POSTGRES = "Headway on PostgreSQL";
const MANY = 20;

/** S7: steps per second whose results are journaled, and so never done again. */
export const steps: Scenario = {
  id: "S7",
  title: "durable steps per second, each result journaled before the next step begins",
  async run({ runs, quick }) {
    const scale = quick ? 0.1 : 1;
    const postgres = await startBenchPostgres();
    const contenders: Contender[] = [
      { name: OURS, run: () => measure("sqlite", 4000 * scale) },
      { name: ON_POSTGRES, run: async () => measure({ url: await postgres.freshUrl() }, 1000 * scale) },
      {
        name: "raw node:sqlite, one row a commit",
        run: async () => ({ one: rawAppendsPerSecond({ appends: 4000 * scale, perCommit: 1 }) }),
      },
    ];
    const measured = await compare(contenders, { runs });
    await postgres.stop();
    const line = (what: string, metric: string, bar: string, holds: (median: (name: string) => number) => boolean) =>
      figure(measured, { id: "S7", unit: "steps/s", what, metric, bar, holds });
    return [
      line(
        "one job",
        "one",
        "≥ 4,500; PostgreSQL ≥ 1,000",
        (median) => median(OURS) >= 4500 && median(ON_POSTGRES) >= 1000,
      ),
      line(
        `${MANY} jobs at once`,
        "many",
        "≥ 30,000; PostgreSQL ≥ 8,000",
        (median) => median(OURS) >= 30_000 && median(ON_POSTGRES) >= 8000,
      ),
    ];
  },
};

async function measure(store: EngineStore, stepsPerJob: number): Promise<Sample> {
  const perSecond = (jobs: number) => async (engine: BenchEngine) => {
    const { seconds } = await engine.inJobs(jobs, async (ctx) => {
      for (let index = 0; index < stepsPerJob; index += 1) await ctx.step(`step:${index}`, async () => ({ index }));
    });
    return (jobs * stepsPerJob) / seconds;
  };
  return { one: await withBenchEngine(perSecond(1), store), many: await withBenchEngine(perSecond(MANY), store) };
}
