import { compare, type Contender } from "../harness/compare.ts";
import { type Figure, figure, type Scenario } from "../harness/figure.ts";
import { openAtHead, SSE_SERVERS, startPair } from "../harness/sse-contenders.ts";
import type { Reception } from "../load/readers.ts";
import type { PublishOutcome } from "../servers/sse-calls.ts";

const READERS = 200;
const MESSAGE_CHARS = 30;
const CASES = [
  { inFlight: 1, events: 4000, times: 1 },
  { inFlight: 16, events: 24_000, times: 1.5 },
] as const;

/** S2: events per second over all readers, from the first publish to the moment when the last reader has the last event. */
export const saturation: Scenario = {
  id: "S2",
  title: `saturation: ${READERS} readers, the same small event from each server`,
  async run({ runs, quick }) {
    const figures: Figure[] = [];
    for (const { inFlight, events: full, times } of CASES) {
      const events = quick ? full / 8 : full;
      const pairs = await Promise.all(
        Object.entries(SSE_SERVERS).map(async ([name, script]) => ({ name, pair: await startPair(script) })),
      );
      const contenders = pairs.map(({ name, pair }): Contender => ({
        name,
        async run() {
          await openAtHead(pair, READERS, false);
          await pair.load.call("expect", { events });
          const received = pair.load.call<Reception>("received");
          const order = { events, inFlight, messageChars: MESSAGE_CHARS };
          const { startedAtUs } = await pair.server.call<PublishOutcome>("publish", order);
          const { finishedAtUs, delivered } = await received;
          await pair.load.call("close");
          return { perSecond: (delivered * 1e6) / (finishedAtUs - startedAtUs) };
        },
      }));
      const measured = await compare(contenders, { runs });
      await Promise.all(pairs.map(({ pair }) => pair.stop()));
      figures.push(
        figure(measured, {
          id: "S2",
          what: `deliveries, ${inFlight} append${inFlight === 1 ? "" : "s"} in flight`,
          unit: "events/s",
          metric: "perSecond",
          bar: `≥ ${times.toFixed(1)} × bare`,
          holds: (median) => median("Headway") >= times * median("bare node:http"),
        }),
      );
    }
    return figures;
  },
};
