import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runTool } from "@headway-jobs/tools/programs/run-tool";
import { LISTENING_RATE_HZ, readPcmStretch, samplesOf } from "@headway-jobs/tools/sound/pcm";
import { type Call, synthesiseCall, wavBytes, writeCall } from "../testing/synthesise-call.ts";
import { type DecodedRecording, decodeRecording } from "./decode-recording.ts";
import { probeRecording } from "./probe-recording.ts";

const signal = new AbortController().signal;
let dir: string;
let call: Call;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "headway-recording-"));
  call = await synthesiseCall({
    turns: [
      { voice: "flite:slt", text: "Good morning, this is the help desk. What can I do for you?" },
      { voice: "flite:rms", text: "The parcel that I ordered two weeks ago never arrived.", gainDb: -10 },
      { voice: "flite:slt", text: "I am sorry to hear that." },
    ],
    stereo: true,
    leakDb: -22,
    snrDb: 35,
  });
  await writeCall(join(dir, "call.wav"), call);
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const ffmpeg = async (...args: string[]): Promise<void> => {
  await runTool({ tool: "ffmpeg", args: ["-v", "error", "-y", ...args], task: "making a fixture", signal, cwd: dir });
};

async function listen(name: string, limits: { maxDurationS?: number } = {}): Promise<DecodedRecording> {
  const file = join(dir, name);
  const info = await probeRecording(file, { signal, ...limits });
  return decodeRecording({ file, info, dir: await mkdtemp(join(dir, "decoded-")), signal, ...limits });
}

const file = async (name: string, content: string | Uint8Array): Promise<string> => {
  await writeFile(join(dir, name), content);
  return name;
};

const tone = (hz: number, seconds: number): Int16Array =>
  Int16Array.from({ length: seconds * LISTENING_RATE_HZ }, (_, at) =>
    Math.round(9_000 * Math.sin((2 * Math.PI * hz * at) / LISTENING_RATE_HZ)),
  );

/** Infinite for sounds of other lengths. (Comparing them as arrays would take minutes to say what differs.) */
function largestDifference(actual: Int16Array, expected: Int16Array = new Int16Array()): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  return expected.reduce((most, value, at) => Math.max(most, Math.abs(value - (actual[at] ?? 0))), 0);
}

describe("what a recording is", () => {
  it.each([
    ["mp3", [], "mp3"],
    ["m4a", ["-c:a", "aac"], "mov"],
    ["webm", ["-c:a", "libopus"], "webm"],
    ["mkv", ["-c:a", "flac"], "matroska"],
    ["ogg", ["-c:a", "libvorbis"], "ogg"],
    ["aac", ["-c:a", "aac", "-f", "adts"], "aac"],
    ["flac", [], "flac"],
    ["mov", ["-c:a", "pcm_s16be"], "mov"],
    ["mp4", ["-f", "lavfi", "-i", "testsrc=d=9:r=5", "-c:a", "aac", "-pix_fmt", "yuv420p"], "mp4"],
  ])(
    "is read from the bytes of %s, whatever the name, and two channels are found in them",
    async (type, args, container) => {
      const format = type === "aac" ? [] : ["-f", { m4a: "ipod", mkv: "matroska" }[type] ?? type];
      await ffmpeg("-i", "call.wav", ...args, ...format, `as-${type}.txt`);
      const info = await probeRecording(join(dir, `as-${type}.txt`), { signal });
      expect(info).toMatchObject({ channels: 2, hasVideo: type === "mp4" });
      expect(info.container).toContain(container);
      const { channels, durationS, warnings } = await listen(`as-${type}.txt`);
      expect(channels).toHaveLength(2);
      expect(warnings).toEqual([]);
      expect(Math.abs(durationS - (call.channels[0]?.length ?? 0) / LISTENING_RATE_HZ)).toBeLessThan(0.15);
    },
  );

  it("is said of what cannot be listened to, with what to do", async () => {
    await ffmpeg("-i", "call.wav", "-c:a", "aac", "whole.m4a");
    const whole = await readFile(join(dir, "whole.m4a"));
    await ffmpeg("-f", "lavfi", "-i", "testsrc=d=1", "mute.mp4");
    const refused: [string, RegExp][] = [
      [await file("nothing.wav", ""), /empty/],
      [await file("cut.m4a", whole.subarray(0, 20_000)), /cut off.*Upload the whole file/],
      [await file("letter.mp3", "Dear Sir or Madam, this is no sound. ".repeat(100)), /not a recording/],
      [
        await file("noise.wav", Buffer.from(Array.from({ length: 4000 }, (_, i) => (i * 7919 + (i >> 3) * 31) % 256))),
        /./,
      ],
      [await file("list.wav", `ffconcat version 1.0\nfile ${join(dir, "whole.m4a")}\n`), /Playlists/],
      [
        await file("list.mp3", `#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n${join(dir, "whole.m4a")}\n`),
        /Playlists|not a/,
      ],
      ["mute.mp4", /video has no sound track/],
      [await file("zero.wav", wavBytes([new Int16Array()])), /0 s/],
    ];
    for (const [name, message] of refused) {
      const error: unknown = await listen(name).catch((reason: unknown) => reason);
      expect(error, name).toMatchObject({ code: "INVALID_INPUT", message: expect.stringMatching(message) });
      expect(String(error)).not.toContain(dir);
    }
  });

  it("may not be longer than allowed, by its headers or by what is in it", async () => {
    await expect(listen("call.wav", { maxDurationS: 5 })).rejects.toMatchObject({
      code: "FILE_TOO_LARGE",
      message: expect.stringContaining("the limit is 5 s"),
    });
    // ADTS has no duration in it; ffprobe guesses from the rate of bits, which silence makes far too low.
    const info = { container: "wav", codec: "pcm_s16le", durationS: null, channels: 2, hasVideo: false };
    const decoded = decodeRecording({ file: join(dir, "call.wav"), info, dir, signal, maxDurationS: 5 });
    await expect(decoded).rejects.toMatchObject({ code: "FILE_TOO_LARGE" });
  });

  it("stops at once when nobody wants it any more", async () => {
    const reason = new Error("gone");
    const aborted = AbortSignal.abort(reason);
    await expect(probeRecording(join(dir, "call.wav"), { signal: aborted })).rejects.toBe(reason);
  });
});

