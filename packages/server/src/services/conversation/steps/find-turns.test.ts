import type { JobContext } from "@headway-jobs/engine";
import { describe, expect, it } from "vitest";
import type { WorkflowPorts } from "../ports.ts";
import { toneHearing, toneSpeakerFinder, toneSpeechFinder, toneTranscription } from "../testing/tones.ts";
import { findTurns } from "./find-turns.ts";

const PORTS = {
  transcription: toneTranscription([]),
  hearing: toneHearing,
  speech: toneSpeechFinder,
  speakers: toneSpeakerFinder,
} as unknown as WorkflowPorts;

/** A job whose journal has this result of the step. */
const journaling = (result: unknown): JobContext =>
  ({ step: () => Promise.resolve(result), warn: () => Promise.resolve() }) as unknown as JobContext;

describe("turns in the journal", () => {
  it("of a version without local finders are those of the built-in methods", async () => {
    const turns = [{ channel: 0, startS: 1, endS: 2, speaker: "Speaker_0", prosody: {} }];
    expect(await findTurns(journaling(turns), PORTS, { channels: [], speakers: undefined })).toEqual({
      turns,
      spanS: 0,
      foundBy: { speech: "built-in", speakers: "built-in" },
    });
  });

  it("keep the span of the recogniser that there was, whatever is installed now", async () => {
    const journaled = { turns: [], spanS: 28, foundBy: { speech: "a", speakers: "b" }, warnings: [] };
    const found = await findTurns(journaling(journaled), PORTS, { channels: [], speakers: undefined });
    expect(found.spanS).toBe(28);
  });
});
