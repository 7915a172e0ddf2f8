import { compare, type Contender, type Sample } from "../harness/compare.ts";
import { figure, type Scenario } from "../harness/figure.ts";
import { openAtHead, SSE_SERVERS, startPair } from "../harness/sse-contenders.ts";
import type { Reception } from "../load/readers.ts";
import type { PublishOutcome } from "../servers/sse-calls.ts";

const READERS = 10;
const MIB = 1024 * 1024;
const MESSAGE_CHARS = 16 * 1024;

/** S4: what readers cost that have stopped reading, and whether they miss anything when they continue. */
export const slowReaders: Scenario = {
  id: "S4",
  title: `${READERS} paused readers while 32 MB pass`,
  async run({ runs, quick }) {
    const events = ((quick ? 8 : 32) * MIB) / MESSAGE_CHARS;
    const contenders = Object.entries(SSE_SERVERS).map(([name, script]): Contender => ({
      name,
      run: () => measure(script, events),
    }));
    const measured = await compare(contenders, { runs });
    return [
      figure(measured, {
        id: "S4",
        what: "highest growth of resident memory",
        unit: "MB",
        metric: "grownMb",
        bar: "≤ 12",
        holds: (median) => median("Headway") <= 12,
      }),
      figure(measured, {
        id: "S4",
        what: "events lost, doubled or out of order after they continued",
        unit: "events",
        metric: "lost",
        bar: "0",
        holds: (median) => median("Headway") === 0,
      }),
    ];
  },
};

async function measure(script: URL, events: number): Promise<Sample> {
  const pair = await startPair(script);
  const publish = (count: number): Promise<PublishOutcome> =>
    pair.server.call<PublishOutcome>("publish", {
      events: count,
      inFlight: 1,
      messageChars: MESSAGE_CHARS,
      watchMemory: true,
    });
  try {
    // The code is warm and the store's caches are full before the memory is looked at.
    await openAtHead(pair, READERS, false);
    await pair.load.call("expect", { events: 200 });
    const warm = pair.load.call<Reception>("received");
    await publish(200);
    await warm;
    await pair.load.call("close");

    await openAtHead(pair, READERS, true);
    await pair.load.call("pause");
    const { rss } = await pair.server.call<{ rss: number }>("memory");
    await pair.load.call("expect", { events });
    const received = pair.load.call<Reception>("received");
    const { peakRss } = await publish(events);
    await pair.load.call("resume");
    const { delivered, misplaced } = await received;
    return { grownMb: (peakRss - rss) / MIB, lost: READERS * events - delivered + misplaced };
  } finally {
    await pair.stop();
  }
}
