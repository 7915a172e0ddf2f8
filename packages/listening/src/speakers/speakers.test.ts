import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { type CallVoice, speak } from "../testing/synthesise-call.ts";
import { measureProsody } from "../voice/measure-prosody.ts";
import { createSpeakerTracker, groupSpeakers } from "./group-speakers.ts";
import { type Voiceprint, voiceprint } from "./voiceprint.ts";

const TEXTS = [
  "Good morning, this is the help desk, how can I help you today?",
  "The parcel that I ordered two weeks ago never arrived.",
  "Thank you.",
  "One moment, I will look it up for you in our system.",
  "We can send you another one by express mail.",
  "No, I do not want another one, I want a refund.",
];
const VOICES: readonly CallVoice[] = ["flite:slt", "flite:rms", "flite:awb", "espeak:en-us+f5"];

const prints = new Map<CallVoice, readonly Voiceprint[]>();
beforeAll(async () => {
  for (const voice of VOICES) {
    const spoken = await Promise.all(TEXTS.map((text) => speak(voice, text)));
    prints.set(
      voice,
      spoken.map((samples) => voiceprint(samples, measureProsody(samples))),
    );
  }
}, 60_000);

const printsOf = (voice: CallVoice): readonly Voiceprint[] => prints.get(voice) ?? [];

/** All say all sentences, one after another. */
function conversation(voices: readonly CallVoice[]): { said: Voiceprint[]; truth: number[] } {
  const turns = TEXTS.flatMap((_, sentence) =>
    voices.flatMap((voice, speaker) => {
      const print = printsOf(voice)[sentence];
      return print === undefined ? [] : [{ print, speaker }];
    }),
  );
  return { said: turns.map(({ print }) => print), truth: turns.map(({ speaker }) => speaker) };
}

const fortyTimes = <T>(values: readonly T[]): T[] => Array.from({ length: 40 }, () => values).flat();

function track(said: readonly Voiceprint[], count?: number): number[] {
  const tracker = createSpeakerTracker({ count });
  return said.map((print) => tracker.label(print));
}

const wrong = (labels: readonly number[], truth: readonly number[]): number =>
  labels.filter((label, at) => label !== truth[at]).length / truth.length;

describe("speakers", () => {
  it.each(VOICES)("are one when only %s speaks, loud or soft", async (voice) => {
    const soft = await speak(voice, "Could you tell me the number of your order please?");
    const quieter = soft.map((value) => Math.round(value / 6));
    const said = [...printsOf(voice), ...[soft, quieter].map((one) => voiceprint(one, measureProsody(one)))];
    expect(new Set(groupSpeakers(said))).toEqual(new Set([0]));
    expect(new Set(track(said))).toEqual(new Set([0]));
  });

  it.each([
    [["flite:slt", "flite:rms"]],
    [["flite:awb", "espeak:en-us+f5"]],
    [["flite:rms", "flite:slt", "espeak:en-us+f5"]],
  ] as const)("%s are told apart, their number given or not", async (voices) => {
    const { said, truth } = conversation(voices);
    expect(wrong(groupSpeakers(said), truth)).toBeLessThan(0.1);
    expect(wrong(groupSpeakers(said, { count: voices.length }), truth)).toBeLessThan(0.1);
    expect(wrong(track(said, voices.length), truth)).toBeLessThan(0.15);
  });

  it.each([
    [["flite:slt"]],
    [["flite:awb"]],
    [["espeak:en-us+f5"]],
    [["flite:rms", "flite:slt"]],
    [["flite:awb", "espeak:en-us+f5"]],
  ] as const)("%s stay as many, however often they say the same few sentences", async (voices) => {
    const { said, truth } = conversation(voices);
    expect(wrong(groupSpeakers(fortyTimes(said)), fortyTimes(truth))).toBe(0);
  });

  it("get numbers in order of their first words, no more than are said to be there", async () => {
    const { said } = conversation(VOICES);
    for (const count of [1, 2, 3]) {
      for (const labels of [groupSpeakers(said, { count }), track(said, count)]) {
        expect([...new Set(labels)]).toEqual(Array.from({ length: new Set(labels).size }, (_, n) => n));
        expect(new Set(labels).size).toBeLessThanOrEqual(count);
      }
    }
  });

  it("are labelled all, and the same when asked again, whatever was heard", async () => {
    const some = fc.array(fc.int16Array({ maxLength: 4000 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(some, async (sounds) => {
        const said = sounds.map((samples) => voiceprint(samples, measureProsody(samples)));
        const labels = groupSpeakers(said);
        expect(labels).toHaveLength(said.length);
        expect(groupSpeakers(said)).toEqual(labels);
        expect(track(said)).toEqual(track(said));
        // As they come back from a journal.
        expect(groupSpeakers(JSON.parse(JSON.stringify(said)) as Voiceprint[])).toEqual(labels);
      }),
      { numRuns: 25 },
    );
  });

  it("of a recording without speech are none", async () => {
    expect(groupSpeakers([])).toEqual([]);
  });
});
