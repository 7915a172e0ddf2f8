import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { generationAliases, generationId, generationIdOfFilename, videoFilename } from "./generation-id.ts";

describe("generation id", () => {
  it.each([
    ["Introduction to Machine Learning", "Introduction_to_Machine_Learni"],
    ["What is Newton's third law of motion?", "What_is_Newtons_third_law_of_"],
    ["C/C++: pointers!", "C_C++_pointers"],
    ["back\\slash", "back_slash"],
    ["🧠🧠 brains", "🧠🧠_brains"],
    ["nul\0 and half \ud83d", "nul\uFFFD_and_half_\uFFFD"],
    ["???", ""],
  ])("of the topic %j is %j", (topic, id) => {
    expect(generationId(topic)).toBe(id);
  });

  it("also resolves without its 30th character, after exact matches, as the compatible API's example needs it", () => {
    expect(generationAliases("Introduction to Machine Learning")).toEqual([
      { name: "Introduction_to_Machine_Learni", rank: 0 },
      { name: "Introduction_to_Machine_Learn", rank: 1 },
    ]);
    expect(generationAliases("Tides")).toEqual([{ name: "Tides", rank: 0 }]);
    expect(generationAliases("???")).toEqual([]);
  });

  it("never holds a path separator, a quote or a space, and never exceeds 30 code points", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (topic) => {
        const id = generationId(topic);
        expect(id).not.toMatch(/[ :/\\"'?!]/);
        expect([...id].length).toBeLessThanOrEqual(30);
      }),
    );
  });

  it("names the newest run's file without the run's own mark", () => {
    expect(generationIdOfFilename("Tides_final.mp4")).toBe("Tides");
    expect(generationIdOfFilename("Tides.mp4")).toBeNull();
    expect(videoFilename("Tides", "job_01JD0000000000000000ABCDEF")).toBe("Tides_00abcdef_final.mp4");
    expect(videoFilename("???", "job_01JD0000000000000000ABCDEF")).toBe(
      "job_01JD0000000000000000ABCDEF_00abcdef_final.mp4",
    );
  });
});
