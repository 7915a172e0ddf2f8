import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { testSpeechFinder } from "@headway-jobs/ports/testing/finders";
import { bytesOf } from "@headway-jobs/tools/sound/pcm";
import { describe, expect, it } from "vitest";
import { useModelFolder } from "../testing/model-folder.ts";
import { installTinySilero, TEST_RUNTIME } from "../testing/tiny-models.ts";
import { tones } from "../testing/tones.ts";
import { modelSpeechFinder } from "./model-speech-finder.ts";

const models = useModelFolder();
const { processes } = models;

const finderOf = async (used: unknown[] = []) =>
  modelSpeechFinder({
    model: await installTinySilero(models.path),
    processes,
    runtime: TEST_RUNTIME,
    onUse: (use) => used.push(use),
  });

testSpeechFinder("a model of Silero's format", async () => ({
  finder: await finderOf(),
  dir: models.path,
  samples: tones(
    { word: null, lengthS: 1 },
    { word: "low", lengthS: 2 },
    { word: null, lengthS: 2 },
    { word: "high", lengthS: 2 },
    { word: null, lengthS: 1 },
  ),
  spoken: [
    { startS: 1, endS: 3, speaker: "Speaker_0" },
    { startS: 5, endS: 7, speaker: "Speaker_1" },
  ],
}));

describe("speech on two sides of a call", () => {
  it("is found where it is said, not where it leaks over, and counted for each side", async () => {
    const [left, right] = [tones({ word: "low", lengthS: 3 }, { word: null, lengthS: 3 }), new Int16Array(96_000)];
    right.set(tones({ word: "high", lengthS: 2 }), 64_000);
    // Each voice is heard on the other side too, at a fifth of its level.
    const sides = [left, right].map((own, side) => {
      const other = side === 0 ? right : left;
      return own.map((value, at) => Math.round(value + (other[at] ?? 0) / 5));
    });
    const channels = await Promise.all(
      sides.map(async (samples, side) => {
        const file = join(models.path, `side-${side}.pcm`);
        await writeFile(file, bytesOf(samples));
        return file;
      }),
    );
    const used: unknown[] = [];
    const { spans } = await (await finderOf(used)).find({ channels, signal: new AbortController().signal });
    expect(spans.map(({ channel, startS }) => [channel, Math.round(startS)])).toEqual([
      [0, 0],
      [1, 4],
    ]);
    expect(used).toEqual([0, 1].map(() => ({ name: "local/silero-tiny", audioSeconds: 6 })));
  });
});
