import type { RequestStep } from "./case.ts";
import type { Call } from "./run.ts";

export type Values = Record<string, string>;

/** The smallest real video, and one that runs for long enough to be looked at. */
export const QUICK_INPUT = {
  topic: "Conformance",
  source: "# Tides\n\nThe sea rises and falls twice a day because the moon pulls on it.",
  num_slides: 1,
  size: "854x480",
  captions: false,
};

/** Enough to say for half a minute's work. */
export const LONG_INPUT = { ...QUICK_INPUT, source: longSource(), num_slides: 20, size: "1920x1080" };

/** A case that needs a running job starts one and stops it: left to itself it would slow down all others. */
export const startRunning: RequestStep = {
  path: "/v1/jobs",
  body: { kind: "video", input: { ...LONG_INPUT, topic: "Running {{run}}" } },
  status: 202,
  save: { running: "body.job_id" },
};
export const stopRunning: RequestStep = { method: "POST", path: "/v1/jobs/{{running}}/cancel", status: 200 };

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

function longSource(): string {
  const names = [
    "Moon",
    "Sun",
    "Earth",
    "Sea",
    "River",
    "Wind",
    "Cloud",
    "Rain",
    "Snow",
    "Ice",
    "Fire",
    "Stone",
    "Sand",
    "Tree",
    "Leaf",
  ];
  const others = ["Bird", "Fish", "Horse", "Bee", "Whale", "Bridge", "Tower", "Road", "Ship", "Clock"];
  const sections = [...names, ...others].map(
    (name, index) =>
      `## ${name}\n\nThe ${name.toLowerCase()} is the subject of part ${index + 1}. Nobody who has watched a ${name.toLowerCase()} for a whole day forgets it. ` +
      `People have measured the ${name.toLowerCase()} for ${index + 2} hundred years, and each measurement made the last one better.`,
  );
  return `# The world in parts\n\n${sections.join("\n\n")}`;
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
