import { compare, type Contender, type Sample } from "../harness/compare.ts";
import { startChild } from "../harness/child.ts";
import { figure, type Scenario } from "../harness/figure.ts";

const SERVERS = {
  Headway: new URL("../servers/headway-jobs.ts", import.meta.url),
  "bare node:http, nothing behind it": new URL("../servers/bare-jobs.ts", import.meta.url),
} as const;

/** S6: how soon a client sees that its job really works: submit, claim, first event of the workflow, all durable. */
export const firstEvent: Scenario = {
  id: "S6",
  title: "submit → first event of the job's own work, at an HTTP client in another process (embedded)",
  async run({ runs, quick }) {
    const load = startChild(new URL("../load/first-event.ts", import.meta.url));
    const servers = await Promise.all(
      Object.entries(SERVERS).map(async ([name, script]) => {
        const server = startChild(script);
        return { name, server, port: await server.call<number>("port") };
      }),
    );
    const body = JSON.stringify({ kind: "video", input: { mode: "events", events: 1 } });
    const contenders = servers.map(({ name, port }): Contender => ({
      name,
      run: () => load.call<Sample>("measure", { port, samples: quick ? 100 : 1000, body }),
    }));
    const measured = await compare(contenders, { runs });
    await Promise.all([load.stop(), ...servers.map(({ server }) => server.stop())]);
    const line = (what: string, metric: string, limitMs: number) =>
      figure(measured, {
        id: "S6",
        what,
        unit: "ms",
        metric,
        bar: `≤ ${limitMs}`,
        holds: (median) => median("Headway") <= limitMs,
      });
    return [line("p50", "p50Ms", 2), line("p99", "p99Ms", 6)];
  },
};
