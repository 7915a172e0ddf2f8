import { HeadwayError } from "@headway-jobs/contract";
import type { StepContext } from "@headway-jobs/engine";
import { EVENT_TYPE } from "./frame.ts";
import { answerSseCalls } from "./sse-calls.ts";
import { OWNER, startHeadway } from "./start-headway.ts";

// Ours, with everything that a deployment has: each event is in the log, synced, before a reader sees it.
answerSseCalls(async () => {
  const running = Promise.withResolvers<StepContext>();
  const { engine, port } = await startHeadway((step) => {
    running.resolve(step);
    // The job lasts as long as the process.
    return new Promise(() => undefined);
  });
  const { job } = await engine.submit({ owner: OWNER, kind: "video", input: { mode: "held" } });
  const step = await running.promise;
  return {
    port,
    path: `/v1/jobs/${job.jobId}/events`,
    publish: (message) => step.emit({ type: EVENT_TYPE, data: { message } }),
    async cursor() {
      const current = await engine.find(OWNER, job.jobId);
      if (current === null) throw new HeadwayError("NOT_FOUND", "The benchmark's job has gone.");
      return current.lastSeq;
    },
  };
});
