import type { Call, Values } from "./call.ts";
import { QUICK_INPUT } from "./inputs.ts";

/** Makes the job that most cases look at: one that has ended, with its files. */
export async function makeFixtures(call: Call, baseUrl: string): Promise<Values> {
  const run = Date.now().toString(36);
  const values: Values = { base: baseUrl, host: new URL(baseUrl).host, run };
  const quick = await submit(call, values, { ...QUICK_INPUT, topic: `Conformance ${run}` });
  const ended = await untilEnded(call, values, quick);
  if (ended.status !== "completed") throw new Error(`the video of the fixtures has ended as ${ended.status}`);
  const events = await call.request(
    { path: `/v1/jobs/${quick}/events?limit=500`, headers: { accept: "application/json" } },
    values,
  );
  const files = await call.request({ path: `/v1/jobs/${quick}/artifacts` }, values);
  const { artifacts } = JSON.parse(files.text) as {
    artifacts: { name: string; media_type: string; size_bytes: number }[];
  };
  const video = artifacts.find(({ media_type: type }) => type === "video/mp4");
  if (video === undefined) throw new Error("the video of the fixtures has no MP4");
  Object.assign(values, {
    ended: quick,
    lastSeq: String((JSON.parse(events.text) as { next: number }).next),
    file: video.name,
    fileSize: String(video.size_bytes),
    lastByte: String(video.size_bytes - 1),
    topicId: `Conformance_${run}`,
  });
  return values;
}

async function submit(call: Call, values: Values, input: object): Promise<string> {
  const answer = await call.request({ path: "/v1/jobs", body: { kind: "video", input } }, values);
  if (answer.status !== 202) throw new Error(`the fixture's job was refused: ${answer.status} ${answer.text}`);
  return (JSON.parse(answer.text) as { job_id: string }).job_id;
}

async function untilEnded(call: Call, values: Values, jobId: string): Promise<{ status: string }> {
  for (;;) {
    const answer = await call.request({ path: `/v1/jobs/${jobId}`, headers: { prefer: "wait=30" } }, values);
    const job = JSON.parse(answer.text) as { status: string };
    if (["completed", "failed", "cancelled"].includes(job.status)) return job;
  }
}
