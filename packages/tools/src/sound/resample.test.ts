import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readPlainWav } from "./plain-wav.ts";
import { toCommonRate } from "./resample.ts";

const tone = (hz: number, rateHz: number, count: number, peak = 12_000): Int16Array =>
  Int16Array.from({ length: count }, (_, i) => Math.round(peak * Math.sin((2 * Math.PI * hz * i) / rateHz)));

function wav(samples: Int16Array, rateHz: number): Buffer {
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + samples.byteLength, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rateHz, 24);
  head.writeUInt32LE(rateHz * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36);
  head.writeUInt32LE(samples.byteLength, 40);
  return Buffer.concat([head, Buffer.from(samples.buffer)]);
}

describe("bringing a voice to 48 kHz", () => {
  it.each([
    [22_050, 440],
    [22_050, 5_000],
    [16_000, 300],
    [16_000, 3_000],
    [24_000, 7_000],
    [8_000, 1_000],
    [44_100, 10_000],
  ])("keeps a tone of a voice at %i Hz, %i Hz high, to within 75 dB", (rateHz, hz) => {
    const resampled = toCommonRate(tone(hz, rateHz, rateHz), rateHz) ?? new Int16Array();
    const ideal = tone(hz, 48_000, 48_000);
    expect(resampled).toHaveLength(48_000);
    let [signal, noise] = [0, 0];
    // The ends fade into the silence around them.
    for (let at = 1_000; at < 47_000; at++) {
      signal += (ideal[at] ?? 0) ** 2;
      noise += ((ideal[at] ?? 0) - (resampled[at] ?? 0)) ** 2;
    }
    expect(10 * Math.log10(signal / noise)).toBeGreaterThan(75);
  });

  it("never wraps around, however loud the voice is", () => {
    const loud = Int16Array.from({ length: 2_000 }, (_, i) => (Math.floor(i / 40) % 2 === 0 ? 32_767 : -32_768));
    const resampled = toCommonRate(loud, 16_000) ?? new Int16Array();
    for (let at = 200; at < 5_800; at++) {
      const source = loud[Math.floor(at / 3)] ?? 0;
      const isEdge = loud[Math.floor(at / 3) - 6] !== source || loud[Math.floor(at / 3) + 6] !== source;
      if (!isEdge) expect(Math.sign(resampled[at] ?? 0)).toBe(Math.sign(source));
    }
  });

  it.each([0, 96_000, 44_101.5, 47_999, -1, Number.NaN])("leaves a rate of %d to others", (rateHz) => {
    expect(toCommonRate(new Int16Array(100), rateHz)).toBeNull();
  });
});

describe("plain WAV files", () => {
  it("are read sample by sample, other chunks skipped", () => {
    const samples = tone(440, 22_050, 101);
    expect(readPlainWav(wav(samples, 22_050))).toEqual({ samples, rateHz: 22_050 });
    const bytes = wav(samples, 22_050);
    const list = Buffer.from("LIST\u0003\u0000\u0000\u0000abc\u0000", "latin1");
    expect(readPlainWav(Buffer.concat([bytes.subarray(0, 36), list, bytes.subarray(36)]))?.samples).toEqual(samples);
  });

  it("that are cut short, stereo or no WAV at all are left to the decoder, whatever the bytes are", () => {
    const bytes = wav(tone(440, 16_000, 100), 16_000);
    expect(readPlainWav(bytes.subarray(0, 100))).toBeNull();
    const stereo = Buffer.from(bytes);
    stereo.writeUInt16LE(2, 22);
    expect(readPlainWav(stereo)).toBeNull();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(60), (noise, at) => {
        const broken = Buffer.from(bytes);
        broken.set(noise.subarray(0, broken.length - at), at);
        readPlainWav(broken);
        expect(readPlainWav(noise)).toBeNull();
      }),
    );
  });
});
