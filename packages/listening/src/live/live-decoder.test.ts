import fc from "fast-check";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runTool } from "@headway-jobs/tools/programs/run-tool";
import { bytesOf, LISTENING_RATE_HZ } from "@headway-jobs/tools/sound/pcm";
import { joined, sine, sound } from "../testing/sounds.ts";
import { wavBytes } from "../testing/synthesise-call.ts";
import { type LiveDecoder, openLiveDecoder } from "./live-decoder.ts";
import { mixOf } from "./live-sound.ts";

const signal = new AbortController().signal;
const SECONDS = 6;
/** A sweep: a lost, doubled or swapped piece shows in the pitch. */
const SWEEP = sound(SECONDS, (s) => 0.4 * sine(200 + 60 * s, s));

const FORMATS: readonly (readonly [string, readonly string[]])[] = [
  ["webm", ["-c:a", "libopus", "-cluster_time_limit", "100"]],
  ["mkv", ["-c:a", "flac", "-f", "matroska"]],
  ["ogg", ["-c:a", "libopus", "-page_duration", "100000"]],
  ["mp3", ["-c:a", "libmp3lame"]],
  ["aac", ["-c:a", "aac", "-f", "adts"]],
  ["flac", ["-c:a", "flac"]],
  ["mp4", ["-c:a", "aac", "-movflags", "frag_keyframe+empty_moov+default_base_moof", "-frag_duration", "100000"]],
  ["faststart.mp4", ["-c:a", "aac", "-movflags", "faststart"]],
  ["wav", ["-ar", "44100", "-ac", "2", "-c:a", "pcm_f32le"]],
  ["mulaw.wav", ["-ar", "8000", "-c:a", "pcm_mulaw"]],
  ["adpcm.wav", ["-c:a", "adpcm_ms"]],
  ["au", ["-c:a", "pcm_s16be"]],
];

let dir: string;
const files = new Map<string, Buffer>();
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "headway-live-"));
  await writeFile(join(dir, "sweep.wav"), wavBytes([SWEEP]));
  await Promise.all([...FORMATS, ["end.mp4", ["-c:a", "aac"]] as const].map(([name, args]) => encode(name, args)));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function encode(name: string, args: readonly string[]): Promise<void> {
  const all = ["-v", "error", "-y", "-i", "sweep.wav", ...args, `live.${name}`];
  await runTool({ tool: "ffmpeg", args: all, task: "making a fixture", signal, cwd: dir });
  files.set(name, await readFile(join(dir, `live.${name}`)));
}

const file = (name: string): Buffer => files.get(name) ?? Buffer.alloc(0);

const chunksOf = (bytes: Uint8Array, size: number): Uint8Array[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) => bytes.subarray(n * size, (n + 1) * size));

type Options = Omit<Parameters<typeof openLiveDecoder>[0], "signal">;

async function decode(chunks: readonly Uint8Array[], options: Options = {}): Promise<Int16Array> {
  const decoder = openLiveDecoder({ ...options, signal });
  const writing = (async () => {
    for (const chunk of chunks) await decoder.write(chunk);
    await decoder.end();
  })();
  const [pieces] = await Promise.all([Array.fromAsync(decoder.sound), writing]);
  return joined(...pieces.map(mixOf));
}

/** What the sound's pitch is at a moment, by counting how often it crosses zero upwards in 200 ms. */
function pitchAt(samples: Int16Array, atS: number): number {
  const from = Math.round((atS - 0.1) * LISTENING_RATE_HZ);
  let crossings = 0;
  for (let at = from; at < from + LISTENING_RATE_HZ / 5; at++)
    if ((samples[at] ?? 0) < 0 && (samples[at + 1] ?? 0) >= 0) crossings += 1;
  return crossings * 5;
}

function expectSweep(samples: Int16Array, startS = 0): void {
  // The sweep's pitch at a moment is the slope of its phase: 200 + 120 s.
  for (const atS of [1, 2, 3, 4, 5]) {
    expect(Math.abs(pitchAt(samples, startS + atS) - (200 + 120 * atS))).toBeLessThan(25);
  }
}

