import { describe, expect, it } from "vitest";
import { LISTENING_RATE_HZ } from "@headway-jobs/tools/sound/pcm";
import { joined } from "../testing/sounds.ts";
import { type CallRequest, type CallTurn, speak, synthesiseCall } from "../testing/synthesise-call.ts";
import { createLiveSegmenter, type HeardUtterance } from "./live-segmenter.ts";
import type { LiveSound } from "./live-sound.ts";

const ANN = "flite:slt";
const BOB = "flite:rms";
const TURNS: readonly CallTurn[] = [
  { voice: ANN, text: "Good morning, this is the help desk. What can I do for you?" },
  { voice: BOB, text: "The parcel that I ordered two weeks ago never arrived.", pauseS: 0.2 },
  { voice: ANN, text: "I am sorry to hear that. Let me look where it is now." },
  { voice: BOB, text: "Thank you very much.", pauseS: -0.4 },
  { voice: ANN, text: "It is in our house, and I can send it to you this afternoon." },
];

const PIECE = LISTENING_RATE_HZ / 10;

interface Told extends Omit<HeardUtterance, "samples" | "source"> {
  /** How much sound had come when it was told. */
  readonly atS: number;
  readonly lengthS: number;
  readonly peak: number;
}

function tell([left, right = left]: readonly Int16Array[]): Told[] {
  const segmenter = createLiveSegmenter();
  const said = (found: readonly HeardUtterance[]): Told[] =>
    found.map(({ source: _source, samples, ...utterance }) => ({
      ...utterance,
      atS: segmenter.positionS,
      lengthS: samples.length / LISTENING_RATE_HZ,
      peak: samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
    }));
  const told: Told[] = [];
  if (left === undefined || right === undefined) return told;
  for (let at = 0; at < left.length; at += PIECE) {
    const pieces = [left.subarray(at, at + PIECE), right.subarray(at, at + PIECE)] as const;
    told.push(...said(segmenter.add(right === left ? ([pieces[0]] as LiveSound) : pieces)));
  }
  return [...told, ...said(segmenter.end())];
}

const mono = async (request: Omit<CallRequest, "turns"> = {}): Promise<Int16Array> =>
  (await synthesiseCall({ turns: TURNS, ...request })).channels[0] ?? new Int16Array();

function echoes(sound: Int16Array, ways: readonly (readonly [gain: number, samples: number])[]): Int16Array {
  return sound.map((_, at) => ways.reduce((sum, [gain, samples]) => sum + gain * (sound[at - samples] ?? 0), 0));
}

function expectInOrder(told: readonly Told[]): void {
  for (const [index, { startS, endS, lengthS }] of told.entries()) {
    expect(endS).toBeGreaterThanOrEqual(told[index - 1]?.endS ?? 0);
    expect(Math.abs(endS - startS - lengthS)).toBeLessThan(0.001);
  }
}

