import { HeadwayError } from "@headway-jobs/contract";
import type { Transcription, TranscriptionRequest } from "@headway-jobs/ports/transcription";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { transcriptionFallback } from "./fallback-transcription.ts";
import { quietSlices } from "./quiet-slices.ts";

const RATE_HZ = 16_000;

function recogniser(name: string, parts: Partial<Transcription> & { readonly fails?: boolean } = {}) {
  const asked: TranscriptionRequest[] = [];
  const made: Transcription = {
    name,
    spanS: 0,
    languages: () => Promise.resolve(null),
    async transcribe(request) {
      asked.push(request);
      if (parts.fails === true) throw new HeadwayError("PROVIDER_UNAVAILABLE", "It could not be reached.");
      const endS = request.samples.length / RATE_HZ;
      return { segments: [{ text: name, startS: 0, endS, confidence: null, speaker: null, words: [] }], warnings: [] };
    },
    close: () => Promise.resolve(),
    ...parts,
  };
  return { asked, chosen: { name, made, languages: undefined } };
}

const sound = (seconds: number): Int16Array => new Int16Array(seconds * RATE_HZ).fill(1000);
const clock = { nowMs: () => 0 };

describe("several recognisers", () => {
  it("hear in their order; the next takes over with a warning that names both", async () => {
    const cloud = recogniser("cloud", { fails: true });
    const local = recogniser("local");
    const both = transcriptionFallback([cloud.chosen, local.chosen], clock);
    expect(await both.transcribe({ samples: sound(1), urgency: "recording" })).toMatchObject({
      segments: [{ text: "local" }],
      by: "local",
      warnings: ["local was used instead of cloud, which failed: It could not be reached."],
    });
    expect(both.name).toBe("cloud");
  });

  it("are chosen by the language", async () => {
    const german = recogniser("german", { languages: () => Promise.resolve(["de"]) });
    const any = recogniser("any");
    const both = transcriptionFallback([german.chosen, any.chosen], clock);
    expect(await both.languages()).toBeNull();
    const heard = await both.transcribe({ samples: sound(1), language: "fr-FR", urgency: "recording" });
    expect(heard).toMatchObject({ segments: [{ text: "any" }], warnings: [] });
    expect(german.asked).toEqual([]);
  });

  it("take the span that the first one has now, as local models come and go", async () => {
    let spanS = 0;
    const { chosen } = recogniser("models");
    const made = Object.defineProperty({ ...chosen.made }, "spanS", { get: () => spanS });
    const both = transcriptionFallback([{ ...chosen, made }, recogniser("built-in").chosen], clock);
    expect(both.spanS).toBe(0);
    spanS = 28;
    expect(both.spanS).toBe(28);
  });

  it("of single utterances get a long sound in slices, with times of the whole", async () => {
    const cloud = recogniser("cloud", { fails: true, spanS: 600 });
    const local = recogniser("local");
    const both = transcriptionFallback([cloud.chosen, local.chosen], clock);
    expect(both.spanS).toBe(600);
    const heard = await both.transcribe({ samples: sound(50), urgency: "recording" });
    expect(heard?.by).toBe("local");
    expect(local.asked.every(({ samples }) => samples.length <= 20 * RATE_HZ)).toBe(true);
    const ends = heard?.segments.map(({ startS, endS }) => [startS, endS]) ?? [];
    expect(ends[0]?.[0]).toBe(0);
    expect(ends.at(-1)?.[1]).toBe(50);
    for (const [index, [startS]] of ends.slice(1).entries()) expect(startS).toBe(ends[index]?.[1]);
  });
});

describe("slices of a sound", () => {
  it("give the sound back, whatever it is, and none is longer than allowed", () => {
    fc.assert(
      fc.property(fc.int16Array({ maxLength: 500 }), fc.integer({ min: 1, max: 60 }), (samples, longest) => {
        const slices = quietSlices(samples, 10, longest / 10);
        expect(slices.flatMap((slice) => [...slice.samples])).toEqual([...samples]);
        expect(slices.every((slice) => slice.samples.length <= longest)).toBe(true);
      }),
    );
  });

  it("end where it is quiet", () => {
    const samples = sound(30).fill(0, 15 * RATE_HZ, 15.5 * RATE_HZ);
    const [first] = quietSlices(samples, RATE_HZ, 20);
    const endS = (first?.samples.length ?? 0) / RATE_HZ;
    expect(endS).toBeGreaterThan(15);
    expect(endS).toBeLessThan(15.5);
  });
});
