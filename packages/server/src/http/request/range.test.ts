import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseRange } from "./range.ts";

const slice = (startByte: number, endByte: number) => ({ kind: "slice", startByte, endByte });

describe("Range of a file of 100 bytes", () => {
  it.each([
    [undefined, { kind: "all" }],
    ["bytes=0-9", slice(0, 9)],
    ["bytes=90-", slice(90, 99)],
    ["bytes=0-", slice(0, 99)],
    ["bytes=90-1000", slice(90, 99)],
    ["bytes=-10", slice(90, 99)],
    ["bytes=-1000", slice(0, 99)],
    ["Bytes = 5-5 ", slice(5, 5)],
    ["bytes=100-", { kind: "unsatisfiable" }],
    ["bytes=-0", { kind: "unsatisfiable" }],
    ["bytes=9-5", { kind: "unsatisfiable" }],
    ["bytes=abc", { kind: "unsatisfiable" }],
    ["bytes=", { kind: "unsatisfiable" }],
    ["bytes=-", { kind: "unsatisfiable" }],
    ["bytes=0x1-2", { kind: "unsatisfiable" }],
    ["bytes=0-1,5-6", { kind: "all" }],
    ["bytes=100-,200-", { kind: "unsatisfiable" }],
    ["items=0-5", { kind: "all" }],
  ])("%j chooses %j", (header, choice) => {
    expect(chooseRange(header, 100)).toEqual(choice);
  });

  it("never chooses bytes that do not exist, whatever the header", () => {
    const spec = fc.oneof(fc.stringMatching(/^[0-9,\- ]{0,12}$/), fc.string());
    fc.assert(
      fc.property(spec, fc.nat(1_000), (text, sizeBytes) => {
        const choice = chooseRange(`bytes=${text}`, sizeBytes);
        if (choice.kind !== "slice") return;
        expect(choice.startByte).toBeGreaterThanOrEqual(0);
        expect(choice.endByte).toBeGreaterThanOrEqual(choice.startByte);
        expect(choice.endByte).toBeLessThan(sizeBytes);
      }),
    );
  });
});