describe("live sound of a call with a side on each channel", () => {
  it.each([
    ["clean", {}],
    ["noisy", { snrDb: 25 }],
    ["leaking", { leakDb: -22, snrDb: 35 }],
    ["leaking much", { leakDb: -12, snrDb: 30 }],
  ])("is heard side by side: %s", async (_, how) => {
    const { turns, channels } = await synthesiseCall({ turns: TURNS, stereo: true, ...how });
    const told = tell(channels);
    expectInOrder(told);
    for (const { voice, startS, endS } of turns) {
      const side = voice === ANN ? 0 : 1;
      const own = told.filter((one) => (one.side ?? one.louder) === side && one.startS < endS && one.endS > startS);
      expect(own.length).toBeGreaterThan(0);
      expect(Math.abs((own[0]?.startS ?? 0) - startS)).toBeLessThan(0.5);
      expect(Math.abs((own.at(-1)?.endS ?? 0) - endS)).toBeLessThan(0.4);
    }
    expect(told.at(-1)?.side).toBe(0);
    for (const { atS, endS } of told) expect(atS - endS).toBeLessThan(3);
  });

  it("is told with its first speaker before anybody was heard on the other side", async () => {
    const { channels, turns } = await synthesiseCall({
      turns: TURNS.slice(0, 2).map((turn) => ({ ...turn, pauseS: 4 })),
      stereo: true,
    });
    const [first, second, ...others] = tell(channels);
    expect(first).toMatchObject({ side: null, louder: 0 });
    expect(first?.atS).toBeLessThan(turns[1]?.startS ?? 0);
    expect(second).toMatchObject({ side: 1 });
    expect(others).toEqual([]);
  });

  it("may become one sound on both channels, which is told once", async () => {
    const { channels } = await synthesiseCall({ turns: TURNS, stereo: true });
    const [left = new Int16Array(), right = new Int16Array()] = channels;
    const sound = await mono();
    const told = tell([joined(left, sound), joined(right, sound)]);
    const later = told.filter(({ startS }) => startS > left.length / LISTENING_RATE_HZ);
    expectInOrder(told);
    expect(later.length).toBeGreaterThan(1);
    expect(later.every(({ side }) => side === 0)).toBe(true);
  });

  it("is told in the order of ends where somebody speaks into a longer utterance, however long that becomes", async () => {
    const long = await speak(
      ANN,
      "This is what we offer and how it is used and what it costs and who needs it ".repeat(6),
    );
    const short = await speak(BOB, "I see, yes.");
    for (const atS of [3, 9.5, 11, 12.5, 13.5, 14.5, 17]) {
      const right = new Int16Array(long.length);
      right.set(short, Math.round(atS * LISTENING_RATE_HZ));
      const told = tell([long, right]);
      expectInOrder(told);
      expect(told.filter(({ side }) => side === 1).map(({ startS }) => Math.abs(startS - atS) < 0.4)).toEqual([true]);
      // Nothing is lost or told twice of the other side.
      const own = told.filter((one) => (one.side ?? one.louder) === 0);
      expect(own.length).toBeGreaterThan(1);
      for (const [index, { startS }] of own.entries()) expect(startS).toBeGreaterThanOrEqual(own[index - 1]?.endS ?? 0);
      expect(own.reduce((sum, { lengthS }) => sum + lengthS, 0)).toBeGreaterThan(
        0.9 * (long.length / LISTENING_RATE_HZ) - 1,
      );
    }
  });
});

describe("live sound that is one", () => {
  it("is the same whether it comes on one channel or on both", async () => {
    const sound = await mono({ snrDb: 30 });
    const told = tell([sound]);
    expect(told.length).toBeGreaterThan(1);
    expect(told.every(({ side, louder }) => side === null && louder === null)).toBe(true);
    expect(tell([sound, sound.slice()])).toEqual(told);
  });

  it.each([
    ["on the left alone", (sound: Int16Array) => [sound, new Int16Array(sound.length)]],
    ["on the right alone", (sound: Int16Array) => [new Int16Array(sound.length), sound]],
  ])("is not halved when it is %s", async (_, sides) => {
    const sound = await mono();
    const [told, expected] = [tell(sides(sound)), tell([sound])];
    expect(told).toHaveLength(expected.length);
    for (const [index, { startS, endS, peak }] of expected.entries()) {
      // The side is listened to from its first sound on: the silence before it may be missing.
      expect(Math.abs((told[index]?.startS ?? 0) - startS)).toBeLessThan(0.2);
      expect(Math.abs((told[index]?.endS ?? 0) - endS)).toBeLessThan(0.05);
      expect(told[index]?.peak).toBe(peak);
    }
    expect(told.every(({ side }) => side === null)).toBe(true);
  });

  it.each([
    ["quieter on one side", [[0.3, 0]]],
    [
      "heard by two microphones in a room",
      [
        [0.5, 140],
        [0.2, 500],
      ],
    ],
    [
      "heard by two microphones in a hall",
      [
        [0.4, 140],
        [0.3, 1500],
        [0.25, 2900],
        [0.2, 4000],
      ],
    ],
  ] as const)("stays one when it is %s", async (_, ways) => {
    for (const snrDb of [20, 30]) {
      const sound = await mono({ snrDb });
      const told = tell([sound, echoes(sound, ways)]);
      expect(told.length).toBeGreaterThan(1);
      expect(told.every(({ side }) => side === null)).toBe(true);
      expectInOrder(told);
    }
  });
});
