import { answerCalls } from "../harness/answer-calls.ts";
import type { BenchInput } from "./bench-service.ts";
import { OWNER, startHeadway } from "./start-headway.ts";

// Ours, for jobs that come by HTTP or are made beforehand.
const { engine, port } = await startHeadway(async () => undefined);

answerCalls({
  port: () => port,
  /** Makes a job of many events and waits for its end. */
  async fill(input: Pick<BenchInput, "events" | "type">) {
    const { job } = await engine.submit({ owner: OWNER, kind: "video", input: { ...input, mode: "events" } });
    for (let seen = 0; ;) {
      await engine.waitForEvent(job.jobId, seen, AbortSignal.timeout(60_000));
      const current = await engine.find(OWNER, job.jobId);
      if (current === null || current.status === "failed") throw new Error("the job did not fill its log");
      if (current.finishedAtMs !== null) return { jobId: job.jobId, events: current.lastSeq };
      seen = current.lastSeq;
    }
  },
});
