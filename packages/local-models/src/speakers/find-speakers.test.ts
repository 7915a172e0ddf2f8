import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bytesOf } from "@headway-jobs/tools/sound/pcm";
import { beforeAll, describe, expect, it } from "vitest";
import { useModelFolder } from "../testing/model-folder.ts";
import { installTinySpeakers, TEST_RUNTIME } from "../testing/tiny-models.ts";
import { tones } from "../testing/tones.ts";
import { findSpeakers, type FindSpeakersOptions } from "./find-speakers.ts";

const models = useModelFolder();
const { processes } = models;
let options: FindSpeakersOptions;
beforeAll(async () => {
  options = { ...(await installTinySpeakers(models.path)), processes, runtime: TEST_RUNTIME };
});

async function fileOf(samples: Int16Array): Promise<string> {
  const file = join(models.path, "sound.pcm");
  await writeFile(file, bytesOf(samples));
  return file;
}

const CONVERSATION = [
  { word: "high", lengthS: 4 },
  { word: "low", lengthS: 4 },
  { word: null, lengthS: 12 },
  { word: "high", lengthS: 4 },
] as const;

describe("local models that tell speakers apart", () => {
  it("give each turn its speaker, numbered in the order in which they are heard", async () => {
    const turns = await findSpeakers(options, await fileOf(tones(...CONVERSATION)));
    expect(turns.map(({ speaker }) => speaker)).toEqual([0, 1, 0]);
    expect(turns.map(({ startS }) => Math.round(startS))).toEqual([0, 4, 20]);
    expect(turns.map(({ endS }) => Math.round(endS))).toEqual([4, 8, 24]);
  });

  it("use the number of speakers where it is known, for one recording only", async () => {
    const file = await fileOf(tones(...CONVERSATION));
    const one = await findSpeakers(options, file, { speakers: 1 });
    expect(new Set(one.map(({ speaker }) => speaker))).toEqual(new Set([0]));
    const again = await findSpeakers(options, file);
    expect(new Set(again.map(({ speaker }) => speaker))).toEqual(new Set([0, 1]));
  });

  it("find nobody in silence and in no sound", async () => {
    expect(await findSpeakers(options, await fileOf(new Int16Array()))).toEqual([]);
    expect(await findSpeakers(options, await fileOf(new Int16Array(64_000)))).toEqual([]);
  });

  it("refuse models of another kind", async () => {
    const swapped = { ...options, segmentation: options.embedding };
    await expect(findSpeakers(swapped, await fileOf(new Int16Array()))).rejects.toMatchObject({
      code: "MODEL_MISSING",
    });
  });
});
