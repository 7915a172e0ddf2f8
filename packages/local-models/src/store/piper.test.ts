import fc from "fast-check";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { ModelManifest } from "../manifest/model-manifest.ts";
import { oneFileModel, storeBench, type StoreBench } from "../testing/store-bench.ts";
import { tinyOnnx } from "../testing/tiny-onnx.ts";
import { readOnnxMetadata } from "./onnx-metadata.ts";

const CONFIG = {
  audio: { sample_rate: 22_050, quality: "medium" },
  espeak: { voice: "es" },
  num_speakers: 2,
  phoneme_id_map: { _: [0], "^": [1], $: [2], " ": [3], "\n": [4], ɲ: [5, 6] },
};

function voice({ hub }: StoreBench, model: Buffer, config: unknown): ModelManifest {
  const text = Buffer.from(typeof config === "string" ? config : JSON.stringify(config));
  hub.serve("/voice.onnx", model);
  hub.serve("/voice.onnx.json", text);
  return oneFileModel("voice", model, {
    capability: "voice",
    format: "piper",
    files: [
      { path: "model.onnx", url: "https://hub.example/voice.onnx", bytes: model.length },
      { path: "model.onnx.json", url: "https://hub.example/voice.onnx.json", bytes: text.length },
    ],
  });
}

describe("the metadata of a model", () => {
  it("is read from any file without an error, and nothing beyond its end", async () => {
    const folder = await mkdtemp(join(tmpdir(), "headway-onnx-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const path = join(folder, "model.onnx");
    const cut = fc.nat({ max: 400 }).map((bytes) => tinyOnnx({ a: "b", model_type: "vits" }).subarray(0, bytes));
    await fc.assert(
      fc.asyncProperty(fc.oneof(cut, fc.uint8Array({ maxLength: 300 })), async (bytes) => {
        await writeFile(path, bytes);
        const metadata = await readOnnxMetadata(path);
        expect(metadata === null || metadata.size <= 20).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe("a voice as Piper publishes it", () => {
  it("gets the properties and the tokens that the runtime reads", async () => {
    const bench = await storeBench();
    const model = tinyOnnx();
    const models = bench.store([voice(bench, model, CONFIG)]);
    const [added] = await models.add(["voice"]);
    const folder = join(bench.folder, "voice");
    expect(await readFile(join(folder, "tokens.txt"), "utf8")).toBe("_ 0\n^ 1\n$ 2\n  3\nɲ 5\n");
    const written = await readFile(join(folder, "model.onnx"));
    expect(written.subarray(0, model.length)).toEqual(model);
    expect(Object.fromEntries((await readOnnxMetadata(join(folder, "model.onnx"))) ?? [])).toEqual({
      model_type: "vits",
      comment: "piper",
      language: "Spanish",
      voice: "es",
      version: "1",
      has_espeak: "1",
      has_g2pw: "0",
      n_speakers: "2",
      sample_rate: "22050",
    });
    expect(added?.manifest.files.map(({ path }) => path)).toEqual(["model.onnx", "model.onnx.json", "tokens.txt"]);
    expect((await models.verify())[0]?.problems).toEqual([]);
  });

  it("that has properties keeps them", async () => {
    const bench = await storeBench();
    const model = tinyOnnx({ model_type: "vits", comment: "piper", sample_rate: "16000" });
    await bench.store([voice(bench, model, CONFIG)]).add(["voice"]);
    expect(await readFile(join(bench.folder, "voice", "model.onnx"))).toEqual(model);
  });

  it("of Chinese by pinyin is not spoken by espeak", async () => {
    const bench = await storeBench();
    const config = { ...CONFIG, lang_code: "zh", phoneme_type: "pinyin" };
    await bench.store([voice(bench, tinyOnnx(), config)]).add(["voice"]);
    const metadata = await readOnnxMetadata(join(bench.folder, "voice", "model.onnx"));
    expect([metadata?.get("has_espeak"), metadata?.get("has_g2pw")]).toEqual(["0", "1"]);
  });

  it.each([
    ["a configuration that is none", tinyOnnx(), '{"audio": {}}', "model.onnx.json of voice is not the configuration"],
    ["a configuration that is no JSON", tinyOnnx(), "<html>", "model.onnx.json of voice is not the configuration"],
    [
      "a model that is none",
      Buffer.from("version https://git-lfs.github.com/spec/v1\n"),
      CONFIG,
      "is not an ONNX model",
    ],
    ["a model that is truncated", tinyOnnx().subarray(0, 200), CONFIG, "is not an ONNX model"],
  ])("with %s is refused", async (_title, model, config, message) => {
    const bench = await storeBench();
    await expect(bench.store([voice(bench, model, config)]).add(["voice"])).rejects.toMatchObject({
      code: "MODEL_DAMAGED",
      message: expect.stringContaining(message),
    });
  });
});
