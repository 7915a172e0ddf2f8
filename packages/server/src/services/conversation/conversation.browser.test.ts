import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { LiveSession } from "@headway-jobs/contract";
import { chromium } from "playwright-core";
import { describe, expect, it, onTestFinished } from "vitest";
import { writeCall } from "@headway-jobs/listening/testing/synthesise-call";
import { TestServer } from "../video/testing/server.ts";
import { orderProblems, type StreamedEvent } from "./testing/event-order.ts";
import { type CuttingProxy, openCuttingProxy } from "../../http/testing/cutting-proxy.ts";
import { salesCall } from "@headway-jobs/listening/testing/sales-call";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];
const FOLDERS = (process.env["PATH"] ?? "").split(delimiter);
const executablePath = FOLDERS.flatMap((folder) => NAMES.map((name) => join(folder, name))).find((path) =>
  existsSync(path),
);

interface Seen {
  readonly event: string;
  readonly id: string;
  readonly data: string;
}

/** What of the browser's own types the page needs; this project compiles its servers without them. */
interface Recorder {
  addEventListener(name: string, listener: (event: { readonly data: Blob }) => void): void;
  start(timesliceMs: number): void;
  stop(): void;
}
declare const MediaRecorder: new (microphone: unknown, options: { mimeType: string }) => Recorder;
declare const utteranceHeard: () => void;
declare const navigator: { mediaDevices: { getUserMedia(wanted: object): Promise<unknown> } };

// Set-up installs Chromium where it can.
describe.runIf(executablePath !== undefined)("a browser's microphone", () => {
  it("is heard through MediaRecorder and EventSource, over a network that breaks", async () => {
    const call = await salesCall({ turns: 3 });
    const server = await TestServer.start();
    const proxy = await openCuttingProxy(server.url("/"));
    onTestFinished(async () => {
      await proxy.close();
      await server.dispose();
    });
    const page = await pageWithMicrophone(call, proxy);
    let [cuts, heard] = [0, 0];
    await page.exposeFunction("utteranceHeard", () => {
      heard += 1;
      if (heard > 2) return;
      cuts += 1;
      proxy.cut();
    });
    const lengthMs = Math.ceil((call.turns.at(-1)?.endS ?? 0) * 1000) + 1_500;
    const seen = await page.evaluate(captureInPage, lengthMs);
    expect(cuts).toBe(2);
    const events = seen.map(({ event, data }): StreamedEvent => ({
      event,
      data: JSON.parse(data) as StreamedEvent["data"],
    }));
    expect(orderProblems(events)).toEqual([]);
    const seqs = seen.flatMap(({ id, event }) => (event === "status" && id === "" ? [] : [Number(id.split(".")[0])]));
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
    expect(new Set(seen.map(({ id }) => id.split(".")[1])).size).toBeGreaterThanOrEqual(3);
    const said = events.flatMap(({ event, data }) => (event === "final_transcript" ? [String(data["text"])] : []));
    expect(said.join(" ")).toMatch(/thank you for calling.*price of your plan.*free trial/);
    expect(events.some(({ event }) => event === "partial_transcript")).toBe(true);
    expect(events.at(-1)?.event).toBe("done");
  }, 180_000);
});

async function pageWithMicrophone(call: Awaited<ReturnType<typeof salesCall>>, proxy: CuttingProxy) {
  const dir = await mkdtemp(join(tmpdir(), "headway-microphone-"));
  const wav = join(dir, "call.wav");
  await writeCall(wav, call);
  const browser = await chromium.launch({
    executablePath: executablePath ?? "",
    chromiumSandbox: false,
    args: [
      "--disable-dev-shm-usage",
      "--disable-gpu",
      "--disable-quic",
      "--disable-background-networking",
      "--use-fake-ui-for-media-stream",
      "--use-fake-device-for-media-stream",
      `--use-file-for-fake-audio-capture=${wav}%noloop`,
    ],
  });
  onTestFinished(async () => {
    await browser.close();
    await rm(dir, { recursive: true, force: true });
  });
  const page = await browser.newPage();
  // Not one of the pages: their policy lets them connect to nothing.
  await page.goto(`${proxy.url}/health`);
  return page;
}

/** Runs in the page: records, sends, follows; what a careful web client does, and no more. */
async function captureInPage(lengthMs: number): Promise<Seen[]> {
  const headers = { "Content-Type": "application/json" };
  const post = (path: string, body: object) => fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  const started = await post("/analyze/live/start", { filename: "microphone.webm" });
  const session = (await started.json()) as LiveSession;
  const seen: Seen[] = [];
  const { promise: over, resolve: finish } = Promise.withResolvers<void>();
  const source = new EventSource(session.events_endpoint);
  const names = [
    "status",
    "partial_transcript",
    "final_transcript",
    "emotion",
    "cognitive",
    "transition",
    "moment",
    "summary_update",
    "done",
    "error",
  ];
  for (const name of names) {
    source.addEventListener(name, (event) => {
      // A lost connection is an event named error too; the server's own has data.
      if (!(event instanceof MessageEvent)) return;
      seen.push({ event: name, id: event.lastEventId, data: event.data });
      if (name === "cognitive") utteranceHeard();
      if (name !== "done" && name !== "error") return;
      source.close();
      finish();
    });
  }
  const microphone = await navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
  });
  const recorder = new MediaRecorder(microphone, { mimeType: "audio/webm;codecs=opus" });
  const pieces = new ReadableStream<Blob>({
    start(stream) {
      recorder.addEventListener("dataavailable", ({ data }) => (data.size > 0 ? stream.enqueue(data) : undefined));
      recorder.addEventListener("stop", () => stream.close());
    },
  });
  recorder.start(400);
  setTimeout(() => recorder.stop(), lengthMs);
  const dueNext = async (): Promise<number> => {
    const response = await fetch(`/analyze/live/${session.session_id}`);
    return ((await response.json()) as LiveSession).next_chunk_seq;
  };
  let seq = 0;
  for await (const piece of pieces) {
    const form = new FormData();
    form.set("chunk_seq", String(seq));
    form.set("chunk", piece);
    // When the answer is lost, the server says itself what it has.
    for (let due = seq; due === seq;) {
      await fetch(session.chunk_endpoint, { method: "POST", body: form }).catch(() => undefined);
      due = await dueNext().catch(() => seq);
    }
    seq += 1;
  }
  await post(session.control_endpoint, { action: "finalize" });
  await over;
  return seen;
}
