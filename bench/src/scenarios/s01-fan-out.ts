import { compare, type Contender } from "../harness/compare.ts";
import { figure, type Scenario } from "../harness/figure.ts";
import { openAtHead, SSE_SERVERS, startPair } from "../harness/sse-contenders.ts";
import type { Reception } from "../load/readers.ts";

const READERS = 200;
const RATE_PER_SECOND = 50;
const MESSAGE_CHARS = 30;

/** S1: how long after an event was handed over does every one of 200 readers have it. */
export const fanOut: Scenario = {
  id: "S1",
  title: `fan-out: ${READERS} SSE readers × ${RATE_PER_SECOND} events/s; ours is durable before it is shown`,
  async run({ runs, quick, syncMs }) {
    const events = RATE_PER_SECOND * (quick ? 2 : 10);
    const pairs = await Promise.all(
      Object.entries(SSE_SERVERS).map(async ([name, script]) => ({ name, pair: await startPair(script) })),
    );
    const contenders = pairs.map(({ name, pair }): Contender => ({
      name,
      async run() {
        await openAtHead(pair, READERS, true);
        await pair.load.call("expect", { events });
        const received = pair.load.call<Reception>("received");
        const order = { events, inFlight: 1, ratePerSecond: RATE_PER_SECOND, messageChars: MESSAGE_CHARS };
        await pair.server.call("publish", order);
        const { delivered, misplaced, p50Ms, p99Ms } = await received;
        await pair.load.call("close");
        return { p50Ms, p99Ms, lost: events * READERS - delivered + misplaced };
      },
    }));
    const measured = await compare(contenders, { runs });
    await Promise.all(pairs.map(({ pair }) => pair.stop()));
    return [
      figure(measured, {
        id: "S1",
        what: "latency p50",
        unit: "ms",
        metric: "p50Ms",
        bar: `≤ better-sse + one sync (${syncMs.toFixed(2)} ms)`,
        holds: (median) => median("Headway") <= median("better-sse") + syncMs,
      }),
      figure(measured, {
        id: "S1",
        what: "latency p99",
        unit: "ms",
        metric: "p99Ms",
        bar: "≤ 1.5 × better-sse",
        holds: (median) => median("Headway") <= 1.5 * median("better-sse"),
      }),
      figure(measured, {
        id: "S1",
        what: "deliveries lost, doubled or out of order",
        unit: "events",
        metric: "lost",
        bar: "0",
        holds: (median) => median("Headway") === 0,
      }),
    ];
  },
};
