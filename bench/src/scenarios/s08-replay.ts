import { compare, type Contender } from "../harness/compare.ts";
import { startChild } from "../harness/child.ts";
import { figure, type Scenario } from "../harness/figure.ts";
import { rawRowsPerSecond } from "../floors/raw-sqlite.ts";

const NATIVE = "Headway, native";
const DIALECT = "Headway, video dialect";

interface Replayed {
  readonly seconds: number;
  readonly frames: number;
}

/** S8: events per second when a client reads the whole log of a finished job over HTTP. */
export const replay: Scenario = {
  id: "S8",
  title: "replay of a long log over HTTP",
  async run({ runs, quick }) {
    const events = quick ? 20_000 : 100_000;
    const server = startChild(new URL("../servers/headway-jobs.ts", import.meta.url));
    const load = startChild(new URL("../load/replay.ts", import.meta.url));
    const port = await server.call<number>("port");
    const ticks = await server.call<{ jobId: string; events: number }>("fill", { events, type: "tick" });
    const progress = await server.call<{ jobId: string }>("fill", { events, type: "progress" });
    const read = (name: string, path: string, expected: number): Contender => ({
      name,
      async run() {
        const { seconds, frames } = await load.call<Replayed>("read", { port, path });
        if (frames !== expected) throw new Error(`${name}: ${frames} frames came, not ${expected}`);
        return { perSecond: frames / seconds };
      },
    });
    const contenders = [
      read(NATIVE, `/v1/jobs/${ticks.jobId}/events`, ticks.events),
      // `connected`, and `completed` shown as two frames, the second of them `done`.
      read(DIALECT, `/api/progress/${progress.jobId}`, ticks.events + 2),
      { name: "raw node:sqlite, rows read", run: async () => ({ perSecond: rawRowsPerSecond(events) }) },
    ];
    const measured = await compare(contenders, { runs });
    await Promise.all([load.stop(), server.stop()]);
    return [
      figure(measured, {
        id: "S8",
        what: `${events.toLocaleString("en-GB")} events to one reader`,
        unit: "events/s",
        metric: "perSecond",
        bar: "native ≥ 600,000; dialect ≥ 300,000",
        holds: (median) => median(NATIVE) >= 600_000 && median(DIALECT) >= 300_000,
      }),
    ];
  },
};
