import { describe, expect, it } from "vitest";
import { heardWithLine } from "./heard-with.ts";

describe("the line about what answered", () => {
  it("names recogniser, finder of speech and finder of speakers", () => {
    const by = { recognition: "local/whisper-base-int8", speech: "local/silero-vad", speakers: "channels" };
    expect(heardWithLine({ result: { heard_with: by } })).toBe(
      "Recognition: local/whisper-base-int8; finding speech: local/silero-vad; speakers: channels.",
    );
  });

  it.each([[null], [{}], [{ heard_with: "old" }]])("is left out for %j", (result) => {
    expect(heardWithLine({ result })).toBeNull();
  });
});
