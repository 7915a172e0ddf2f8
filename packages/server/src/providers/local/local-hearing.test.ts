import { appendFile, cp, mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ConversationResult } from "@headway-jobs/contract";
import { salesCall } from "@headway-jobs/listening/testing/sales-call";
import { wavBytes } from "@headway-jobs/listening/testing/synthesise-call";
import {
  installTinyCtcEar,
  installTinySilero,
  installTinySpeakers,
  TEST_RUNTIME,
} from "@headway-jobs/local-models/testing/tiny-models";
import { tones } from "@headway-jobs/local-models/testing/tones";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { chunksOf, LiveClient } from "../../services/conversation/testing/live-client.ts";
import { TestServer } from "../../services/video/testing/server.ts";

let models: string;
let server: TestServer;
beforeAll(async () => {
  models = await modelFolder();
  await installTinyCtcEar(models);
  await installTinySilero(models);
  await installTinySpeakers(models);
  server = await TestServer.start({ HEADWAY_MODELS: models });
}, 60_000);
afterAll(async () => {
  await server.dispose();
  await rm(models, { recursive: true, force: true });
});

/** Has the library and no models. */
async function modelFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "headway-models-"));
  const runtime = join(folder, ".runtimes", "sherpa-onnx-node@1.13.8");
  await mkdir(runtime, { recursive: true });
  await symlink(TEST_RUNTIME, join(runtime, "node_modules"));
  const described = { name: "sherpa-onnx-node", version: "1.13.8", licence: "Apache-2.0", files: [] };
  await writeFile(join(runtime, "runtime.json"), JSON.stringify(described));
  return folder;
}

const low = { word: "low", lengthS: 0.9 } as const;
const high = { word: "high", lengthS: 0.9 } as const;
const pause = { word: null, lengthS: 2 } as const;
/** The ear hears a segment until the pause; its two words are of two speakers. */
const TALK = tones(low, high, pause, low, pause, high, pause, low);

const LOCAL = {
  recognition: "local/ctc-tiny",
  speech: "local/silero-tiny",
  speakers: "local/segments-tiny with voices-tiny",
};

async function submit(samples: Int16Array, fields: Readonly<Record<string, string>> = {}): Promise<string> {
  const form = new FormData();
  form.set("file", new Blob([Uint8Array.from(wavBytes([samples]))], { type: "audio/wav" }), "talk.wav");
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  const headers = { Prefer: "respond-async" };
  const response = await fetch(server.url("/analyze"), { method: "POST", body: form, headers });
  return ((await response.json()) as { job_id: string }).job_id;
}

async function resultOf(jobId: string): Promise<ConversationResult> {
  await server.finish(jobId);
  return (await server.job(jobId)).result as ConversationResult;
}

const said = ({ timeline }: ConversationResult): string[] =>
  timeline.map(({ speaker, text, t_start: startS }) => `${Math.floor(startS)} ${speaker}: ${text}`);

const warningsOf = async (jobId: string): Promise<string> =>
  JSON.stringify((await server.job(jobId)).metadata?.["warnings"] ?? []);

describe("a recording with local models", () => {
  it("has a speaker for each word, also where the speaker changes in what the recogniser takes for one sentence", async () => {
    const result = await resultOf(await submit(TALK));
    expect(said(result)).toEqual([
      "0 Speaker_0: low",
      "0 Speaker_1: high",
      "3 Speaker_0: low",
      "6 Speaker_1: high",
      "9 Speaker_0: low",
    ]);
    expect(result.heard_with).toEqual(LOCAL);
  }, 60_000);

  it("has as many speakers as are stated", async () => {
    const result = await resultOf(await submit(TALK, { speakers: "1" }));
    expect(said(result)[0]).toBe("0 Speaker_0: low high");
    expect(new Set(result.timeline.map(({ speaker }) => speaker))).toEqual(new Set(["Speaker_0"]));
  }, 60_000);

  it("without speech names the model that found none", async () => {
    const jobId = await submit(new Int16Array(48_000));
    await server.finish(jobId);
    expect((await server.job(jobId)).error?.message).toBe(
      "No speech was found in this recording by local/silero-tiny.",
    );
  }, 60_000);

  it("is the same after the server was killed while it was analysed", async () => {
    const long = tones(...Array.from({ length: 12 }, () => [low, high, pause]).flat());
    const undisturbed = await resultOf(await submit(long));
    const jobId = await submit(long);
    for (const type of ["job.progress", "conversation.final_transcript"]) {
      for await (const event of server.events(jobId, 0)) if (event.type === type) break;
      await server.kill();
      await server.boot();
    }
    const result = await resultOf(jobId);
    expect(said(result)).toEqual(said(undisturbed));
    expect(result.heard_with).toEqual(LOCAL);
  }, 120_000);

  it.each([
    ["silero-tiny", "speech", "built-in was used instead of local/silero-tiny, which failed"],
    ["segments-tiny", "speakers", "built-in was used instead of local/segments-tiny, which failed"],
    ["voices-tiny", "speakers", "built-in was used instead of local/segments-tiny, which failed"],
  ] as const)(
    "is analysed by signal processing where %s cannot be loaded, with a warning that names both",
    async (name, part, warning) => {
      const [network, manifest] = [join(models, name, "model.onnx"), join(models, name, "model.json")];
      await cp(network, `${network}.away`);
      await writeFile(network, "no network");
      // As a new installation does: a process that has the old network is not used again.
      await appendFile(manifest, "\n");
      try {
        const jobId = await submit(TALK);
        // Tones are no speech to the built-in method, which may find nobody.
        await server.finish(jobId);
        expect(await warningsOf(jobId)).toContain(warning);
        const { status, result } = await server.job(jobId);
        if (status === "completed") expect((result as ConversationResult).heard_with[part]).toBe("built-in");
      } finally {
        await rename(`${network}.away`, network);
        await appendFile(manifest, "\n");
      }
    },
    60_000,
  );

  it("needs both models of speakers: with one of them it says which command installs them", async () => {
    const folder = join(models, "voices-tiny");
    await rename(folder, join(models, ".voices-away"));
    try {
      const jobId = await submit(TALK);
      await server.finish(jobId);
      expect(await warningsOf(jobId)).toContain("Only local/segments-tiny is installed");
    } finally {
      await rename(join(models, ".voices-away"), folder);
    }
  }, 60_000);
});

describe("a live session with local models of speakers", () => {
  it("has in its result the speakers that are known at its end, and says how many utterances changed", async () => {
    const folder = await modelFolder();
    await installTinySpeakers(folder);
    const live = await TestServer.start({ HEADWAY_MODELS: folder });
    onTestFinished(async () => {
      await live.dispose();
      await rm(folder, { recursive: true, force: true });
    });
    const call = await salesCall({ turns: 3 });
    const client = await LiveClient.start((path) => live.url(path), { filename: "call.wav" });
    await client.send(chunksOf(wavBytes(call.channels), 100_000));
    await client.control("finalize");
    const jobId = client.session.job_id;
    await live.finish(jobId);
    const { result, metadata } = await live.job(jobId);
    const { timeline, heard_with: by } = result as ConversationResult;
    expect(by).toEqual({
      recognition: "pocketsphinx",
      speech: "built-in",
      speakers: "local/segments-tiny with voices-tiny",
    });
    // The tiny network has a low voice and a high one; both callers are low to it.
    expect(timeline.map(({ speaker }) => speaker)).toEqual(["Speaker_0", "Speaker_0", "Speaker_0"]);
    expect(JSON.stringify(metadata)).toContain("1 of 3 utterances have another speaker in the result than in the live");
  }, 90_000);
});
