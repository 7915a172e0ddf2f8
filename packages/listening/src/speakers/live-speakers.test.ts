import { beforeAll, describe, expect, it } from "vitest";
import type { Side } from "../live/live-segmenter.ts";
import { type Voiceprint, voiceprint } from "./voiceprint.ts";
import { speak } from "../testing/synthesise-call.ts";
import { LiveSpeakers } from "./live-speakers.ts";
import { measureProsody } from "../voice/measure-prosody.ts";

let ann: Voiceprint;
let bob: Voiceprint;
beforeAll(async () => {
  ann = printOf(await speak("flite:slt", "Good morning, this is the help desk. What can I do for you?"));
  bob = printOf(await speak("flite:rms", "The parcel that I ordered two weeks ago never arrived."));
});

const printOf = (samples: Int16Array): Voiceprint => voiceprint(samples, measureProsody(samples));

const heard = (side: Side | null, louder: Side | null = side, lengthS = 3) => ({
  side,
  louder,
  startS: 0,
  endS: lengthS,
});

describe("the speakers of a live session", () => {
  it("are one for each side from the beginning on, in the order in which they are heard", () => {
    const speakers = new LiveSpeakers();
    expect([1, 0, 1].map((side) => speakers.nameOf(heard(side as Side), bob))).toEqual([
      "Speaker_0",
      "Speaker_1",
      "Speaker_0",
    ]);
  });

  it("keep their names when the sides are found to be apart", () => {
    const speakers = new LiveSpeakers();
    expect(speakers.nameOf(heard(null, 1), bob)).toBe("Speaker_0");
    expect(speakers.nameOf(heard(0), ann)).toBe("Speaker_1");
    expect(speakers.nameOf(heard(1), ann)).toBe("Speaker_0");
  });

  it("keep the name under which most of a side was told, and none of the other side's", () => {
    const speakers = new LiveSpeakers();
    expect(speakers.nameOf(heard(null, 0, 2), ann)).toBe("Speaker_0");
    expect(speakers.nameOf(heard(null, 0, 5), bob)).toBe("Speaker_1");
    expect(speakers.nameOf(heard(1), ann)).toBe("Speaker_2");
    expect(speakers.nameOf(heard(0), ann)).toBe("Speaker_1");
  });

  it("are told apart by their voices while the sound is one", () => {
    const speakers = new LiveSpeakers();
    expect([ann, bob, ann].map((print) => speakers.nameOf(heard(null), print))).toEqual([
      "Speaker_0",
      "Speaker_1",
      "Speaker_0",
    ]);
  });
});
