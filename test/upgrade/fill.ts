import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Api, lastSeq, sha256, type JobView } from "./api.ts";
import type { Manifest } from "./manifest.ts";

const DEMO_CALL = new URL("../../packages/server/src/cli/demo/demo-call.ogg", import.meta.url);
const TRANSCRIPT = `WEBVTT

00:00.000 --> 00:01.800
<v Ann>Would you like to begin today? I am so happy with it.
`;
const PETS = "<h1>Pets</h1><p>The cat sleeps.</p><p>A cat is a cat.</p>";
const TO_DOG = 'Replace "cat" by "dog"';
const QUICK_VIDEO = { source: "# Tides\n\nThe sea rises.", num_slides: 1, size: "854x480", captions: false };

export type Filled = Omit<Manifest, "commit" | "made_at_ms" | "owner" | "key" | "signed" | "half_done"> & {
  /** Jobs that run now, and are to be killed in the middle of a step. */
  readonly running: readonly JobView[];
};

/** Puts jobs of every kind in every state into a running server, all of them small. Ends when three of them are in the middle of their work. */
export async function fill(api: Api, granted: number): Promise<Filled> {
  const sounds = await cutDemoCall();
  const submit = async (kind: string, input: unknown, headers = {}): Promise<JobView> =>
    api.post("/v1/jobs", { kind, input }, headers);

  const repeatedBody = { kind: "video", input: { ...QUICK_VIDEO, topic: "Tides" } };
  const video = await api.post<JobView>("/v1/jobs", repeatedBody, { "idempotency-key": "tides-1" });
  await api.ended(video.job_id);
  const speech = await submit("speech", { text: "Good morning.", source_language: 1, target_language: 54 });
  const recording = await api.form<{ conversation_id: string }>("/analyze", {
    file: sounds.first,
    transcript: TRANSCRIPT,
  });
  const recordingJob = await api.get<JobView>(`/v1/jobs/${recording.conversation_id}`);
  const upload = await api.form<{ upload_id: string }>("/v1/uploads", { file: sounds.first });
  const silent = await api.form<{ upload_id: string }>("/v1/uploads", { file: sounds.silence });
  const failed = await submit("conversation", { task: "recording", file: silent.upload_id });
  const turns = [await chat(api, "notes", TO_DOG, PETS), await chat(api, "notes", 'Replace "dog" by "horse"')];
  const state = await api.get<{ document_state: { html_content: string } }>("/v1/sessions/notes/history");
  for (const { job_id } of [speech, failed, ...turns]) await api.ended(job_id);

  const waiting = [await ask(api, "ask-none", 0), await ask(api, "ask-one", 1)];
  const live = await startLive(api, sounds);
  const running = await startLong(api, submit, sounds.call);
  const queued = await submit("video", { ...QUICK_VIDEO, topic: "Queued" });
  const cancelled = await submit("video", { ...QUICK_VIDEO, topic: "Cancelled" });
  await api.post(`/v1/jobs/${cancelled.job_id}/cancel`, {});
  await untilInTheMiddle(api, running);
  const { credits: left } = await api.get<{ credits: number }>("/v1/usage");
  return {
    credits: { granted, left },
    finished: await Promise.all(
      [video, speech, recordingJob, failed, cancelled, ...turns].map((job) => finished(api, job.job_id)),
    ),
    waiting,
    queued: [{ job_id: queued.job_id, kind: "video" }],
    live,
    session: { session_id: "notes", html: state.document_state.html_content },
    upload: { upload_id: upload.upload_id, transcript: TRANSCRIPT },
    repeated: { idempotency_key: "tides-1", body: repeatedBody, job_id: video.job_id },
    running,
  };
}

interface Sounds {
  readonly call: Uint8Array;
  readonly first: Uint8Array;
  readonly silence: Uint8Array;
}

