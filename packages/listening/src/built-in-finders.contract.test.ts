import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type FinderSound, testSpeakerFinder, testSpeechFinder } from "@headway-jobs/ports/testing/finders";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { builtInSpeakerFinder, builtInSpeechFinder } from "./built-in-finders.ts";
import { salesCall } from "./testing/sales-call.ts";

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "headway-finders-"));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function call(): Promise<FinderSound> {
  const { channels, turns } = await salesCall({ turns: 4 });
  const spoken = turns.map(({ startS, endS }, at) => ({ startS, endS, speaker: `Speaker_${at % 2}` }));
  return { dir, samples: channels[0] ?? new Int16Array(), spoken };
}

testSpeechFinder("signal processing", async () => ({ ...(await call()), finder: builtInSpeechFinder }));
testSpeakerFinder("signal processing", async () => ({ ...(await call()), finder: builtInSpeakerFinder }));

describe("finding in a worker thread", () => {
  it("says that sound cannot be analysed when its file cannot be read", async () => {
    const { signal } = new AbortController();
    const finding = builtInSpeechFinder.find({ channels: ["/nowhere"], signal });
    await expect(finding).rejects.toMatchObject({ code: "ANALYSIS_FAILURE" });
  });

  it("takes work again after an abort", async () => {
    const stop = new AbortController();
    const finding = builtInSpeechFinder.find({ channels: ["/dev/zero"], signal: stop.signal });
    stop.abort(new Error("stopping"));
    await expect(finding).rejects.toThrow("stopping");
    const { signal } = new AbortController();
    expect((await builtInSpeechFinder.find({ channels: [], signal })).spans).toEqual([]);
  });
});
