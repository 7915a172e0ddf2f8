import { execFile } from "node:child_process";

const RATE_HZ = 24_000;

/** A tone as 16-bit samples. */
export function tonePcm(seconds: number, { rateHz = RATE_HZ, channels = 1 } = {}): Buffer {
  const samples = new Int16Array(Math.round(seconds * rateHz) * channels);
  for (let at = 0; at < samples.length; at += 1)
    samples[at] = 9000 * Math.sin((2 * Math.PI * 440 * Math.floor(at / channels)) / rateHz);
  return Buffer.from(samples.buffer);
}

interface WavForm {
  readonly rateHz?: number;
  readonly channels?: number;
  readonly bits?: number;
  /** 1 = whole numbers, 3 = floating point. */
  readonly encoding?: number;
  /** What the header says of the length instead of the truth, as streaming servers do. */
  readonly statedBytes?: number;
}

/** A WAV file of these samples. */
export function wavOf(
  data: Buffer,
  { rateHz = RATE_HZ, channels = 1, bits = 16, encoding = 1, statedBytes }: WavForm = {},
): Buffer {
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(statedBytes ?? data.length + 36, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(encoding, 20);
  head.writeUInt16LE(channels, 22);
  head.writeUInt32LE(rateHz, 24);
  head.writeUInt32LE((rateHz * channels * bits) / 8, 28);
  head.writeUInt16LE((channels * bits) / 8, 32);
  head.writeUInt16LE(bits, 34);
  head.write("data", 36);
  head.writeUInt32LE(statedBytes ?? data.length, 40);
  return Buffer.concat([head, data]);
}

/** The same samples as 32-bit floating point. */
export function floatOf(pcm: Buffer): Buffer {
  const samples = new Int16Array(new Uint8Array(pcm).buffer);
  return Buffer.from(Float32Array.from(samples, (sample) => sample / 32_768).buffer);
}

/** A WAV file in another format, by ffmpeg's name of its container. */
export function encodedAs(format: "mp3" | "ogg" | "flac" | "adts", wav: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const args = [
      "-v",
      "error",
      "-i",
      "pipe:0",
      "-f",
      format,
      ...(format === "ogg" ? ["-c:a", "libopus"] : []),
      "pipe:1",
    ];
    const child = execFile("ffmpeg", args, { encoding: "buffer" }, (error, stdout) => {
      if (error === null) resolve(stdout);
      else reject(error);
    });
    child.stdin?.end(wav);
  });
}