async function cutDemoCall(): Promise<Sounds> {
  const folder = await mkdtemp(join(tmpdir(), "headway-fixture-"));
  const made = async (...args: readonly string[]): Promise<Uint8Array> => {
    const file = join(folder, "sound.ogg");
    await promisify(execFile)("ffmpeg", ["-v", "error", "-y", ...args, "-ac", "1", "-ar", "16000", "-q:a", "0", file]);
    return new Uint8Array(await readFile(file));
  };
  const call = fileURLToPath(DEMO_CALL);
  try {
    return {
      call: await made("-i", call, "-t", "14"),
      first: await made("-i", call, "-t", "3"),
      silence: await made("-f", "lavfi", "-i", "anullsrc=r=16000", "-t", "2"),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function chat(api: Api, sessionId: string, message: string, html?: string): Promise<{ job_id: string }> {
  const body = { message, session_id: sessionId, ...(html === undefined ? {} : { document_html: html }) };
  return api.post("/v1/chat", body);
}

/** A document whose two changes wait for approval; so many of them are approved. */
async function ask(api: Api, sessionId: string, decided: number): Promise<Manifest["waiting"][number]> {
  const body = { message: TO_DOG, session_id: sessionId, document_html: PETS, approval_mode: "ask_every_time" };
  const { job_id: jobId } = await api.post<{ job_id: string }>("/v1/chat/async", body);
  while ((await api.get<JobView>(`/v1/jobs/${jobId}`)).status !== "awaiting_approval") await pause();
  for (let change = 1; change <= decided; change += 1)
    await api.post(`/v1/chat/${sessionId}/approve`, { job_id: jobId, approved: true, change_id: `ch_${change}` });
  return { job_id: jobId, session_id: sessionId, decided };
}

/** A session whose sound is cut in two halfway through a chunk of it: what is still to come is sent after the upgrade. */
async function startLive(api: Api, { call }: Sounds): Promise<Manifest["live"]> {
  const session = await api.post<{ session_id: string; job_id: string }>("/analyze/live/start", {
    filename: "call.ogg",
    ttl_seconds: 3_600,
  });
  const size = Math.ceil(call.length / 3);
  for (const seq of [0, 1])
    await api.form(`/analyze/live/${session.session_id}/chunk`, {
      chunk_seq: String(seq),
      chunk: call.subarray(seq * size, (seq + 1) * size),
    });
  const rest = Buffer.from(call.subarray(2 * size)).toString("base64");
  return { session_id: session.session_id, job_id: session.job_id, next_chunk_seq: 2, rest };
}

async function startLong(
  api: Api,
  submit: (kind: string, input: unknown) => Promise<JobView>,
  call: Uint8Array,
): Promise<readonly JobView[]> {
  const sentences = Array.from({ length: 80 }, (_, at) => `This is number ${at + 1}.`);
  const sections = ["Moon", "Sun", "Earth"].map((name) => `## ${name}\n\nThe ${name.toLowerCase()} shines.`);
  const { upload_id: file } = await api.form<{ upload_id: string }>("/v1/uploads", { file: call });
  return [
    await submit("conversation", { task: "recording", file }),
    await submit("speech", { text: sentences.join(" "), source_language: 1, target_language: 54 }),
    await submit("video", {
      ...QUICK_VIDEO,
      topic: "Half done",
      source: `# The sky\n\n${sections.join("\n\n")}`,
      num_slides: 3,
    }),
  ];
}

/** Every one of the jobs has said a few things. */
async function untilInTheMiddle(api: Api, jobs: readonly JobView[]): Promise<void> {
  for (;;) {
    const states = await Promise.all(
      jobs.map(async ({ job_id: jobId }) => ({
        ...(await api.get<JobView>(`/v1/jobs/${jobId}`)),
        seq: await lastSeq(api, jobId),
      })),
    );
    if (states.every(({ status, seq }) => status !== "pending" && seq >= 4)) return;
    await pause();
  }
}

async function finished(api: Api, jobId: string): Promise<Manifest["finished"][number]> {
  const job = await api.ended(jobId);
  const { artifacts } = await api.get<{ artifacts: readonly { name: string }[] }>(`/v1/jobs/${jobId}/artifacts`);
  const files = await Promise.all(
    artifacts.map(async ({ name }) => ({
      name,
      sha256: sha256(await api.bytes(`/v1/jobs/${jobId}/artifacts/${encodeURIComponent(name)}`)),
    })),
  );
  const status = job.status as Manifest["finished"][number]["status"];
  return { job_id: job.job_id, kind: job.kind, status, last_seq: await lastSeq(api, jobId), artifacts: files };
}

const pause = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, 20);
  });
