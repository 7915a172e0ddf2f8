import { expect, it } from "vitest";
import { dispatcherTestSuite } from "../testing/dispatcher.testsuite.ts";
import { createInProcessDispatcher } from "./in-process.ts";

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

dispatcherTestSuite({ name: "the in-process dispatcher", create: async () => createInProcessDispatcher({ log }) });

it("keeps one waiting hand-over per job, so that a sweeper may dispatch it again and again", async () => {
  const dispatcher = createInProcessDispatcher({ log });
  for (let n = 0; n < 10; n += 1) await dispatcher.enqueue({ jobId: "a", kind: "video", dispatchId: `a-${n}` });
  expect(dispatcher.stats()).toEqual({ running: 0, queued: 1 });
});