describe("live sound", () => {
  it.each(FORMATS.map(([name]) => name))("comes out of %s whole, in chunks of any size", async (name) => {
    const bytes = file(name);
    const expected = await decode([bytes]);
    expect(Math.abs(expected.length / LISTENING_RATE_HZ - SECONDS)).toBeLessThan(0.2);
    expectSweep(expected);
    for (const size of [7001, name === "mp3" ? 3 : 611]) {
      const samples = await decode(chunksOf(bytes, size));
      expect(Buffer.compare(bytesOf(samples), bytesOf(expected))).toBe(0);
    }
  });

  it.each(["webm", "ogg", "mp3", "aac", "mp4", "wav", "flac"])(
    "comes out of %s while the rest has not been said yet",
    async (name) => {
      const bytes = file(name);
      const decoder = openLiveDecoder({ signal });
      await decoder.write(bytes.subarray(0, Math.round(bytes.length * 0.75)));
      let heardS = 0;
      // FLAC is cut into frames by ffmpeg only some frames later.
      for await (const [samples] of decoder.sound) {
        heardS += samples.length / LISTENING_RATE_HZ;
        if (heardS > 0.75 * SECONDS - 1.4) break;
      }
      expect(heardS).toBeLessThan(SECONDS - 0.5);
      decoder.close();
    },
  );

  it("of a client that sends raw samples is passed on as it is, torn samples put together", async () => {
    const bytes = bytesOf(SWEEP);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 3, max: 9000 }), async (size) => {
        const samples = await decode(chunksOf(bytes, size * 2 + 1), { suffix: ".pcm" });
        expect(Buffer.compare(bytesOf(samples), bytes)).toBe(0);
      }),
      { numRuns: 10 },
    );
  });

  it("of a client that sends each chunk as a WAV file of its own continues from one to the next", async () => {
    const chunks = Array.from({ length: SECONDS * 4 }, (_, n) => wavBytes([SWEEP.subarray(n * 4000, (n + 1) * 4000)]));
    const samples = await decode(chunks, { suffix: ".wav" });
    expect(Buffer.compare(bytesOf(samples), bytesOf(SWEEP))).toBe(0);
  });

  it("may change its WAV layout between chunks, and have sizes that are not true and comments at its end", async () => {
    const endless = wavBytes([SWEEP]);
    endless.writeUInt32LE(0xffff_ffff, 40);
    const short = wavBytes([SWEEP]);
    short.writeUInt32LE(1000, 40);
    const comment = Buffer.from("LIST\u0004\u0000\u0000\u0000INFO", "latin1");
    for (const one of [endless, short, Buffer.concat([wavBytes([SWEEP]), comment])]) {
      expect(Buffer.compare(bytesOf(await decode([one])), bytesOf(SWEEP))).toBe(0);
    }
    const samples = await decode([wavBytes([SWEEP]), ...chunksOf(file("wav"), 50_000), wavBytes([SWEEP])]);
    expectSweep(samples, 0);
    expectSweep(samples, SECONDS);
    expectSweep(samples, samples.length / LISTENING_RATE_HZ - SECONDS);
  });

  it.each(["webm", "ogg", "flac", "mp4", "mp3", "aac"])("may be one %s file after another", async (name) => {
    const bytes = file(name);
    const samples = await decode([...chunksOf(bytes, 20_000), ...chunksOf(bytes, 30_000)]);
    expect(Math.abs(samples.length / LISTENING_RATE_HZ - 2 * SECONDS)).toBeLessThan(0.4);
    expectSweep(samples);
    expectSweep(samples, samples.length / LISTENING_RATE_HZ - SECONDS);
  });

  it("of an mp4 whose index comes last is decoded at its end, and nothing stays behind", async () => {
    const own = await mkdtemp(join(dir, "whole-"));
    expectSweep(await decode(chunksOf(file("end.mp4"), 5000), { dir: own }));
    expect(await readdir(own)).toEqual([]);
    await expect(decode([file("end.mp4")])).rejects.toMatchObject({ code: "LIVE_ASR_FAILURE" });
  });

  it.each([
    ["letters", Buffer.from("This is not sound at all. ".repeat(40_000))],
    ["a playlist", Buffer.from(`ffconcat version 1.0\nfile /etc/hostname\n${"#".repeat(60_000)}`)],
    ["a picture", Buffer.concat([Buffer.from("\u0089PNG\r\n\u001a\n", "latin1"), Buffer.alloc(60_000, 7)])],
    ["three bytes", Buffer.from("abc")],
    ["half a WAV header", wavBytes([SWEEP]).subarray(0, 30)],
  ])("that is %s is refused with a code, to the writer and to the reader", async (_, bytes) => {
    const decoder = openLiveDecoder({ signal });
    const reading = Array.fromAsync(decoder.sound).catch((error: unknown) => error);
    const writing = (async () => {
      for (const chunk of chunksOf(bytes, 8000)) await decoder.write(chunk);
      await decoder.end();
    })();
    await expect(writing).rejects.toMatchObject({ code: "LIVE_ASR_FAILURE" });
    expect(await reading).toMatchObject({ code: "LIVE_ASR_FAILURE" });
    await expect(decoder.write(bytes)).rejects.toMatchObject({ code: "LIVE_ASR_FAILURE" });
  });

  it("without any bytes is no sound and no failure", async () => {
    expect(await decode([])).toHaveLength(0);
  });

  it("stops when its session ends, whether or not anybody reads", async () => {
    const session = new AbortController();
    const reason = new Error("over");
    const decoders: LiveDecoder[] = ["webm", "wav"].map(() => openLiveDecoder({ signal: session.signal }));
    await Promise.all(decoders.map((decoder) => decoder.write(file("webm").subarray(0, 20_000))));
    session.abort(reason);
    for (const decoder of decoders) {
      await expect(decoder.write(file("webm"))).rejects.toBe(reason);
      await expect(decoder.end()).rejects.toBe(reason);
      await expect(Array.fromAsync(decoder.sound)).rejects.toBe(reason);
    }
  });

  it("never hangs or fails otherwise than with its code, whatever the bytes are", async () => {
    const heads = [
      "RIFF\0\0\0\0WAVEfmt ",
      "OggS\0\u0002",
      "fLaC",
      "\0\0\0\u0018ftypmp42",
      "ID3",
      "\u001aE\u00df\u00a3",
      "",
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...heads),
        fc.uint8Array({ maxLength: 300 }),
        fc.nat(20),
        async (head, tail, size) => {
          const bytes = Buffer.concat([Buffer.from(head, "latin1"), tail]);
          const result: unknown = await decode(chunksOf(bytes, size + 1)).catch((error: unknown) => error);
          if (!(result instanceof Int16Array)) expect(result).toMatchObject({ code: "LIVE_ASR_FAILURE" });
        },
      ),
      { numRuns: 20 },
    );
  });
});
