import fc from "fast-check";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bytesOf, LISTENING_RATE_HZ } from "@headway-jobs/tools/sound/pcm";
import { joined, NO_SPEECH } from "../testing/sounds.ts";
import { type Call, type CallVoice, speak, synthesiseCall } from "../testing/synthesise-call.ts";
import { type RecordedUtterance, segmentRecording } from "./segment-recording.ts";
import { createSegmenter, type SegmenterEvent, type SegmenterOptions } from "./segmenter.ts";

const TEXTS = [
  "Good morning, this is the help desk.",
  "Yes.",
  "The parcel that I ordered two weeks ago never arrived.",
  "Could you tell me where it is?",
  "One moment please.",
];
const VOICES: readonly CallVoice[] = [
  "flite:slt",
  "flite:awb",
  "flite:rms",
  "espeak:en-us",
  "espeak:en-gb+f3",
  "espeak:de",
];

const callOf = (voice: CallVoice, snrDb?: number): Promise<Call> =>
  synthesiseCall({
    turns: TEXTS.map((text) => ({ voice, text, pauseS: 1 })),
    ...(snrDb === undefined ? {} : { snrDb }),
  });

function segment(samples: Int16Array, options?: SegmenterOptions, chunk = samples.length): SegmenterEvent[] {
  const segmenter = createSegmenter(options);
  const events: SegmenterEvent[] = [];
  for (let at = 0; at < samples.length; at += chunk) events.push(...segmenter.add(samples.subarray(at, at + chunk)));
  return [...events, ...segmenter.end()];
}

type Closed = Extract<SegmenterEvent, { type: "closed" }>;
const closedOf = (events: readonly SegmenterEvent[]): Closed[] => events.filter((event) => event.type === "closed");

describe("utterances", () => {
  it.each([...VOICES.map((voice) => [voice, undefined] as const), ...VOICES.map((voice) => [voice, 20] as const)])(
    "of %s over noise at %s dB are found where they are",
    async (voice, snrDb) => {
      const { turns, channels } = await callOf(voice, snrDb);
      const found = closedOf(segment(channels[0] ?? new Int16Array()));
      expect(found).toHaveLength(turns.length);
      for (const [index, { startS, endS }] of turns.entries()) {
        // Weak ends drown in noise; the margin around is 150 ms.
        expect(Math.abs((found[index]?.startS ?? 0) - startS)).toBeLessThan(0.45);
        expect(Math.abs((found[index]?.endS ?? 0) - endS)).toBeLessThan(0.3);
      }
    },
  );

  it("are nearly all found over noise as loud as a busy street, and nothing besides", async () => {
    let [found, said] = [0, 0];
    for (const voice of VOICES) {
      const { turns, channels } = await callOf(voice, 10);
      const heard = closedOf(segment(channels[0] ?? new Int16Array()));
      said += turns.length;
      found += turns.filter((turn) => heard.some((one) => one.startS < turn.endS && one.endS > turn.startS)).length;
      for (const one of heard)
        expect(turns.some((turn) => one.startS < turn.endS && one.endS > turn.startS)).toBe(true);
    }
    expect(found / said).toBeGreaterThan(0.93);
  });

  it.each(Object.entries(NO_SPEECH))("are not heard in %s", (_, make) => {
    expect(segment(make(12))).toEqual([]);
  });

  it("end before music that follows them, and begin again after it", async () => {
    const speech = await speak("flite:slt", "Please hold the line, I will ask a colleague.");
    const music = NO_SPEECH["a plucked melody"]?.(8) ?? new Int16Array();
    const gap = new Int16Array(8_000);
    const found = closedOf(segment(joined(gap, speech, gap, music, gap, gap, speech, gap)));
    expect(found.length).toBe(2);
    expect(found[0]?.endS).toBeLessThan(0.5 + speech.length / LISTENING_RATE_HZ + 3);
  });

  it("open before they close, and the caller gets what was heard so far and the very samples", async () => {
    const samples = (await callOf("flite:slt")).channels[0] ?? new Int16Array();
    const segmenter = createSegmenter();
    let open: number | null = null;
    for (let at = 0; at < samples.length; at += 800) {
      for (const event of segmenter.add(samples.subarray(at, at + 800))) {
        if (event.type === "open") {
          expect(open).toBeNull();
          open = event.startS;
          // Speech is known as such within a second.
          expect(segmenter.positionS - event.startS).toBeLessThan(1);
        } else {
          expect(event.startS).toBe(open);
          open = null;
          const from = Math.round(event.startS * LISTENING_RATE_HZ);
          const expected = samples.slice(from, Math.round(event.endS * LISTENING_RATE_HZ));
          expect(Buffer.compare(bytesOf(event.samples), bytesOf(expected))).toBe(0);
        }
      }
      expect(segmenter.openStartS).toBe(open);
      const heardS = segmenter.heard().length / LISTENING_RATE_HZ;
      expect(heardS).toBeCloseTo(open === null ? 0 : segmenter.positionS - open, 6);
    }
  });

  it("that never pause are cut at the length allowed, in a short pause, without losing a sample between", async () => {
    const words = await speak(
      "flite:rms",
      "We went on and on about this and that, and nobody ever stopped. ".repeat(8),
    );
    const found = closedOf(segment(words, { maxUtteranceS: 6 }));
    expect(found.length).toBeGreaterThan(3);
    for (const [index, { startS, endS }] of found.entries()) {
      expect(endS - startS).toBeLessThanOrEqual(6.3);
      const before = found[index - 1];
      if (before !== undefined) expect(startS - before.endS).toBeLessThan(0.4);
      if (before !== undefined) expect(startS).toBeGreaterThanOrEqual(before.endS);
    }
  });

  it("are the same in whatever pieces the sound comes", async () => {
    const samples = (await callOf("flite:awb", 20)).channels[0] ?? new Int16Array();
    const whole = segment(samples).map(withoutSamples);
    fc.assert(
      fc.property(fc.integer({ min: 50, max: 40_000 }), (chunk) => {
        expect(segment(samples, {}, chunk).map(withoutSamples)).toEqual(whole);
      }),
      { numRuns: 12 },
    );
  });

  it("are in order, apart from each other and inside the sound, whatever the samples are", () => {
    const piece = fc.tuple(fc.integer({ min: 1, max: 9_000 }), fc.integer({ min: 0, max: 32_767 }), fc.nat(400));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const samples = joined(
          ...pieces.map(([length, peak, period]) =>
            Int16Array.from({ length }, (_, at) => peak * (period === 0 ? 1 : Math.sin(at / period + (at * at) / 9e5))),
          ),
        );
        let end = 0;
        for (const { startS, endS } of closedOf(segment(samples))) {
          expect(startS).toBeGreaterThanOrEqual(end);
          expect(endS).toBeGreaterThan(startS);
          end = endS;
        }
        expect(end).toBeLessThanOrEqual(samples.length / LISTENING_RATE_HZ);
      }),
      { numRuns: 40 },
    );
  });
});

