import { setTimeout as sleep } from "node:timers/promises";
import { compare, type Contender, type Sample } from "../harness/compare.ts";
import { figure, type Scenario } from "../harness/figure.ts";
import { openAtHead, SSE_SERVERS, startPair } from "../harness/sse-contenders.ts";

const KIB = 1024;

interface Memory {
  readonly rss: number;
  readonly heap: number;
}

/** S3: what an open stream costs that has nothing to say. */
export const idleStreams: Scenario = {
  id: "S3",
  title: "memory per idle stream at 2,000 streams",
  async run({ runs, quick }) {
    const streams = quick ? 500 : 2000;
    const contenders = Object.entries(SSE_SERVERS).map(([name, script]): Contender => ({
      name,
      run: () => measure(script, streams),
    }));
    const measured = await compare(contenders, { runs });
    return [
      { metric: "rssKib", what: "resident memory per stream" },
      { metric: "heapKib", what: "heap per stream" },
    ].map((about) =>
      figure(measured, {
        id: "S3",
        ...about,
        unit: "KiB",
        bar: "≤ 1.1 × bare",
        holds: (median) => median("Headway") <= 1.1 * median("bare node:http"),
      }),
    );
  },
};

/** A fresh server each time: memory once taken is not given back. */
async function measure(script: URL, streams: number): Promise<Sample> {
  const pair = await startPair(script);
  try {
    // A few streams first, so that what every server loads once is not counted.
    await openAtHead(pair, 20, false);
    await pair.load.call("close");
    await sleep(200);
    const before = await pair.server.call<Memory>("memory");
    await openAtHead(pair, streams, false);
    await sleep(500);
    const after = await pair.server.call<Memory>("memory");
    return {
      rssKib: (after.rss - before.rss) / streams / KIB,
      heapKib: (after.heap - before.heap) / streams / KIB,
    };
  } finally {
    await pair.stop();
  }
}
