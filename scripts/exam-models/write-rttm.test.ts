import { expect, it } from "vitest";
import { readRttm } from "../../packages/exam/src/sets/rttm.ts";
import { writeRttm } from "./write-rttm.ts";

// Two lines of `src/pyannote/audio/sample/sample.rttm` (pyannote/pyannote-audio).
const RTTM = `SPEAKER sample 1 6.690 0.430 <NA> <NA> speaker90 <NA> <NA>
SPEAKER sample 1 7.550 0.800 <NA> <NA> speaker91 <NA> <NA>
`;

it("turns are the same after they were read and written as RTTM", () => {
  expect(writeRttm("sample", readRttm(RTTM))).toBe(RTTM);
});
