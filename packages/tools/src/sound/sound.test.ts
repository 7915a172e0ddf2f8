import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { probe } from "../ffmpeg/probe.ts";
import { joinSpeech, NARRATION_PAUSES, SAMPLES_PER_FRAME } from "./join-speech.ts";
import { applyGain, fitGain, gainFilter, masterGain, measureLoudness } from "./loudness.ts";
import { trimSilence } from "./silence.ts";
import { msToSamples, readWav, SAMPLE_RATE_HZ, samplesToMs, writeWav } from "./wav.ts";

const signal = new AbortController().signal;

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "headway-sound-"));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** A tone of `ms` milliseconds, its peak given as a share of full scale. */
function tone(ms: number, peak: number, hz = 440): Int16Array {
  return Int16Array.from({ length: msToSamples(ms) }, (_, i) =>
    Math.round(32_767 * peak * Math.sin((2 * Math.PI * hz * i) / SAMPLE_RATE_HZ)),
  );
}

function concat(...parts: readonly Int16Array[]): Int16Array {
  const all = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

describe("WAV files", () => {
  it("are read back sample by sample and understood by ffprobe", async () => {
    const file = join(dir, "a.wav");
    const samples = tone(250, 0.5);
    await writeWav(file, samples);
    expect(await readWav(file)).toEqual(samples);
    const info = await probe(file, { signal });
    expect(info.durationMs).toBe(250);
    expect(info.streams).toMatchObject([{ kind: "audio", codec: "pcm_s16le", sampleRateHz: 48_000, channels: 1 }]);
  });

  it.runIf(process.platform === "linux")("say DISK_FULL when the disk is full", async () => {
    await expect(writeWav("/dev/full", tone(10, 0.5))).rejects.toMatchObject({ code: "DISK_FULL" });
  });
});

describe("trimming silence", () => {
  it("keeps the sound and a breath around it, with edges that start and end at zero", () => {
    const trimmed = trimSilence(
      concat(new Int16Array(msToSamples(500)), tone(300, 0.5), new Int16Array(msToSamples(700))),
    );
    const ms = samplesToMs(trimmed.length);
    expect(ms).toBeGreaterThanOrEqual(300 + 20 + 60 - 5);
    expect(ms).toBeLessThanOrEqual(300 + 20 + 60 + 10);
    expect(trimmed[0]).toBe(0);
    expect(trimmed.at(-1)).toBe(0);
  });

  it("fades an edge that was cut inside the sound", () => {
    const trimmed = trimSilence(tone(300, 0.9));
    for (let i = 1; i < 20; i++) expect(Math.abs((trimmed[i] ?? 0) - (trimmed[i - 1] ?? 0))).toBeLessThan(1200);
    expect(trimmed.at(-1)).toBe(0);
  });

  it.each([
    ["nothing", new Int16Array(0)],
    ["silence", new Int16Array(48_000)],
    ["noise below −50 dB", Int16Array.from({ length: 9600 }, (_, i) => (i % 2 === 0 ? 90 : -90))],
  ])("gives nothing for %s", (_what, samples) => {
    expect(trimSilence(samples)).toHaveLength(0);
  });
});

describe("joining speech", () => {
  it("puts every sample where its span says, silence between, and ends on the picture's grid", async () => {
    const sounds = [tone(311, 0.4), tone(97, 0.7), new Int16Array(0), tone(1001, 0.2)];
    const parts = await Promise.all(
      sounds.map(async (samples, index) => {
        const file = join(dir, `${index}.wav`);
        await writeWav(file, samples);
        return { file, endsParagraph: index === 1 };
      }),
    );
    const joined = await joinSpeech({ parts, out: join(dir, "joined.wav"), signal });
    const samples = await readWav(join(dir, "joined.wav"));
    expect(samples).toHaveLength(joined.samples);
    expect(joined.samples).toBe(joined.frames * SAMPLES_PER_FRAME);
    expect(joined.durationMs).toBeCloseTo(samplesToMs(joined.samples), 6);
    let silent = 0;
    for (const [index, { startSample, endSample }] of joined.spans.entries()) {
      expect(samples.slice(silent, startSample).every((sample) => sample === 0)).toBe(true);
      expect(samples.slice(startSample, endSample)).toEqual(sounds[index]);
      silent = endSample;
    }
    const pauses = joined.spans.map(
      ({ startSample }, index) => startSample - (joined.spans[index - 1]?.endSample ?? 0),
    );
    const { leadMs, sentenceMs, paragraphMs } = NARRATION_PAUSES;
    expect(pauses).toEqual([leadMs, sentenceMs, paragraphMs, sentenceMs].map(msToSamples));
  });

  it("leaves no file when it is stopped", async () => {
    await writeWav(join(dir, "a.wav"), tone(100, 0.5));
    const out = join(dir, "joined.wav");
    const reason = new Error("stop");
    await expect(
      joinSpeech({ parts: [{ file: join(dir, "a.wav") }], out, signal: AbortSignal.abort(reason) }),
    ).rejects.toBe(reason);
    await expect(stat(out)).rejects.toThrow("ENOENT");
  });
});

describe("loudness", () => {
  it("agrees with the definition: a 997 Hz tone at full scale is −3 LUFS on one channel", async () => {
    await writeWav(join(dir, "a.wav"), tone(2000, 0.999, 997));
    const { integratedLufs, truePeakDb } = await measureLoudness({ files: [join(dir, "a.wav")], signal });
    expect(integratedLufs).toBeCloseTo(-3, 0);
    expect(truePeakDb).toBeCloseTo(0, 0);
  });

  it("is of all files together, so that a quiet slide stays quieter than a loud one", async () => {
    const files = [join(dir, "loud.wav"), join(dir, "quiet.wav")];
    await writeWav(files[0] ?? "", tone(3000, 0.5, 997));
    await writeWav(files[1] ?? "", tone(3000, 0.25, 997));
    const { integratedLufs } = await measureLoudness({ files, signal });
    expect(integratedLufs).toBeGreaterThan(-13);
    expect(integratedLufs).toBeLessThan(-10);
  });

  it("asks for no gain on silence", async () => {
    await writeWav(join(dir, "a.wav"), new Int16Array(96_000));
    expect(await fitGain({ files: [join(dir, "a.wav")], signal })).toEqual({
      gainDb: 0,
      limitPeaks: false,
    });
  });

  it("brings a voice to −16 LUFS with peaks under −1.5 dBTP, limiting only what needs it", async () => {
    // Quiet sound with short loud bursts: the gain alone would take the bursts far over full scale.
    const quiet = Array.from({ length: 20 }, () => [tone(400, 0.05, 500), tone(6, 0.8, 900)]).flat();
    const file = join(dir, "a.wav");
    await writeWav(file, concat(...quiet));
    const gain = await fitGain({ files: [file], signal });
    expect(gain.limitPeaks).toBe(true);
    const out = join(dir, "mastered.wav");
    await applyGain({ file, gain, out, signal });
    const after = await measureLoudness({ files: [out], signal });
    expect(after.truePeakDb).toBeLessThanOrEqual(-1.5);
    expect(Math.abs(after.integratedLufs + 16)).toBeLessThanOrEqual(0.7);
    expect((await readWav(out)).length).toBe((await readWav(file)).length);
  });

  it("leaves the sound unlimited when its peaks fit", () => {
    expect(gainFilter(masterGain({ integratedLufs: -20, truePeakDb: -10 }))).toBe("volume=4.00dB:precision=float");
  });

  it("writes no file when it is stopped", async () => {
    const file = join(dir, "a.wav");
    await writeWav(file, tone(100, 0.5));
    const out = join(dir, "out.wav");
    const reason = new Error("stop");
    const stopped = applyGain({ file, gain: { gainDb: 1, limitPeaks: false }, out, signal: AbortSignal.abort(reason) });
    await expect(stopped).rejects.toBe(reason);
    await expect(readFile(out)).rejects.toThrow("ENOENT");
  });
});
