import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plainWav, readPlainWav, wavWithSizes } from "./plain-wav.ts";

const samples = Int16Array.from({ length: 2400 }, (_, index) => index - 1200);

/** A header as its hexadecimal bytes, followed by samples. */
function streamed(header: string, body: Int16Array = samples): Uint8Array {
  return Buffer.concat([Buffer.from(header.replaceAll(" ", ""), "hex"), Buffer.from(body.buffer)]);
}

/** RIFF size and data size within the header of a 24 kHz stream. */
const header = (riff: string, data: string): string =>
  `52494646 ${riff} 57415645 666d7420 10000000 0100 0100 c05d0000 80bb0000 0200 1000 64617461 ${data}`;

describe("a WAV whose server did not know its length", () => {
  it.each([
    // Bytes of OpenAI and Kokoro-FastAPI: speaches-ai/speaches#493, remsky/Kokoro-FastAPI#94.
    ["0xFFFFFFFF (OpenAI, Kokoro-FastAPI, Speaches)", "ffffffff", "ffffffff"],
    // pollinations/pollinations#11457.
    ["0x7FFFFFFF (ElevenLabs)", "ffffff7f", "ffffff7f"],
    ["0x7FFFFFFF less the header", "ffffff7f", "dbffff7f"],
    // kyutai-labs/pocket-tts#229.
    ["2,000,000,000 (Pocket TTS)", "24943577", "00943577"],
    ["0 (programs that write to a pipe)", "00000000", "00000000"],
  ])("has its samples up to the end: %s", (_who, riff, data) => {
    const bytes = streamed(header(riff, data));
    expect(readPlainWav(bytes)).toEqual({ rateHz: 24_000, samples });
    expect(readPlainWav(wavWithSizes(bytes))).toEqual({ rateHz: 24_000, samples });
    expect(Buffer.from(wavWithSizes(bytes).subarray(40, 44)).readUInt32LE()).toBe(samples.byteLength);
  });

  it("has chunks before the samples, as ffmpeg writes them into a pipe", () => {
    const list = "4c495354 04000000 494e464f";
    const bytes = streamed(header("ffffffff", "ffffffff").replace("64617461", `${list} 64617461`));
    expect(readPlainWav(bytes)).toEqual({ rateHz: 24_000, samples });
  });

  it("has no samples when nothing follows the header", () => {
    const bytes = streamed(header("ffffffff", "ffffffff"), new Int16Array(0));
    expect(readPlainWav(bytes)?.samples).toHaveLength(0);
  });

  it("has no samples when only a list of tags follows", () => {
    const bytes = streamed(`${header("00000000", "00000000")} 4c495354 04000000 494e464f`, new Int16Array(0));
    expect(readPlainWav(bytes)?.samples).toHaveLength(0);
  });
});

describe("a WAV with sizes", () => {
  it("that was cut short is not taken for the whole", () => {
    expect(readPlainWav(plainWav(samples, 16_000).subarray(0, 1000))).toBeNull();
  });

  it("stays as it is", () => {
    const bytes = plainWav(samples, 16_000);
    expect(wavWithSizes(bytes)).toBe(bytes);
    expect(readPlainWav(bytes)).toEqual({ rateHz: 16_000, samples });
  });
});

it("any bytes are read without failing", () => {
  const riff = fc.uint8Array({ maxLength: 80 }).map((tail) => Buffer.concat([Buffer.from("RIFF0000WAVEfmt "), tail]));
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 100 }), riff), (bytes) => {
      readPlainWav(bytes);
      expect(wavWithSizes(bytes)).toHaveLength(bytes.length);
    }),
  );
});
