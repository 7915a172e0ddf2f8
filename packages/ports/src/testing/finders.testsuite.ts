import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { SpeakerFinder, SpokenSpan } from "../speaker-finder.ts";
import type { Found, SpeechFinder, SpeechSpan } from "../speech-finder.ts";
import { expectReasonOfAbort, expectSentences } from "./expected-error.ts";

export interface FinderSound {
  /** An existing folder for files of the suite. */
  readonly dir: string;
  /** 16 kHz mono sound. */
  readonly samples: Int16Array;
  /** When somebody speaks in it, with whom. Two speakers, with pauses between them; the first to speak is `Speaker_0`. */
  readonly spoken: readonly Omit<SpokenSpan, "channel">[];
}

const RATE_HZ = 16_000;
/** Times of a reference are never exact. */
const TOLERANCE_S = 0.6;

/** What holds for everything that finds speech. `prepare` is called once. */
export function testSpeechFinder(
  name: string,
  prepare: () => Promise<FinderSound & { readonly finder: SpeechFinder }>,
): void {
  describe(`${name} as a finder of speech`, () => {
    let prepared: ReturnType<typeof prepare> | undefined;
    const theCase = () => (prepared ??= prepare());
    const never = new AbortController().signal;

    it("finds where somebody speaks, and the same again", async () => {
      const { finder, samples, spoken, dir } = await theCase();
      const request = { channels: [await pcm(dir, samples)], signal: never };
      const found = await finder.find(request);
      requireFound(found, samples.length / RATE_HZ);
      for (const { startS, endS } of spoken) expect(shared(found.spans, startS, endS)).toBeGreaterThan(0.5);
      const longestS = spoken.reduce((sum, { startS, endS }) => sum + endS - startS + 2 * TOLERANCE_S, 0);
      expect(found.spans.reduce((sum, { startS, endS }) => sum + endS - startS, 0)).toBeLessThan(longestS);
      expect(await finder.find(request)).toEqual(found);
    });

    it("finds nothing in silence and in no sound, and speech on each side of two", async () => {
      const { finder, samples, dir } = await theCase();
      const sound = await pcm(dir, samples);
      for (const quiet of [new Int16Array(2 * RATE_HZ), new Int16Array()])
        expect((await finder.find({ channels: [await pcm(dir, quiet)], signal: never })).spans).toEqual([]);
      const other = await pcm(dir, new Int16Array(samples.length + 1));
      const two = await finder.find({ channels: [other, sound], signal: never });
      requireFound(two, samples.length / RATE_HZ);
      expect(new Set(two.spans.map(({ channel }) => channel))).toEqual(new Set([1]));
    });

    it("does not begin when it has been aborted", async () => {
      const { finder, samples, dir } = await theCase();
      const channels = [await pcm(dir, samples)];
      await expectReasonOfAbort((signal) => finder.find({ channels, signal }));
    });
  });
}

/** What holds for everything that tells speakers apart. `prepare` is called once. */
export function testSpeakerFinder(
  name: string,
  prepare: () => Promise<FinderSound & { readonly finder: SpeakerFinder }>,
): void {
  describe(`${name} as a finder of speakers`, () => {
    let prepared: ReturnType<typeof prepare> | undefined;
    const theCase = () => (prepared ??= prepare());
    const never = new AbortController().signal;

    async function find(speakers?: number): Promise<Found<SpokenSpan>> {
      const { finder, samples, spoken, dir } = await theCase();
      const speech = spoken.map(({ startS, endS }) => ({ channel: 0, startS, endS }));
      return finder.find({ channels: [await pcm(dir, samples)], speech, speakers, signal: never });
    }

    it("gives each stretch its speaker, numbered in the order in which they are heard, and the same again", async () => {
      const { samples, spoken } = await theCase();
      const found = await find();
      requireFound(found, samples.length / RATE_HZ);
      requireNames(found.spans);
      for (const { startS, endS, speaker } of spoken) {
        const own = found.spans.filter((span) => span.speaker === speaker);
        expect(shared(own, startS, endS)).toBeGreaterThan(0.5);
      }
      expect(await find()).toEqual(found);
    });

    it("finds as many as are said to speak", async () => {
      for (const speakers of [1, 2]) {
        const { spans } = await find(speakers);
        requireNames(spans);
        expect(new Set(spans.map(({ speaker }) => speaker)).size).toBe(speakers);
      }
    });

    it("gives each side of a call its own speaker", async () => {
      const { finder, samples, dir } = await theCase();
      const sound = await pcm(dir, samples);
      const speech = [
        { channel: 1, startS: 0, endS: 1 },
        { channel: 0, startS: 2, endS: 3 },
        { channel: 1, startS: 3, endS: 4 },
      ];
      for (const speakers of [undefined, 2]) {
        const { spans } = await finder.find({ channels: [sound, sound], speech, speakers, signal: never });
        expect(spans.map(({ channel, speaker }) => [channel, speaker])).toEqual([
          [1, "Speaker_0"],
          [0, "Speaker_1"],
          [1, "Speaker_0"],
        ]);
      }
    });

    it("finds nobody where there is no speech", async () => {
      const { finder, dir } = await theCase();
      const channels = [await pcm(dir, new Int16Array(2 * RATE_HZ))];
      const found = await finder.find({ channels, speech: [], speakers: undefined, signal: never });
      expect(found.spans).toEqual([]);
    });

    it("does not begin when it has been aborted", async () => {
      const { finder, samples, spoken, dir } = await theCase();
      const channels = [await pcm(dir, samples)];
      const speech = spoken.map(({ startS, endS }) => ({ channel: 0, startS, endS }));
      await expectReasonOfAbort((signal) => finder.find({ channels, speech, speakers: undefined, signal }));
    });
  });
}

async function pcm(dir: string, samples: Int16Array): Promise<string> {
  const file = join(dir, `suite-${samples.length}.pcm`);
  await writeFile(file, new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength));
  return file;
}

function requireFound({ spans, by, warnings }: Found<SpeechSpan>, lengthS: number): void {
  expect(by).toMatch(/^(?:built-in|channels|local\/.+)$/);
  expectSentences(warnings);
  const starts = spans.map(({ startS }) => startS);
  expect(starts).toEqual(starts.toSorted((a, b) => a - b));
  const untilS = new Map<number, number>();
  for (const { channel, startS, endS } of spans) {
    expect(startS).toBeGreaterThanOrEqual(untilS.get(channel) ?? 0);
    expect(endS).toBeGreaterThan(startS);
    expect(endS).toBeLessThanOrEqual(lengthS + 0.1);
    untilS.set(channel, endS);
  }
}

function requireNames(spans: readonly SpokenSpan[]): void {
  const names = [...new Set(spans.map(({ speaker }) => speaker))];
  expect(names).toEqual(names.map((_, at) => `Speaker_${at}`));
}

/** Share of a stretch that the spans cover. */
function shared(spans: readonly Pick<SpeechSpan, "startS" | "endS">[], startS: number, endS: number): number {
  const coveredS = spans.reduce(
    (sum, span) => sum + Math.max(0, Math.min(endS, span.endS) - Math.max(startS, span.startS)),
    0,
  );
  return coveredS / (endS - startS);
}