const withoutSamples = (event: SegmenterEvent): unknown =>
  event.type === "open" ? event : { ...event, samples: event.samples.length };

describe("utterances of a recording", () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "headway-segmenting-"));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  async function segmentCall(call: Call): Promise<RecordedUtterance[]> {
    const channels = call.channels.map((_, index) => join(dir, `${index}.pcm`));
    for (const [index, samples] of call.channels.entries()) await writeFile(channels[index] ?? "", bytesOf(samples));
    return Array.fromAsync(segmentRecording({ channels, signal: new AbortController().signal }));
  }

  it.each([undefined, -24, -14])(
    "come from the channel they were said on, with the other leaking at %s dB",
    async (leakDb) => {
      const call = await synthesiseCall({
        turns: TEXTS.map((text, index) => ({ voice: index % 2 === 0 ? "flite:slt" : "flite:rms", text, pauseS: 0.3 })),
        stereo: true,
        snrDb: 35,
        ...(leakDb === undefined ? {} : { leakDb }),
      });
      const found = await segmentCall(call);
      expect(found.map(({ channel }) => channel)).toEqual([0, 1, 0, 1, 0]);
      for (const [index, turn] of call.turns.entries()) {
        expect(Math.abs((found[index]?.startS ?? 0) - turn.startS)).toBeLessThan(0.45);
        expect(Math.abs((found[index]?.endS ?? 0) - turn.endS)).toBeLessThan(0.4);
      }
    },
  );

  it("overlap where people talk at once", async () => {
    const call = await synthesiseCall({
      turns: [
        { voice: "flite:slt", text: TEXTS[2] ?? "" },
        { voice: "flite:rms", text: "Wait, wait a moment please.", pauseS: -1.5 },
      ],
      stereo: true,
    });
    const [first, second] = await segmentCall(call);
    expect([first?.channel, second?.channel]).toEqual([0, 1]);
    expect(second?.startS).toBeLessThan(first?.endS ?? 0);
  });

  it("stop being read when nobody wants them any more", async () => {
    const file = join(dir, "long.pcm");
    await writeFile(file, bytesOf(NO_SPEECH["white noise"]?.(5) ?? new Int16Array()));
    const reason = new Error("gone");
    const reading = Array.fromAsync(segmentRecording({ channels: [file], signal: AbortSignal.abort(reason) }));
    await expect(reading).rejects.toBe(reason);
  });
});
