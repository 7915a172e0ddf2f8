import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { measureLoudness } from "@headway-jobs/tools/sound/loudness";
import { TestServer } from "../video/testing/server.ts";
import { cueTimes, greatestStep, longestSilence, peakOf, samplesOf } from "./testing/sound.ts";
import { ended, poll, speak, submit } from "./testing/speech-server.ts";

const run = promisify(execFile);
const TEXT =
  "The museum opens at nine. Visitors come from many countries, and 25 guides work there. Have you seen the new paintings?\n\n" +
  "A letter costs one euro. The train leaves at eight in the morning, and the journey takes two hours.";

let server: TestServer;
let dir: string;
beforeAll(async () => {
  server = await TestServer.start({ HEADWAY_SPEECH_CONCURRENCY: "4" });
  dir = await mkdtemp(join(tmpdir(), "headway-speech-"));
});
afterAll(async () => {
  await server.dispose();
  await rm(dir, { recursive: true, force: true });
});

async function saved(path: string, name: string): Promise<string> {
  const file = join(dir, name);
  await writeFile(file, await server.download(path));
  return file;
}

async function json(path: string): Promise<Record<string, unknown>> {
  return JSON.parse((await server.download(path)).toString("utf8")) as Record<string, unknown>;
}

describe("translated speech", () => {
  it.each([
    ["es-es", 205402],
    ["fr-fr", 207601],
    ["ca-es", 202502],
    ["pt-pt", 211201],
  ])(
    "goes from submission to a FLAC that plays, in %s",
    async (language, voice) => {
      const body = { text: TEXT, voice_id: voice, source_language: "en-us", target_language: language };
      const task = await speak(server, "translated-tts", body);
      expect(task).toMatchObject({
        status: "SUCCESS",
        run_id: expect.any(Number),
        exception_reason: null,
        progress: 100,
      });

      const texts = (await json(`/translation-result/${task.run_id}`))["texts"] as string[];
      expect(texts).toHaveLength(1);
      expect(texts[0]).not.toMatch(/[*@#]\p{L}/u);
      expect(texts[0]?.split("\n\n")).toHaveLength(2);
      expect(texts[0]).toContain("25");

      const response = await fetch(server.url(`/tts-result/${task.run_id}`));
      expect(response.headers.get("content-type")).toBe("audio/flac");
      const file = await saved(`/tts-result/${task.run_id}`, `${language}.flac`);
      const samples = await samplesOf(file);
      const minutes = samples.length / 48_000 / 60;
      const words = (texts[0] ?? "").split(/\s+/).length;
      expect(words / minutes).toBeGreaterThan(100);
      expect(words / minutes).toBeLessThan(210);
      expect(peakOf(samples)).toBeLessThan(32_000);
      expect(longestSilence(samples)).toBeLessThan(1.5);
      const wav = join(dir, `${language}.wav`);
      await run("ffmpeg", ["-v", "error", "-y", "-i", file, wav]);
      const { integratedLufs, truePeakDb } = await measureLoudness({
        files: [wav],
        signal: new AbortController().signal,
      });
      expect(Math.abs(integratedLufs + 16)).toBeLessThanOrEqual(1);
      expect(truePeakDb).toBeLessThanOrEqual(-1);
    },
    90_000,
  );

  it("tells the stream and the captions each sentence, and joins them without a click", async () => {
    const body = { text: TEXT, voice_id: 205401, source_language: 1, target_language: 54 };
    const { job_id: jobId } = await submit(server, "translated-tts", body);
    const events = await server.finish(jobId);
    const ofType = (type: string) => events.filter((event) => event.type === type);
    expect(ofType("speech.sentence.translated").map(({ sentence }) => sentence)).toEqual([1, 2, 3, 4, 5]);
    expect(new Set(ofType("speech.sentence.spoken").map(({ sentence }) => sentence))).toEqual(new Set([1, 2, 3, 4, 5]));
    expect(ofType("speech.sentence.translated").map(({ source }) => source)).toContain("A letter costs one euro.");
    const percents = events.flatMap(({ progress }) => (typeof progress === "number" ? [progress] : []));
    expect(percents).toEqual(percents.toSorted((a, b) => a - b));
    expect(new Set(percents).size).toBeGreaterThan(5);

    const vtt = (await server.download(`/v1/jobs/${jobId}/artifacts/speech.vtt`)).toString("utf8");
    const cues = cueTimes(vtt);
    const samples = await samplesOf(await saved(`/v1/jobs/${jobId}/artifacts/speech.flac`, "joined.flac"));
    expect(cues.length).toBeGreaterThanOrEqual(5);
    expect(cues.at(-1)?.[1]).toBeLessThanOrEqual(samples.length / 48_000);
    for (const [from, to] of cues.filter(
      ([begin], index) => index === 0 || begin - (cues[index - 1]?.[1] ?? 0) > 0.2,
    )) {
      expect(to).toBeGreaterThan(from);
      expect(greatestStep(samples, from, 0.003)).toBeLessThan(500);
    }
  }, 60_000);

  it("is what apertium gives by hand, sentence for sentence", async () => {
    const texts = [
      "The museum opens at nine.",
      "A letter costs one euro.",
      "The train leaves at eight in the morning.",
    ];
    const task = await speak(server, "translate", { texts, source_language: 1, target_language: 54 });
    const ours = (await json(`/translation-result/${task.run_id}`))["texts"];
    const byHand = await Promise.all(
      texts.map(async (text, index) => {
        const file = join(dir, `by-hand-${index}.txt`);
        await writeFile(file, `${text}\n`);
        return (await run("apertium", ["-u", "eng-spa", file])).stdout.trim();
      }),
    );
    expect(ours).toEqual(byHand);
    expect((await server.job(task.jobId)).metadata["warnings"]).toMatchObject([{ code: "DRAFT_TRANSLATION" }]);
    const refused = await fetch(server.url(`/tts-result/${task.run_id}`));
    expect(refused.status).toBe(400);
  }, 60_000);

  it.each([
    ["emoji, markup and shell characters", 'Hello 😀 <break time="1s"/> $(rm -rf ~) `ls` & "quotes" ; all is well.'],
    ["one sentence of 5,000 characters", "and the water moves ".repeat(250)],
    ["a word of 5,000 characters", "a".repeat(5_000)],
    ["half a surrogate pair and control characters", "Good \ud800 morning \u0000 to \u0007 you."],
  ])(
    "copes with %s",
    async (_what, text) => {
      const task = await speak(server, "translated-tts", {
        text,
        voice_id: 205402,
        source_language: 1,
        target_language: 54,
      });
      expect(task).toMatchObject({ status: "SUCCESS" });
      const samples = await samplesOf(await saved(`/tts-result/${task.run_id}`, "odd.flac"));
      expect(samples.length).toBeGreaterThan(24_000);
      expect(longestSilence(samples)).toBeLessThan(1.5);
    },
    120_000,
  );

  it("warns when the text is in another language than stated", async () => {
    const text = "Buenos días a todos. El museo abre a las nueve y los visitantes vienen de muchos países.";
    const task = await speak(server, "translated-tts", {
      text,
      voice_id: 205402,
      source_language: 1,
      target_language: 54,
    });
    expect(task).toMatchObject({ status: "SUCCESS", message: expect.stringMatching(/Spanish \(es\), not English/) });
  }, 60_000);
});

describe("a spoken text", () => {
  it("comes as FLAC, WAV, MP3 and Ogg, as bytes with ranges or as a signed URL", async () => {
    const task = await speak(server, "tts", { text: "Buenos días. ¿Cómo está?", voice_id: 205402, language: 54 });
    const whole = await samplesOf(await saved(`/tts-result/${task.run_id}`, "whole.flac"));
    for (const [format, type] of [
      ["flac", "audio/flac"],
      ["wav", "audio/wav"],
      ["mp3", "audio/mpeg"],
      ["ogg", "audio/ogg"],
    ]) {
      const path = `/tts-result/${task.run_id}?format=${format}`;
      const [first, second] = await Promise.all([fetch(server.url(path)), fetch(server.url(path))]);
      expect([first.status, first.headers.get("content-type")]).toEqual([200, type]);
      expect(Buffer.from(await first.arrayBuffer())).toEqual(Buffer.from(await second.arrayBuffer()));
      const samples = await samplesOf(await saved(path, `whole.${format}`));
      expect(Math.abs(samples.length - whole.length) / 48_000).toBeLessThan(0.1);
      const part = await fetch(server.url(path), { headers: { Range: "bytes=0-3" } });
      expect([part.status, (await part.arrayBuffer()).byteLength]).toEqual([206, 4]);
      const url = String((await json(`${path}&output_type=file_url`))["output_url"]);
      const opened = await fetch(url);
      expect([opened.status, opened.headers.get("content-type")]).toEqual([200, type]);
      const left = Number(new URL(url).searchParams.get("exp")) - Date.now() / 1000;
      expect(left).toBeGreaterThan(14 * 60);
      expect(left).toBeLessThanOrEqual(15 * 60);
    }
    const bulk = (await server.post("/tts-results", { run_ids: [task.run_id] })).body;
    expect(bulk).toEqual({ [String(task.run_id)]: { output_url: expect.stringMatching(/speech\.flac\?sig=/) } });
    const texts = (await server.post("/translation-results", { run_ids: [task.run_id] })).body;
    expect(texts).toEqual({ [String(task.run_id)]: { texts: ["Buenos días. ¿Cómo está?"] } });
  }, 90_000);

  it("serves a client written in Python from the compatible API's advice", async () => {
    const out = join(dir, "python.flac");
    const client = fileURLToPath(new URL("testing/poll-client.py", import.meta.url));
    const { stdout } = await run("python3", [client, server.url("/").replace(/\/$/, ""), out], { timeout: 150_000 });
    expect(stdout.trim()).toMatch(/museo/i);
    expect((await readFile(out)).subarray(0, 4).toString("latin1")).toBe("fLaC");
    expect((await samplesOf(out)).length).toBeGreaterThan(24_000);
  }, 160_000);

  it("is made for 50 tasks at once, each with a run id of its own", async () => {
    const tasks = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        submit(server, "translated-tts", {
          text: `Letter ${index + 1}.`,
          voice_id: 205401,
          source_language: 1,
          target_language: 54,
        }),
      ),
    );
    const early = await poll(server, "translated-tts", tasks.at(-1)?.task_id ?? "");
    expect(early).toMatchObject({ status: { status: "PENDING", run_id: null }, retryAfter: "3" });
    await Promise.all(tasks.map(({ job_id: jobId }) => ended(server, jobId)));
    const polls = await Promise.all(tasks.map(({ task_id: taskId }) => poll(server, "translated-tts", taskId)));
    expect(polls.map(({ status }) => status.status)).toEqual(polls.map(() => "SUCCESS"));
    expect(new Set(polls.map(({ status }) => status.run_id)).size).toBe(50);
    const texts = await Promise.all(polls.map(({ status }) => json(`/translation-result/${status.run_id}`)));
    expect(texts.map((body) => String((body["texts"] as string[])[0]).replace(/\D/g, ""))).toEqual(
      polls.map((_, index) => String(index + 1)),
    );
  }, 240_000);
});
