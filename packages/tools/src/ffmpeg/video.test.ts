import { mkdtemp, open, readdir, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Cue } from "../captions/cues.ts";
import { runTool } from "../programs/run-tool.ts";
import { masterGain, measureLoudness } from "../sound/loudness.ts";
import { msToSamples, SAMPLE_RATE_HZ, writeWav } from "../sound/wav.ts";
import { composeVideo, type Composition } from "./compose-video.ts";
import { encodeSegment } from "./encode-segment.ts";
import { extractFrame } from "../testing/extract-frame.ts";
import { probe } from "./probe.ts";

const signal = new AbortController().signal;
const WIDTH = 320;
const HEIGHT = 180;
type Color = readonly [number, number, number];

/** A frame of one colour with a black bar at its left edge. */
function frame([red, green, blue]: Color): Uint8Array {
  const pixels = new Uint8Array(WIDTH * HEIGHT * 4);
  for (let i = 0; i < pixels.length; i += 4)
    pixels.set(i % (WIDTH * 4) < 64 ? [0, 0, 0, 255] : [red, green, blue, 255], i);
  return pixels;
}

/** Brightness rises by 2 with each frame: a frame's number can be read from its colour. */
function* moving(count: number): Generator<Uint8Array> {
  for (let n = 0; n < count; n++) yield frame([40 + 2 * n, 40 + 2 * n, 40 + 2 * n]);
}

async function ffmpegOutput(args: readonly string[], tool: "ffmpeg" | "ffprobe" = "ffmpeg"): Promise<Uint8Array> {
  return (await runTool({ tool, args, task: "checking", signal })).stdout;
}

/** Colour of the middle of the picture shown at a moment. */
async function colorAt(file: string, atMs: number, dir: string): Promise<number[]> {
  const out = join(dir, "frame.png");
  await extractFrame({ file, atMs, out, signal });
  const crop = ["-vf", "crop=2:2", "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"];
  return [...(await ffmpegOutput(["-v", "error", "-i", out, ...crop]))].slice(0, 3);
}

function expectColor(actual: readonly number[], expected: Color): void {
  for (const [index, value] of expected.entries())
    expect(Math.abs((actual[index] ?? -1) - value)).toBeLessThanOrEqual(4);
}

async function boxesOf(file: string): Promise<string[]> {
  const handle = await open(file);
  const names: string[] = [];
  const { size } = await handle.stat();
  for (let at = 0; at < size;) {
    const head = Buffer.alloc(8);
    await handle.read(head, 0, 8, at);
    names.push(head.toString("latin1", 4));
    at += head.readUInt32BE(0);
  }
  await handle.close();
  return names;
}

/** Programs that this process started and that still live. */
async function childrenAlive(): Promise<string[]> {
  const found: string[] = [];
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
    const [, name = "", state = "", parent = ""] = /\((.*)\) (\S) (\d+)/.exec(stat) ?? [];
    if (Number(parent) === process.pid && state !== "Z" && name === "ffmpeg") found.push(`${pid} ${name}`);
  }
  return found;
}

const BLUE: Color = [30, 60, 200];
const GREEN: Color = [20, 160, 70];

/** Slides of 9 s (still), 3 s (2 s of movement, then held), 5.4 s (still), with sound of the same length. */
async function slides(dir: string): Promise<Pick<Composition, "segments" | "audioFiles" | "durationMs" | "chapters">> {
  const plans = [
    { frames: [frame(BLUE)], movingFrames: 1, totalFrames: 270, title: "One; = # \\ 'quoted'\nnew line" },
    { frames: moving(60), movingFrames: 60, totalFrames: 90, title: "-dash ü 日本" },
    { frames: [frame(GREEN)], movingFrames: 1, totalFrames: 162, title: "Three" },
  ];
  const segments: string[] = [];
  const audioFiles: string[] = [];
  let startMs = 0;
  const chapters = [];
  for (const [index, { title, ...plan }] of plans.entries()) {
    const out = join(dir, `it's ${index}.mp4`);
    await encodeSegment({ ...plan, width: WIDTH, height: HEIGHT, out, signal });
    const audio = join(dir, `it's ${index}.wav`);
    const ms = (plan.totalFrames * 1000) / 30;
    const hz = 300 + 100 * index;
    await writeWav(
      audio,
      Int16Array.from({ length: msToSamples(ms) }, (_, i) => 3000 * Math.sin((2 * Math.PI * hz * i) / SAMPLE_RATE_HZ)),
    );
    segments.push(out);
    audioFiles.push(audio);
    chapters.push({ title, startMs, endMs: startMs + ms });
    startMs += ms;
  }
  return { segments, audioFiles, chapters, durationMs: startMs };
}

