import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runTool } from "@headway-jobs/tools/programs/run-tool";
import { LISTENING_RATE_HZ } from "@headway-jobs/tools/sound/pcm";
import { seededNoise } from "../testing/seeded-noise.ts";
import { sine, sound } from "../testing/sounds.ts";
import { wavBytes } from "../testing/synthesise-call.ts";
import { openLiveDecoder } from "./live-decoder.ts";

const signal = new AbortController().signal;
const SECONDS = 3;

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "headway-beginning-"));
  await writeFile(join(dir, "tone.wav"), wavBytes([sound(SECONDS, (s) => 0.4 * sine(300, s))]));
  // Noise is a picture that cannot be made small.
  await ffmpeg("-f", "lavfi", "-i", "nullsrc=s=500x500,geq=random(1)*255:128:128", "-frames:v", "1", "cover.png");
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function ffmpeg(...args: string[]): Promise<void> {
  await runTool({ tool: "ffmpeg", args: ["-v", "error", "-y", ...args], task: "making a fixture", signal, cwd: dir });
}

const noise = (length: number): Buffer => {
  const random = seededNoise(7);
  return Buffer.from(Array.from({ length }, () => Math.floor(128 + 127 * random())));
};
const after = (head: string, tail: Uint8Array): Buffer => Buffer.concat([Buffer.from(head, "latin1"), tail]);
const TEXT = Buffer.from("This is not sound at all. ".repeat(4_000));
const SIZE = 100_000;

const ADPCM_HEADER =
  "RIFF\0\0\0\0WAVEfmt \u0010\0\0\0\u0002\0\u0001\0\u0040\u001F\0\0\0\0\0\0\0\0\u0004\0data\u00FF\u00FF\u00FF\u00FF";

/** 16 kHz PCM of a client that does not say so. */
const pcm = (): Buffer => wavBytes([sound(SECONDS, (s) => 0.4 * sine(300, s) * sine(3, s))]).subarray(44);

describe("live bytes that are no sound", () => {
  it.each([
    ["text", () => TEXT],
    ["zeros", () => Buffer.alloc(SIZE)],
    ["noise", () => noise(SIZE)],
    ["samples without a name for them", pcm],
    ["a picture", () => after("\u0089PNG\r\n\u001A\n", noise(SIZE))],
    [
      "a WebM from its middle on",
      () => after("\u001FC\u00B6u\u0001\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF", noise(SIZE)),
    ],
    ["text that begins as WebM", () => after("\u001AE\u00DF\u00A3", TEXT)],
    ["noise that begins as WebM", () => after("\u001AE\u00DF\u00A3", noise(SIZE))],
    ["noise that begins as Ogg", () => after("OggS\0\u0002", noise(SIZE))],
    ["noise that begins as FLAC", () => after("fLaC", noise(SIZE))],
    ["noise that begins as MP4", () => after("\0\0\0\u0018ftypmp42\0\0\0\0mp42isom", noise(SIZE))],
    ["text that begins as MP3", () => after("ID3\u0004\0\0\0\0\u0001\0", TEXT)],
    ["text that begins as ADTS", () => after("\u00FF\u00F1", TEXT)],
    ["text that begins as compressed WAV", () => after(ADPCM_HEADER, TEXT)],
  ])("are given up on before 100 kB have come, though no more comes and nothing ends them: %s", async (_, bytes) => {
    const decoder = openLiveDecoder({ signal, dir });
    const reading = Array.fromAsync(decoder.sound);
    reading.catch(() => undefined);
    const all = bytes();
    for (let at = 0; at < Math.min(all.length, SIZE); at += 4_000) {
      // The decoder may have given up in the meantime.
      await decoder.write(all.subarray(at, Math.min(at + 4_000, SIZE))).catch(() => undefined);
    }
    await expect(reading).rejects.toMatchObject({ code: "LIVE_ASR_FAILURE" });
    await expect(decoder.end()).rejects.toMatchObject({ code: "LIVE_ASR_FAILURE" });
  });
});

describe("a short live stream that is finished", () => {
  it.each([
    ["text that begins as MP3", after("\u00FF\u00FB\u0090", TEXT.subarray(0, 3_000))],
    ["text that begins as compressed WAV", after(ADPCM_HEADER, TEXT.subarray(0, 3_000))],
  ])("is undecodable when nothing came out of it: %s", async (_, bytes) => {
    await expect(lengthS(bytes)).rejects.toMatchObject({ code: "LIVE_ASR_FAILURE" });
  });

  it("may have nothing in it", async () => {
    expect(await lengthS(wavBytes([new Int16Array(), new Int16Array()]))).toBe(0);
  });
});

describe("live containers with much before their sound", () => {
  const COVER = ["-i", "cover.png", "-map", "0:a", "-map", "1:v", "-c:v", "copy", "-disposition:v:0", "attached_pic"];
  const CARRIED = ["-attach", "cover.png", "-metadata:s:t", "mimetype=image/png"];
  const FILM = ["-f", "lavfi", "-i", "nullsrc=s=320x240:r=5,geq=random(1)*255:128:128", "-map", "0:a", "-map", "1:v"];
  it.each([
    ["mp3", ["-id3v2_version", "3"], COVER],
    ["flac", [], COVER],
    ["mka", ["-c:a", "libopus"], CARRIED],
    ["webm", ["-c:a", "libopus", "-c:v", "libvpx", "-b:v", "4M", "-deadline", "realtime", "-t", String(SECONDS)], FILM],
  ])("are waited for: %s", async (ending, args, besides) => {
    await ffmpeg("-i", "tone.wav", ...besides, ...args, `slow.${ending}`);
    const bytes = await readFile(join(dir, `slow.${ending}`));
    expect(bytes.length).toBeGreaterThan(300_000);
    expect(Math.abs((await lengthS(bytes)) - SECONDS)).toBeLessThan(0.3);
  });

  it("are waited for: ogg", async () => {
    await ffmpeg(
      "-i",
      "tone.wav",
      "-c:a",
      "libopus",
      "-metadata",
      `METADATA_BLOCK_PICTURE=${"A".repeat(120_000)}`,
      "slow.ogg",
    );
    const bytes = await readFile(join(dir, "slow.ogg"));
    expect(bytes.length).toBeGreaterThan(120_000);
    expect(Math.abs((await lengthS(bytes)) - SECONDS)).toBeLessThan(0.3);
  });

  it.each(["pcm_s16le", "adpcm_ms"])(
    "are waited for: a WAV of %s with other chunks before its samples",
    async (codec) => {
      await ffmpeg("-i", "tone.wav", "-c:a", codec, `plain-${codec}.wav`);
      const wav = await readFile(join(dir, `plain-${codec}.wav`));
      const data = wav.indexOf("data");
      const junk = Buffer.alloc(8 + 200_000);
      junk.write("JUNK", "latin1");
      junk.writeUInt32LE(200_000, 4);
      const slow = Buffer.concat([wav.subarray(0, data), junk, wav.subarray(data)]);
      expect(Math.abs((await lengthS(slow)) - SECONDS)).toBeLessThan(0.1);
    },
  );
});

async function lengthS(bytes: Uint8Array): Promise<number> {
  const decoder = openLiveDecoder({ signal, dir });
  const reading = Array.fromAsync(decoder.sound);
  reading.catch(() => undefined);
  for (let at = 0; at < bytes.length; at += 8_000) await decoder.write(bytes.subarray(at, at + 8_000));
  await decoder.end();
  return (await reading).reduce((sum, [samples]) => sum + samples.length, 0) / LISTENING_RATE_HZ;
}
