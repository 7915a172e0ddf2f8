import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bytesOf } from "@headway-jobs/tools/sound/pcm";
import { describe, expect, it } from "vitest";
import { useModelFolder } from "../testing/model-folder.ts";
import { installTinyCtcEar, installTinySilero, TEST_RUNTIME } from "../testing/tiny-models.ts";
import { tones } from "../testing/tones.ts";
import { findSpeech } from "./find-speech.ts";

const models = useModelFolder();
const { processes } = models;

async function fileOf(samples: Int16Array): Promise<string> {
  const file = join(models.path, "sound.pcm");
  await writeFile(file, bytesOf(samples));
  return file;
}

describe("a segmenter of Silero's format", () => {
  it("finds each stretch of speech in a recording, also after a long silence, and the same again", async () => {
    const model = await installTinySilero(models.path);
    const file = await fileOf(
      tones(
        { word: null, lengthS: 1 },
        { word: "low", lengthS: 1.5 },
        { word: null, lengthS: 70 },
        { word: "high", lengthS: 0.8 },
      ),
    );
    const options = { model, processes, runtime: TEST_RUNTIME };
    const spans = await findSpeech(options, file);
    expect(spans).toHaveLength(2);
    const [first, second] = spans;
    expect(first?.startS).toBeCloseTo(0.8, 0);
    expect(first?.endS).toBeCloseTo(2.7, 0);
    expect(second?.startS).toBeCloseTo(72.3, 0);
    expect(second?.endS).toBeLessThanOrEqual(73.3);
    expect(await findSpeech(options, file)).toEqual(spans);
  });

  it("finds nothing in silence and in no sound", async () => {
    const options = { model: await installTinySilero(models.path), processes, runtime: TEST_RUNTIME };
    expect(await findSpeech(options, await fileOf(new Int16Array()))).toEqual([]);
    expect(await findSpeech(options, await fileOf(new Int16Array(32_000)))).toEqual([]);
  });

  it("refuses a model of another kind", async () => {
    const options = { model: await installTinyCtcEar(models.path), processes, runtime: TEST_RUNTIME };
    await expect(findSpeech(options, await fileOf(new Int16Array()))).rejects.toMatchObject({ code: "MODEL_MISSING" });
  });
});
