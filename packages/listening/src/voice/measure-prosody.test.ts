import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LISTENING_RATE_HZ } from "@headway-jobs/tools/sound/pcm";
import { seededNoise } from "../testing/seeded-noise.ts";
import { buzz, joined, sine, sound } from "../testing/sounds.ts";
import { speak } from "../testing/synthesise-call.ts";
import { measureProsody } from "./measure-prosody.ts";

/** A voiced sound whose pitch moves: harmonics of a phase that is summed up sample by sample. */
function glide(seconds: number, hzAt: (atS: number) => number): Int16Array {
  let phase = 0;
  return sound(seconds, (s) => {
    phase += hzAt(s) / LISTENING_RATE_HZ;
    return 0.25 * (sine(1, phase) + 0.5 * sine(2, phase) + 0.33 * sine(3, phase) + 0.25 * sine(4, phase));
  });
}

/** Pulses through a damped resonance at 700 Hz, each after the period and with the strength that are asked for. */
function pulses(cycles: number, periodAt: (n: number) => number, strengthAt: (n: number) => number): Int16Array {
  const starts: number[] = [0];
  for (let n = 0; n < cycles; n++) starts.push((starts[n] ?? 0) + periodAt(n));
  const values = new Float64Array(Math.ceil(((starts.at(-1) ?? 0) + 0.02) * LISTENING_RATE_HZ));
  for (const [n, startS] of starts.entries()) {
    for (let at = Math.ceil(startS * LISTENING_RATE_HZ); at < (startS + 0.02) * LISTENING_RATE_HZ; at++) {
      const since = at / LISTENING_RATE_HZ - startS;
      values[at] = (values[at] ?? 0) + strengthAt(n) * Math.exp(-since * 600) * sine(700, since);
    }
  }
  return Int16Array.from(values, (value) => Math.round(value * 12_000));
}

/** Each cycle's deviation, at random, and the mean change from one to the next that they come to. */
function uneven(by: number): { at: (n: number) => number; change: number } {
  const random = seededNoise(17);
  const factors = Array.from({ length: 201 }, () => 1 + by * Math.max(-2, Math.min(2, random())));
  const changes = factors.slice(1).map((factor, n) => Math.abs(factor - (factors[n] ?? 1)));
  return { at: (n) => factors[n] ?? 1, change: changes.reduce((sum, change) => sum + change, 0) / changes.length };
}

const silence = (seconds: number): Int16Array => new Int16Array(seconds * LISTENING_RATE_HZ);

describe("pitch", () => {
  it.each([80, 110, 150, 220, 300, 390])("of a tone of %i Hz is that, to within a hertz", (hz) => {
    for (const wave of [sound(1, (s) => 0.3 * sine(hz, s)), sound(1, (s) => 0.3 * buzz(hz, s))]) {
      const { pitchMedianHz, pitchLowHz, pitchHighHz, voicedShare, pitchSpreadSemitones } = measureProsody(wave);
      expect(Math.abs((pitchMedianHz ?? 0) - hz)).toBeLessThan(1);
      expect(Math.abs((pitchLowHz ?? 0) - hz)).toBeLessThan(1.5);
      expect(Math.abs((pitchHighHz ?? 0) - hz)).toBeLessThan(1.5);
      expect(pitchSpreadSemitones).toBeLessThan(0.2);
      expect(voicedShare).toBeGreaterThan(0.97);
    }
  });

  it.each([-6, -2, 0, 3, 8])("that moves by %i semitones a second has that slope, at its end too", (slope) => {
    const prosody = measureProsody(glide(1.5, (s) => 180 * 2 ** ((slope * s) / 12)));
    expect(Math.abs((prosody.pitchSlopeSemitonesPerS ?? 99) - slope)).toBeLessThan(0.2);
    expect(Math.abs((prosody.finalSlopeSemitonesPerS ?? 99) - slope)).toBeLessThan(0.6);
  });

  it("that rises only at the end has its final slope there", () => {
    const prosody = measureProsody(glide(1.5, (s) => (s < 1.2 ? 160 : 160 * 2 ** (((s - 1.2) * 15) / 12))));
    expect(prosody.finalSlopeSemitonesPerS).toBeGreaterThan(8);
    expect(prosody.pitchSlopeSemitonesPerS).toBeLessThan(4);
  });

  it("is not found in noise or silence", () => {
    const random = seededNoise(9);
    const prosody = measureProsody(sound(2, () => 0.1 * random()));
    expect(prosody.voicedShare).toBeLessThan(0.05);
    expect(prosody.jitter).toBeNull();
    expect(measureProsody(silence(1))).toMatchObject({
      pitchMedianHz: null,
      voicedShare: 0,
      syllablesPerS: 0,
      pauses: 0,
    });
    expect(measureProsody(new Int16Array())).toMatchObject({ durationS: 0, pitchMedianHz: null, pauseShare: 0 });
  });
});