describe("decoding", () => {
  it("keeps every sample of 16 kHz sound in its place", async () => {
    await file("tone.wav", wavBytes([tone(440, 3)]));
    const { channels, durationS } = await listen("tone.wav");
    expect(durationS).toBe(3);
    expect(largestDifference(samplesOf(await readFile(channels[0] ?? "")), tone(440, 3))).toBe(0);
  });

  it("keeps the two sides of a call apart", async () => {
    const { channels } = await listen("call.wav");
    for (const [index, name] of channels.entries())
      expect(largestDifference(await readPcmStretch(name, 0, 100), call.channels[index])).toBe(0);
  });

  it.each([
    ["the same sound twice", [tone(440, 2), tone(440, 2)], tone(440, 2)],
    ["nothing on the right", [tone(440, 2), new Int16Array(32_000)], tone(440, 2)],
    ["nothing on the left", [new Int16Array(32_000), tone(440, 2)], tone(440, 2)],
  ] as const)("makes one channel of %s", async (_, both, expected) => {
    await file("stereo.wav", wavBytes(both));
    const { channels } = await listen("stereo.wav");
    expect(channels).toHaveLength(1);
    expect(largestDifference(await readPcmStretch(channels[0] ?? "", 0, 10), expected)).toBe(0);
    expect(await readdir(join(channels[0] ?? "", ".."))).toEqual(["channel-0.pcm"]);
  });

  it("makes one channel of a room recorded with two microphones", async () => {
    const mono = await synthesiseCall({ turns: call.turns, snrDb: 30 });
    const left = mono.channels[0] ?? new Int16Array();
    // Further away by 3 m: later, quieter, with an echo.
    const right = left.map((_, at) => 0.5 * (left[at - 140] ?? 0) + 0.2 * (left[at - 500] ?? 0));
    await file("room.wav", wavBytes([left, right]));
    expect((await listen("room.wav")).channels).toHaveLength(1);
  });

  it("says so when a recording ends early, and keeps what came before", async () => {
    await ffmpeg("-i", "call.wav", "-c:a", "aac", "-movflags", "faststart", "start.m4a");
    const whole = await readFile(join(dir, "start.m4a"));
    await file("half.m4a", whole.subarray(0, whole.length / 2));
    const { durationS, warnings } = await listen("half.m4a");
    expect(durationS).toBeGreaterThan(2);
    expect(warnings).toEqual([expect.stringMatching(/ends early: of 1?\d\.\d s only \d\.\d s/)]);
  });

  it("skips what is damaged without moving what follows", async () => {
    await ffmpeg("-i", "call.wav", "-ac", "1", "-c:a", "libopus", "-b:a", "32k", "sound.webm");
    const bytes = await readFile(join(dir, "sound.webm"));
    const middle = Math.round(bytes.length * 0.4);
    await file(
      "damaged.webm",
      Buffer.concat([bytes.subarray(0, middle), Buffer.alloc(4000, 0xa5), bytes.subarray(middle + 4000)]),
    );
    const { durationS } = await listen("damaged.webm");
    expect(Math.abs(durationS - (call.channels[0]?.length ?? 0) / LISTENING_RATE_HZ)).toBeLessThan(0.5);
  });

  it("writes nothing outside its folder and leaves the recording as it was", async () => {
    const before = await stat(join(dir, "call.wav"));
    const { channels } = await listen("call.wav");
    expect((await readdir(join(channels[0] ?? "", ".."))).toSorted()).toEqual(["channel-0.pcm", "channel-1.pcm"]);
    expect((await stat(join(dir, "call.wav"))).mtimeMs).toBe(before.mtimeMs);
  });
});
