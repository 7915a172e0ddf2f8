import { describe, expect, it } from "vitest";
import { parseJobSeq, parseSeq } from "./cursors.ts";

const JOB = "job_01ARZ3NDEKTSV4RRFFQ69G5FAV";

describe("a cursor", () => {
  it.each([
    ["0", 0],
    ["17", 17],
    ["999999999999999", 999_999_999_999_999],
    ["", null],
    ["017", null],
    ["-1", null],
    ["1.5", null],
    ["1e3", null],
    [" 1", null],
    ["9999999999999999", null],
  ])("that is a number: %j is %j", (raw, seq) => {
    expect(parseSeq(raw)).toBe(seq);
  });

  it("names its job before a colon", () => {
    expect(parseJobSeq(`${JOB}:17`)).toEqual({ jobId: JOB, seq: 17 });
  });

  it.each([JOB, `${JOB}:`, `${JOB}:017`, `${JOB}:1:2`, `${JOB.toLowerCase()}:1`, `:1`, `x${JOB}:1`, ""])(
    "is malformed: %j",
    (raw) => {
      expect(parseJobSeq(raw)).toBeNull();
    },
  );
});
