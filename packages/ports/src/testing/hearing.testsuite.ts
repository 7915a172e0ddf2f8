import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Heard, Hearing, Turn } from "../hearing.ts";
import type { Prosody } from "../prosody.ts";

export interface HearingCase {
  readonly hearing: Hearing;
  /** An existing folder for files of the suite. */
  readonly dir: string;
  /** 16 kHz mono sound in which somebody speaks at least twice. */
  readonly samples: Int16Array;
  /** The same as a capture, in a container that the hearing takes. */
  readonly capture: Uint8Array;
}

const RATE_HZ = 16_000;

/** What holds for everything that takes sound apart. */
export function testHearing(
  name: string,
  prepare: () => Promise<HearingCase>,
  { runs = 5 }: { readonly runs?: number } = {},
): void {
  describe(`${name} as hearing`, () => {
    let prepared: Promise<HearingCase> | undefined;
    const theCase = (): Promise<HearingCase> => (prepared ??= prepare());
    const never = new AbortController().signal;

    async function listen(chunks: readonly Uint8Array[], signal = never): Promise<Heard[]> {
      const { hearing } = await theCase();
      const source = (async function* () {
        yield* chunks;
      })();
      return Array.fromAsync(hearing.listen({ chunks: source, ending: "", signal }));
    }

    it("measures any sound", async () => {
      const { hearing, samples } = await theCase();
      for (const some of [samples.subarray(0, RATE_HZ), new Int16Array(RATE_HZ), new Int16Array(7), new Int16Array()])
        requireProsody(await hearing.measure(some), some.length / RATE_HZ);
    });

    it("hears a capture as numbered turns, each after what was open of it, and last how long it was", async () => {
      const { capture, samples } = await theCase();
      const heard = await listen([capture]);
      const turns = heard.flatMap((one) => (one.kind === "turn" ? [one] : []));
      expect(turns.length).toBeGreaterThan(1);
      expect(turns.map(({ number }) => number)).toEqual(turns.map((_, at) => at));
      requireTurns(
        turns.map(({ turn }) => turn),
        samples.length / RATE_HZ,
      );
      const ended = new Set<number>();
      for (const one of heard) {
        if (one.kind !== "sound") expect(ended.has(one.opening)).toBe(false);
        if (one.kind === "turn") ended.add(one.opening);
      }
      const opened = heard.flatMap((one) => (one.kind === "open" ? [one.opening] : []));
      expect(opened.filter((opening) => !ended.has(opening))).toEqual([]);
      const last = heard.at(-1);
      expect(last?.kind).toBe("sound");
      if (last?.kind === "sound") expect(Math.abs(last.durationS - samples.length / RATE_HZ)).toBeLessThan(0.2);
    });

    it("hears the same however a capture is cut", async () => {
      const { capture } = await theCase();
      const whole = withoutSamples(await listen([capture]));
      await fc.assert(
        fc.asyncProperty(fc.array(fc.integer({ min: 1, max: capture.length }), { maxLength: 12 }), async (cuts) => {
          const at = [0, ...cuts.toSorted((a, b) => a - b), capture.length];
          const chunks = at.slice(1).map((end, index) => capture.subarray(at[index], end));
          expect(withoutSamples(await listen(chunks))).toEqual(whole);
        }),
        { numRuns: runs },
      );
    });

    it("hears no turn where no chunk came", async () => {
      expect((await listen([])).filter(({ kind }) => kind !== "sound")).toEqual([]);
    });

    it("finishes a capture or leaves it as it came", async () => {
      const { hearing, dir, capture } = await theCase();
      const [file, out] = [join(dir, "suite-capture"), join(dir, "suite-finished")];
      await writeFile(file, capture);
      expect(typeof (await hearing.finish({ file, out, heardS: 1, signal: never }))).toBe("boolean");
      await Promise.all([file, out].map((one) => rm(one, { force: true })));
    });
  });
}

const withoutSamples = (heard: readonly Heard[]): object[] =>
  heard.map((one) => ("samples" in one ? { ...one, samples: one.samples.length } : one));

function requireTurns(turns: readonly Turn[], lengthS: number): void {
  let known = 0;
  for (const { channel, startS, endS, speaker, prosody } of turns) {
    expect(channel).toBe(0);
    expect(startS).toBeGreaterThanOrEqual(0);
    expect(endS).toBeGreaterThan(startS);
    expect(endS).toBeLessThanOrEqual(lengthS + 0.1);
    const number = Number(/^Speaker_(\d+)$/.exec(speaker)?.[1]);
    expect(number).toBeLessThanOrEqual(known);
    known = Math.max(known, number + 1);
    requireProsody(prosody, endS - startS);
  }
  const starts = turns.map(({ startS }) => startS);
  expect(starts).toEqual(starts.toSorted((a, b) => a - b));
}

function requireProsody(prosody: Prosody, lengthS: number): void {
  for (const value of Object.values(prosody)) if (value !== null) expect(Number.isFinite(value)).toBe(true);
  expect(Math.abs(prosody.durationS - lengthS)).toBeLessThan(0.1);
  for (const share of [prosody.pauseShare, prosody.voicedShare]) {
    expect(share).toBeGreaterThanOrEqual(0);
    expect(share).toBeLessThanOrEqual(1);
  }
}