const CAPTIONS: readonly Cue[] = [
  { startMs: 350, endMs: 4000, text: "<b>not bold</b> & {\\an8} --> x" },
  { startMs: 9100, endMs: 11_000, text: "two\nlines; \\N no" },
];

let shared: string;
let file: string;
let made: Awaited<ReturnType<typeof slides>>;
const progress: number[] = [];

beforeAll(async () => {
  shared = await mkdtemp(join(tmpdir(), "headway-video-"));
  made = await slides(shared);
  file = join(shared, "video.mp4");
  const gain = masterGain(await measureLoudness({ files: made.audioFiles, signal }));
  await composeVideo({
    ...made,
    gain,
    captions: CAPTIONS,
    title: 'A "title" = with; signs',
    language: "hi-in",
    out: file,
    signal,
    onProgress: (share) => progress.push(share),
  });
});
afterAll(() => rm(shared, { recursive: true, force: true }));

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "headway-video-"));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

describe("a composed video", () => {
  it("has H.264, AAC and a caption track, chapters and a title", async () => {
    const info = await probe(file, { signal });
    const streams = info.streams.filter((stream) => stream.kind !== "other");
    expect(streams).toMatchObject([
      { kind: "video", codec: "h264", width: WIDTH, height: HEIGHT, startMs: 0 },
      { kind: "audio", codec: "aac", sampleRateHz: 48_000, language: "hin", startMs: 0 },
      { kind: "subtitle", codec: "mov_text", language: "hin" },
    ]);
    expect(info.tags["title"]).toBe('A "title" = with; signs');
    expect(info.chapters).toEqual([
      { title: "One; = # \\ 'quoted' new line", startMs: 0, endMs: 9000 },
      { title: "-dash ü 日本", startMs: 9000, endMs: 12_000 },
      { title: "Three", startMs: 12_000, endMs: 17_400 },
    ]);
  });

  it("is exactly as long as its slides, picture and sound alike", async () => {
    const info = await probe(file, { signal });
    for (const kind of ["video", "audio"] as const) {
      const stream = info.streams.find((candidate) => candidate.kind === kind);
      expect(Math.abs((stream?.durationMs ?? 0) - 17_400)).toBeLessThanOrEqual(50);
    }
    expect(info.streams[0]?.durationMs).toBe(17_400);
  });

  it("starts to play before it is loaded", async () => {
    const boxes = await boxesOf(file);
    expect(boxes.indexOf("moov")).toBeLessThan(boxes.indexOf("mdat"));
  });

  it("is flagged BT.709 and has a keyframe at every slide's start and at least every 4 s", async () => {
    const fields = "stream=color_space,color_transfer,color_primaries,color_range,pix_fmt:packet=pts_time,flags";
    const shown = JSON.parse(
      new TextDecoder().decode(
        await ffmpegOutput(
          ["-v", "error", "-select_streams", "v:0", "-show_entries", fields, "-of", "json", file],
          "ffprobe",
        ),
      ),
    ) as { packets: { pts_time: string; flags: string }[]; streams: object[] };
    expect(shown.streams[0]).toEqual({
      color_space: "bt709",
      color_transfer: "bt709",
      color_primaries: "bt709",
      color_range: "tv",
      pix_fmt: "yuv420p",
    });
    const keys = shown.packets
      .filter((packet) => packet.flags.startsWith("K"))
      .map((packet) => Number(packet.pts_time));
    expect(keys).toEqual(expect.arrayContaining([0, 9, 12]));
    for (const [index, at] of keys.entries()) expect((keys[index + 1] ?? 17.4) - at).toBeLessThanOrEqual(4.001);
    // A still costs a few frames and not thirty a second.
    expect(shown.packets.length).toBeLessThan(60 + 20);
  });

  it.each([
    [0, BLUE],
    [3333, BLUE],
    [8990, BLUE],
    [9000, [40, 40, 40]],
    [9500, [70, 70, 70]],
    [10_967, [158, 158, 158]],
    [11_900, [158, 158, 158]],
    [12_000, GREEN],
    [17_390, GREEN],
  ] as const)("shows at %i ms the colour %j", async (atMs, color) => {
    expectColor(await colorAt(file, atMs, dir), color);
  });

  it("decodes from start to end without a complaint", async () => {
    const { stderrTail } = await runTool({
      tool: "ffmpeg",
      args: ["-v", "warning", "-i", file, "-map", "0:v", "-map", "0:a", "-f", "null", "-"],
      task: "checking",
      signal,
    });
    expect(stderrTail).toBe("");
  });

  it("is at −16 LUFS with true peaks under −1.5 dBTP", async () => {
    const wav = join(dir, "sound.wav");
    await ffmpegOutput(["-v", "error", "-i", file, "-c:a", "pcm_s16le", wav]);
    const { integratedLufs, truePeakDb } = await measureLoudness({ files: [wav], signal });
    expect(Math.abs(integratedLufs + 16)).toBeLessThanOrEqual(0.7);
    expect(truePeakDb).toBeLessThanOrEqual(-1.5);
  });

  it("carries captions with their text unharmed and their times exact", async () => {
    const text = new TextDecoder().decode(
      await ffmpegOutput(["-v", "error", "-i", file, "-map", "0:s", "-f", "srt", "pipe:1"]),
    );
    expect(text).toContain("00:00:00,350 --> 00:00:04,000");
    // The word joiner is the price of a literal backslash, see compose-video.ts.
    const lines = text.replaceAll("\r", "").replaceAll("\u2060", "");
    expect(lines).toContain("<b>not bold</b> & (\\an8) --> x\n");
    expect(lines).toContain("00:00:09,100 --> 00:00:11,000\ntwo\nlines; \\N no\n");
  });

  it("told its progress, which only rose, to the end", () => {
    expect(progress.at(-1)).toBe(1);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  });

  it("left nothing but itself", async () => {
    expect((await readdir(shared)).filter((name) => !name.startsWith("it's"))).toEqual(["video.mp4"]);
  });
});