describe("level", () => {
  it("is measured in dB under full scale, and halving the amplitude takes 6 dB", () => {
    const loud = measureProsody(sound(1, (s) => 0.5 * sine(200, s)));
    const soft = measureProsody(sound(1, (s) => 0.25 * sine(200, s)));
    expect(loud.levelDb).toBeCloseTo(-9.03, 1);
    expect(loud.levelDb - soft.levelDb).toBeCloseTo(6.02, 1);
    expect(loud.levelRangeDb).toBeLessThan(0.3);
  });

  it("of a sound that drops by 6 dB has a range of 6 dB", () => {
    const { levelRangeDb } = measureProsody(sound(2, (s) => (s < 1 ? 0.4 : 0.2) * sine(200, s)));
    expect(Math.abs(levelRangeDb - 6.02)).toBeLessThan(0.3);
  });
});

describe("rhythm", () => {
  it.each([3, 4, 5, 6])("of %i syllables a second is counted", (rate) => {
    const train = sound(4, (s) => 0.3 * (0.5 - 0.5 * Math.cos(2 * Math.PI * rate * s)) * buzz(140, s));
    expect(Math.abs(measureProsody(train).syllablesPerS - rate)).toBeLessThan(0.3);
  });

  it("has the pauses that are in it, but not the silence around it", () => {
    const word = sound(0.6, (s) => 0.3 * buzz(140, s));
    const said = joined(silence(0.4), word, silence(0.3), word, silence(0.1), word, silence(0.5), word, silence(0.6));
    const { pauses, pauseShare, durationS } = measureProsody(said);
    expect(pauses).toBe(2);
    expect(Math.abs(pauseShare * durationS - 0.8)).toBeLessThan(0.06);
  });
});

describe("voice quality", () => {
  it.each([0, 0.005, 0.01, 0.02])("tells periods that deviate by %d", (by) => {
    const { at, change } = uneven(by);
    const { jitter } = measureProsody(
      pulses(
        200,
        (n) => at(n) / 130,
        () => 1,
      ),
    );
    expect(Math.abs((jitter ?? 9) - change)).toBeLessThan(0.002 + change * 0.2);
  });

  it.each([0, 0.05, 0.15])("tells amplitudes that deviate by %d", (by) => {
    const { at, change } = uneven(by);
    const { shimmer } = measureProsody(pulses(200, () => 1 / 130, at));
    expect(Math.abs((shimmer ?? 9) - change)).toBeLessThan(0.03 + change * 0.2);
  });

  it("tells bright from dark", () => {
    const dark = measureProsody(sound(1, (s) => 0.3 * sine(200, s)));
    const bright = measureProsody(sound(1, (s) => 0.15 * sine(200, s) + 0.15 * sine(3000, s)));
    expect(dark.centroidHz).toBeLessThan(260);
    expect(bright.centroidHz).toBeCloseTo(1600, -2);
    expect(bright.highToLowDb).toBeCloseTo(0, 0);
    expect(dark.highToLowDb).toBeLessThan(-30);
  });
});

describe("voices", () => {
  const TEXT = "The parcel that I ordered two weeks ago never arrived.";

  it("have plausible pitch, rate and quality", async () => {
    const woman = measureProsody(await speak("flite:slt", TEXT));
    const man = measureProsody(await speak("flite:rms", TEXT));
    expect(woman.pitchMedianHz).toBeGreaterThan(150);
    expect(woman.pitchMedianHz).toBeLessThan(230);
    expect(man.pitchMedianHz).toBeGreaterThan(75);
    expect(man.pitchMedianHz).toBeLessThan(130);
    for (const voice of [woman, man]) {
      // 14 syllables in the sentence.
      expect(voice.syllablesPerS * voice.durationS).toBeGreaterThan(9);
      expect(voice.syllablesPerS * voice.durationS).toBeLessThan(18);
      expect(voice.jitter).toBeLessThan(0.05);
      expect(voice.voicedShare).toBeGreaterThan(0.5);
      expect((voice.pitchHighHz ?? 0) / (voice.pitchLowHz ?? 1)).toBeLessThan(2);
    }
  });

  it("rise at the end of a question", async () => {
    const question = measureProsody(await speak("espeak:en-us", "Is it ready now?"));
    const statement = measureProsody(await speak("espeak:en-us", "It is ready now."));
    expect(question.finalSlopeSemitonesPerS).toBeGreaterThan((statement.finalSlopeSemitonesPerS ?? 0) + 5);
  });

  it("measure the same however loud they are", async () => {
    const voice = await speak("flite:awb", TEXT);
    const loud = measureProsody(voice);
    const soft = measureProsody(voice.map((value) => Math.round(value / 4)));
    expect(loud.levelDb - soft.levelDb).toBeCloseTo(12.04, 1);
    expect(soft.pitchMedianHz).toBeCloseTo(loud.pitchMedianHz ?? 0, 0);
    expect(soft.syllablesPerS).toBeCloseTo(loud.syllablesPerS, 0);
  });

  it("never measure anything but finite numbers, whatever the samples are", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -32_768, max: 32_767 }), { maxLength: 3000 }),
        fc.integer({ min: 1, max: 9 }),
        (values, times) => {
          const samples = Int16Array.from(
            { length: values.length * times },
            (_, at) => values[at % values.length] ?? 0,
          );
          for (const value of Object.values(measureProsody(samples))) {
            expect(value === null || Number.isFinite(value)).toBe(true);
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});
