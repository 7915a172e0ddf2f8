import { describe, expect, it } from "vitest";
import { diarizationErrors, type SpeakerTurn } from "./diarization-errors.ts";

const turns = (...list: readonly (readonly [string, number, number])[]): SpeakerTurn[] =>
  list.map(([speaker, startS, endS]) => ({ speaker, startS, endS }));

/** The example of pyannote.metrics (pyannote/pyannote-metrics, tests/test_diarization.py). */
const REFERENCE = turns(["A", 0, 10], ["B", 12, 20], ["A", 24, 27], ["C", 30, 40]);
const FOUND = turns(["a", 2, 13], ["d", 13, 14], ["b", 14, 20], ["c", 22, 38], ["d", 38, 40]);

describe("DER", () => {
  it("of the example of pyannote.metrics is what its tests say, 16 of 31 seconds", () => {
    const errors = diarizationErrors(REFERENCE, FOUND, { collarS: 0 });
    expect(errors).toEqual({ speechS: 31, missedS: 2, falseS: 7, confusedS: 7 });
    expect((errors.missedS + errors.falseS + errors.confusedS) / errors.speechS).toBeCloseTo(0.5161290322580645, 10);
  });

  it("counts the seconds of overlapping speakers for each of them, as pyannote.metrics does", () => {
    const overlapping = turns(["A", 0, 13], ["B", 12, 20], ["A", 24, 27], ["C", 30, 40]);
    expect(diarizationErrors(overlapping, FOUND, { collarS: 0 }).speechS).toBe(34);
  });

  it("leaves out the collar on both sides of each boundary of the reference, as pyannote.metrics does with twice the value", () => {
    expect(diarizationErrors(turns(["A", 0, 10]), [], { collarS: 0.5 })).toEqual({
      speechS: 9,
      missedS: 9,
      falseS: 0,
      confusedS: 0,
    });
  });

  it("counts all that is found where nobody speaks", () => {
    expect(diarizationErrors([], FOUND, { collarS: 0.25 })).toMatchObject({ speechS: 0, falseS: 36 });
    expect(diarizationErrors([], [], { collarS: 0.25 })).toMatchObject({ speechS: 0, falseS: 0 });
  });

  it("counts overlapping turns of one speaker once", () => {
    const reference = turns(["A", 1, 3], ["A", 2, 4]);
    expect(diarizationErrors(reference, turns(["a", 2, 6]), { collarS: 0 })).toEqual({
      speechS: 3,
      missedS: 1,
      falseS: 2,
      confusedS: 0,
    });
  });
});
