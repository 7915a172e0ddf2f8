import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { videoContentSchema, videoResultSchema, videoScriptSchema } from "@headway-jobs/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { z } from "zod";
import { drawSlide } from "@headway-jobs/slides/slide";
import { extractFrame } from "@headway-jobs/tools/testing/extract-frame";
import { type MediaInfo, probe } from "@headway-jobs/tools/ffmpeg/probe";
import { outlineFromSource } from "./content/outline.ts";
import { TestServer } from "./testing/server.ts";

const run = promisify(execFile);
const signal = new AbortController().signal;
const source = await readFile(new URL("testing/lesson-on-tides.md", import.meta.url), "utf8");
const topic = "Tides: why the sea rises?";
const request = { topic, source, num_slides: 4, tone: "casual", size: "854x480" } as const;

describe("a video made by the server", () => {
  let server: TestServer;
  let file: string;
  let info: MediaInfo;
  let result: z.infer<typeof videoResultSchema>;
  let jobId: string;

  beforeAll(async () => {
    server = await TestServer.start();
    const { status, body } = await server.post("/api/generate", request);
    expect(status).toBe(200);
    result = videoResultSchema.parse(body);
    jobId = result.job_id;
    file = join(server.dataDir, "film.mp4");
    await writeFile(file, await server.download(result.video_path));
    info = await probe(file, { signal });
  }, 120_000);
  afterAll(() => server.dispose());

  it("answers the blocking POST as the API describes it", () => {
    expect(result).toMatchObject({ status: "success", generation_id: "Tides_why_the_sea_rises" });
    expect(result.video_filename).toMatch(/^Tides_why_the_sea_rises_[0-9a-z]{8}_final\.mp4$/);
    expect(result.content_data).toMatchObject({ topic, total_slides: 4 });
    expect(result.content_data.slides.some(({ needs_animation }) => needs_animation)).toBe(true);
  });

  it("is H.264 and AAC of the asked size, with captions, and starts to play before it is loaded", async () => {
    const codecs = info.streams.map(({ kind, codec }) => [kind, codec]);
    expect(codecs).toContainEqual(["video", "h264"]);
    expect(codecs).toContainEqual(["audio", "aac"]);
    expect(codecs).toContainEqual(["subtitle", "mov_text"]);
    expect(info.streams[0]).toMatchObject({ width: 854, height: 480 });
    const bytes = await readFile(file);
    expect(bytes.indexOf("moov")).toBeLessThan(bytes.indexOf("mdat"));
  });

  it("ends picture and sound within 50 ms of each other and of the script", () => {
    const [picture, sound] = ["video", "audio"].map(
      (kind) => info.streams.find((stream) => stream.kind === kind)?.durationMs ?? 0,
    );
    expect(Math.abs((picture ?? 0) - (sound ?? 0))).toBeLessThan(50);
    expect(Math.abs((picture ?? 0) - result.script_data.total_duration * 1000)).toBeLessThan(50);
  });

  it("has a chapter per slide at the script's times, and the script is contiguous", () => {
    const slides = result.script_data.slide_scripts;
    expect(info.chapters.map(({ title }) => title)).toEqual(result.content_data.slides.map(({ title }) => title));
    info.chapters.forEach(({ startMs }, index) =>
      expect(Math.abs(startMs - (slides[index]?.start_time ?? 0) * 1000)).toBeLessThan(2),
    );
    slides.forEach(({ start_time }, index) => expect(start_time).toBe(slides[index - 1]?.end_time ?? 0));
  });

  it("says what the script says: a recogniser hears most of its words", async () => {
    const sound = join(server.dataDir, "film.wav");
    const slides = result.script_data.slide_scripts.slice(0, 2);
    const cut = `-v error -y -i ${file} -t ${slides.at(-1)?.end_time} -ac 1 -ar 16000 ${sound}`;
    await run("ffmpeg", cut.split(" "));
    const heard = words((await run(await recogniser(), ["-infile", sound, "-logfn", "/dev/null"])).stdout);
    const said = words(slides.map(({ narration_text }) => narration_text).join(" "));
    const recognised = said.filter((word) => heard.includes(word)).length / said.length;
    expect(said.length).toBeGreaterThan(40);
    // Chance agreement of unrelated English text is near 0.3.
    expect(recognised).toBeGreaterThan(0.6);
  }, 240_000);

  it("has the loudness of broadcast speech", async () => {
    const { stderr } = await run("ffmpeg", [
      "-hide_banner",
      "-nostats",
      "-i",
      file,
      "-af",
      "ebur128",
      "-f",
      "null",
      "-",
    ]);
    const loudness = Number(/I:\s+(-[\d.]+) LUFS\s+Threshold/.exec(stderr.slice(stderr.lastIndexOf("Summary")))?.[1]);
    expect(loudness).toBeGreaterThan(-17);
    expect(loudness).toBeLessThan(-15);
  });

  it("shows each slide, in full, before it ends", async () => {
    const lesson = outlineFromSource({ source, topic, slideCount: 4, language: "english", tone: "casual" });
    const drawn = await Promise.all(
      lesson.slides.map(async ({ plan }, index) => {
        const slide = await drawSlide({
          plan,
          size: { width: 854, height: 480 },
          theme: "dark",
          language: "en-us",
          slideNumber: index + 1,
          slideCount: 4,
          topic: lesson.title,
        });
        return slide.rgba();
      }),
    );
    for (const [index, { end_time }] of result.script_data.slide_scripts.entries()) {
      const frame = await rgbaAt(file, end_time * 1000 - 120, join(server.dataDir, `frame-${index}.png`));
      const differences = drawn.map((rgba) => meanDifference(frame, rgba));
      // Encoding costs a little everywhere; another slide's text costs much in some places.
      expect(differences[index]).toBeLessThan(3);
      expect(differences.indexOf(Math.min(...differences))).toBe(index);
    }
  }, 60_000);

  it("captions each sentence while it is spoken", async () => {
    const cues = vttCues((await server.download(`/v1/jobs/${jobId}/artifacts/captions.vtt`)).toString("utf8"));
    const script = result.script_data.slide_scripts;
    expect(words(cues.map(({ text }) => text).join(" "))).toEqual(
      words(script.map(({ narration_text }) => narration_text).join(" ")),
    );
    cues.forEach(({ startMs, endMs }, index) => {
      expect(endMs).toBeGreaterThan(startMs);
      expect(startMs).toBeGreaterThanOrEqual(cues[index - 1]?.endMs ?? 0);
    });
    const silences = await silentSpans(file);
    for (const silence of silences) {
      const middle = (silence.startMs + silence.endMs) / 2;
      expect(cues.filter(({ startMs, endMs }) => startMs + 250 < middle && middle < endMs - 250)).toEqual([]);
    }
  });

  it("lies beside its outline, script, transcript, captions and poster, and its owner sees nothing else", async () => {
    expect(
      videoContentSchema.parse(JSON.parse((await server.download("/api/content/Tides_why_the_sea_rises")).toString())),
    ).toEqual(result.content_data);
    expect(
      videoScriptSchema.parse(JSON.parse((await server.download("/api/script/Tides_why_the_sea_rises")).toString())),
    ).toEqual(result.script_data);
    expect((await server.download(`/v1/jobs/${jobId}/artifacts/poster.png`)).subarray(1, 4).toString()).toBe("PNG");
    const transcript = (await server.download(`/v1/jobs/${jobId}/artifacts/transcript.md`)).toString("utf8");
    for (const { title } of result.content_data.slides) expect(transcript).toContain(title);
    expect(await server.artifacts(jobId)).toHaveLength(6);
    await expect.poll(() => server.files("scratch")).toEqual([]);
  });

  it("is served under its own name, under its topic's newest name, and in ranges", async () => {
    const whole = await readFile(file);
    expect((await server.download("/api/video/Tides_why_the_sea_rises_final.mp4")).equals(whole)).toBe(true);
    const response = await fetch(server.url(result.video_path), { headers: { Range: "bytes=100-199" } });
    expect(response.status).toBe(206);
    expect(response.headers.get("content-range")).toBe(`bytes 100-199/${whole.length}`);
    expect(Buffer.from(await response.arrayBuffer()).equals(whole.subarray(100, 200))).toBe(true);
  });
});