describe("when a video cannot be finished", () => {
  it("an aborted composition leaves no file and no program", async () => {
    const controller = new AbortController();
    const reason = new Error("cancelled");
    const out = join(dir, "video.mp4");
    const composing = composeVideo({
      ...made,
      title: "x",
      language: "en",
      out,
      signal: controller.signal,
      onProgress: () => controller.abort(reason),
    });
    await expect(composing).rejects.toBe(reason);
    expect(await readdir(dir)).toEqual([]);
    expect(await childrenAlive()).toEqual([]);
  });

  it("an aborted segment leaves no file and no program", async () => {
    const controller = new AbortController();
    const reason = new Error("cancelled");
    let drawn = 0;
    function* frames(): Generator<Uint8Array> {
      for (;;) {
        drawn += 1;
        if (drawn === 20) controller.abort(reason);
        yield frame(BLUE);
      }
    }
    const encoding = encodeSegment({
      frames: frames(),
      movingFrames: 3000,
      totalFrames: 3000,
      width: WIDTH,
      height: HEIGHT,
      out: join(dir, "segment.mp4"),
      signal: controller.signal,
    });
    await expect(encoding).rejects.toBe(reason);
    expect(await readdir(dir)).toEqual([]);
    expect(await childrenAlive()).toEqual([]);
    expect(drawn).toBeLessThan(40);
  });

  it.runIf(process.platform === "linux")("a full disk is DISK_FULL", async () => {
    const out = join(dir, "segment.mp4");
    await symlink("/dev/full", out);
    const still = {
      frames: [frame(BLUE)],
      movingFrames: 1,
      totalFrames: 30,
      width: WIDTH,
      height: HEIGHT,
      out,
      signal,
    };
    await expect(encodeSegment(still)).rejects.toMatchObject({ code: "DISK_FULL" });
    expect(await readdir(dir)).toEqual([]);
  });

  it("a missing ffmpeg is named, with how to install it", async () => {
    const still = { frames: [frame(BLUE)], movingFrames: 1, totalFrames: 30, width: WIDTH, height: HEIGHT, signal };
    const encoding = encodeSegment({ ...still, out: join(dir, "x.mp4"), env: { PATH: dir } });
    await expect(encoding).rejects.toMatchObject({
      code: "TOOL_MISSING",
      message: expect.stringContaining("ffmpeg is needed"),
    });
  });

  it("a segment without a frame, without a length, or with a frame of another size is refused", async () => {
    const request = {
      frames: [],
      movingFrames: 1,
      totalFrames: 0,
      width: WIDTH,
      height: HEIGHT,
      out: join(dir, "x.mp4"),
      signal,
    };
    await expect(encodeSegment(request)).rejects.toMatchObject({ code: "INTERNAL" });
    await expect(encodeSegment({ ...request, totalFrames: 30 })).rejects.toMatchObject({ code: "INTERNAL" });
    const small = encodeSegment({ ...request, frames: [new Uint8Array(12)], totalFrames: 30 });
    await expect(small).rejects.toMatchObject({ code: "INTERNAL" });
    expect(await readdir(dir)).toEqual([]);
  });

  it("a moment behind the end has no picture", async () => {
    const frameAfterEnd = extractFrame({ file, atMs: 60_000, out: join(dir, "frame.jpg"), signal });
    await expect(frameAfterEnd).rejects.toMatchObject({ code: "TOOL_FAILED" });
  });

  it("a file that is no media is TOOL_FAILED without its path", async () => {
    const error: unknown = await probe(import.meta.filename, { signal }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "TOOL_FAILED" });
    expect((error as Error).message).not.toContain("/");
  });
});