async function recogniser(): Promise<string> {
  const { stdout } = await run("sh", ["-c", "command -v pocketsphinx_continuous || command -v pocketsphinx"]);
  return stdout.trim();
}

const words = (text: string): string[] =>
  text
    .toLowerCase()
    .replaceAll("’", "'")
    .match(/[a-z']+/g) ?? [];

async function rgbaAt(file: string, atMs: number, out: string): Promise<Buffer> {
  await extractFrame({ file, atMs, out, signal });
  const { stdout } = await run("ffmpeg", ["-v", "error", "-i", out, "-f", "rawvideo", "-pix_fmt", "rgba", "-"], {
    encoding: "buffer",
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}

/** Mean difference of colour values, 0 to 255. */
function meanDifference(a: Buffer, b: Buffer): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += Math.abs((a[index] ?? 0) - (b[index] ?? 0));
  return a.length === b.length ? sum / a.length : Infinity;
}

const clockMs = (part: readonly (string | undefined)[]) =>
  (Number.parseInt(part[0] ?? "0", 10) * 3600 + Number(part[1]) * 60 + Number(part[2])) * 1000 + Number(part[3]);

const unescape = (text: string): string =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

function vttCues(vtt: string): { startMs: number; endMs: number; text: string }[] {
  const blocks = [
    ...vtt.matchAll(/(\d\d:)?(\d\d):(\d\d)\.(\d{3}) --> (\d\d:)?(\d\d):(\d\d)\.(\d{3})\n([\s\S]*?)(?=\n\n|\s*$)/g),
  ];
  return blocks.map((block) => ({
    startMs: clockMs(block.slice(1, 5)),
    endMs: clockMs(block.slice(5, 9)),
    text: unescape(block[9] ?? ""),
  }));
}

async function silentSpans(file: string): Promise<{ startMs: number; endMs: number }[]> {
  const { stderr } = await run("ffmpeg", [
    "-hide_banner",
    "-nostats",
    "-i",
    file,
    "-af",
    "silencedetect=n=-50dB:d=0.3",
    "-vn",
    "-f",
    "null",
    "-",
  ]);
  return [...stderr.matchAll(/silence_end: ([\d.]+) \| silence_duration: ([\d.]+)/g)].map(([, end, duration]) => ({
    startMs: (Number(end) - Number(duration)) * 1000,
    endMs: Number(end) * 1000,
  }));
}
