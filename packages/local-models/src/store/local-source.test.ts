import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { bytesOf, oneFileModel, sha256, storeBench } from "../testing/store-bench.ts";
import { tinyOnnx } from "../testing/tiny-onnx.ts";
import { tarGz } from "../testing/toy-archive.ts";

/** A folder of the user's with these files. */
async function folderWith(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "headway-own-models-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

const PIPER_CONFIG = JSON.stringify({
  audio: { sample_rate: 16_000 },
  espeak: { voice: "de" },
  language: { code: "de_DE" },
  phoneme_id_map: { _: [0] },
});
const ONNX = tinyOnnx();

describe("a folder of the user's own", () => {
  it.each([
    [
      "a voice of Piper",
      { "v/de_DE-anna-low.onnx": ONNX, "v/de_DE-anna-low.onnx.json": PIPER_CONFIG, "v/MODEL_CARD": "CC0" },
      { name: "piper-de_de-anna-low", format: "piper", capability: "voice", languages: ["de-de"] },
      ["MODEL_CARD", "model.onnx", "model.onnx.json", "tokens.txt"],
    ],
    [
      "Kokoro",
      {
        "My Kokoro/model.int8.onnx": ONNX,
        "My Kokoro/voices.bin": "v",
        "My Kokoro/tokens.txt": "t",
        "My Kokoro/espeak-ng-data/phontab": "p",
      },
      { name: "my-kokoro", format: "kokoro", capability: "voice" },
      ["espeak-ng-data/phontab", "model.int8.onnx", "tokens.txt", "voices.bin"],
    ],
    [
      "Whisper in two precisions, with examples",
      {
        "w/tiny-encoder.onnx": ONNX,
        "w/tiny-encoder.int8.onnx": tinyOnnx({ model_type: "whisper-tiny" }),
        "w/tiny-decoder.onnx": ONNX,
        "w/tiny-decoder.int8.onnx": ONNX,
        "w/tiny-tokens.txt": "t",
        "w/test_wavs/0.wav": "RIFF",
      },
      { name: "w", format: "whisper", capability: "ear", languages: ["mul"] },
      ["decoder.int8.onnx", "encoder.int8.onnx", "tokens.txt"],
    ],
    [
      "a transducer",
      { "p/encoder.int8.onnx": ONNX, "p/decoder.int8.onnx": ONNX, "p/joiner.int8.onnx": ONNX, "p/tokens.txt": "t" },
      { format: "nemo-transducer", capability: "ear" },
      ["decoder.int8.onnx", "encoder.int8.onnx", "joiner.int8.onnx", "tokens.txt"],
    ],
    [
      "a CTC model of NeMo",
      { "c/model.onnx": tinyOnnx({ model_type: "EncDecCTCModelBPE" }), "c/tokens.txt": "t" },
      { format: "nemo-ctc", capability: "ear" },
      ["model.onnx", "tokens.txt"],
    ],
    [
      "a segmentation of pyannote",
      { "s/model.onnx": tinyOnnx({ model_type: "pyannote-segmentation-3.0" }) },
      { format: "pyannote-segmentation", capability: "speakers" },
      ["model.onnx"],
    ],
    [
      "a model of voices",
      { "e/campplus.onnx": tinyOnnx({ framework: "3d-speaker", output_dim: "192" }) },
      { format: "speaker-embedding", capability: "speakers" },
      ["model.onnx"],
    ],
    ["Silero", { "vad/silero_vad.onnx": ONNX }, { format: "silero-vad", capability: "segmenter" }, ["model.onnx"]],
    [
      "a pair of Firefox' translation",
      { "t/model.enes.intgemm.alphas.bin": "m", "t/lex.50.50.enes.s2t.bin": "l", "t/vocab.enes.spm": "v" },
      {
        name: "bergamot-en-es",
        format: "marian",
        runtime: "bergamot",
        capability: "translation",
        languages: ["en>es"],
      },
      ["lex.50.50.enes.s2t.bin", "model.enes.intgemm.alphas.bin", "vocab.enes.spm"],
    ],
  ])("is recognised as %s and added", async (_title, files, manifest, paths) => {
    const { store } = await storeBench();
    const models = store([]);
    const [found, ...more] = await models.findIn(await folderWith(files));
    expect(more).toEqual([]);
    expect(found?.manifest).toMatchObject({ ...manifest, licence: "not stated" });
    if (found === undefined) return;
    const added = await models.addFound(found);
    expect(added.isNew).toBe(true);
    expect(added.manifest.files.map(({ path }) => path)).toEqual(paths);
    expect((await models.verify())[0]?.problems).toEqual([]);
  });

  it("may hold several models", async () => {
    const { store } = await storeBench();
    const folder = await folderWith({ "a/silero_vad.onnx": ONNX, "b/silero_vad.onnx": ONNX, "notes/readme.md": "x" });
    expect((await store([]).findIn(folder)).map(({ manifest }) => manifest.name)).toEqual(["a", "b"]);
  });

  it("with the files of a known model is that model, with its licence", async () => {
    const { store } = await storeBench();
    const known = oneFileModel("known-vad", ONNX, { licence: "MIT" });
    const folder = await folderWith({ "download/silero_vad_v5.onnx": ONNX });
    const [found] = await store([known]).findIn(folder);
    expect(found?.manifest).toMatchObject({ name: "known-vad", licence: "MIT" });
  });

  it("that another machine's store wrote is copied as it is, and checked", async () => {
    const content = bytesOf(10_000);
    const first = await storeBench();
    first.hub.serve("/toy/model.onnx", content);
    await first.store([oneFileModel("toy", content)]).add(["toy"]);
    const second = await storeBench();
    const [found] = await second.store([]).findIn(first.folder);
    expect(found?.manifest.name).toBe("toy");
    await writeFile(join(first.folder, "toy", "model.onnx"), bytesOf(10_000, 5));
    if (found === undefined) return;
    await expect(second.store([]).addFound(found)).rejects.toMatchObject({ code: "MODEL_DAMAGED" });
    await cp(join(first.folder, "toy"), join(second.folder, "x"), { recursive: true });
    await writeFile(join(first.folder, "toy", "model.onnx"), content);
    expect(await second.store([]).addFound(found)).toMatchObject({ isNew: true });
  });

  it("may hold the packages of the library, so that nothing is fetched", async () => {
    const { hub, store } = await storeBench();
    const packed = await tarGz({ "package/package.json": "{}" });
    const integrity = `sha512-${createHash("sha512").update(packed).digest("base64")}`;
    const url = "https://npm.example/toy-runtime/-/toy-runtime-1.0.0.tgz";
    const archive = {
      url,
      kind: "tar.gz" as const,
      bytes: packed.length,
      integrity,
      strip: 1,
      maxUnpackedBytes: 10_000,
    };
    const homepage = "https://npm.example/";
    const described = {
      name: "toy-runtime",
      runtime: "sherpa-onnx" as const,
      version: "1.0.0",
      licence: "MIT",
      homepage,
    };
    const models = store([], { runtimes: [{ ...described, packages: [{ name: "toy-runtime", archive }] }] });
    const folder = await folderWith({ "vad/silero_vad.onnx": ONNX, "toy-runtime-1.0.0.tgz": packed });
    for (const found of await models.findIn(folder)) await models.addFound(found);
    expect(hub.requests).toEqual([]);
    expect(await models.missingRuntime("sherpa-onnx")).toBeNull();
  });

  it.each([
    ["that is not there", "/nowhere", {}, /does not exist or is empty/],
    ["without a model", null, { "notes/readme.md": "x" }, /holds no model of a known format/],
    [
      "of Whisper without its decoder",
      null,
      { "w/tiny-encoder.onnx": ONNX, "w/tokens.txt": "t" },
      /format whisper, but its decoder is missing/,
    ],
    ["with a truncated model", null, { "m/model.onnx": ONNX.subarray(0, 99) }, /is not an ONNX model, or not complete/],
    ["with a model of another kind", null, { "m/resnet.onnx": ONNX }, /of an unknown kind/],
    [
      "with another encoder",
      null,
      { "m/encoder.onnx": tinyOnnx({ model_type: "canary" }), "m/decoder.onnx": ONNX },
      /unknown kind \(canary\)/,
    ],
    [
      "with a pair that names no languages",
      null,
      { "t/model.bin": "m", "t/vocab.spm": "v" },
      /does not name its languages/,
    ],
  ])("%s is refused with the reason", async (_title, path, files, reason) => {
    const { store } = await storeBench();
    const folder = path ?? (await folderWith(files));
    await expect(store([]).findIn(folder)).rejects.toMatchObject({
      code: "INVALID_INPUT",
      message: expect.stringMatching(reason),
    });
  });
});

describe("hashes of the user's files", () => {
  it("are recorded", async () => {
    const { store } = await storeBench();
    const models = store([]);
    const [found] = await models.findIn(await folderWith({ "vad/silero_vad.onnx": ONNX }));
    if (found === undefined) throw new Error("nothing found");
    expect((await models.addFound(found)).manifest.files[0]?.sha256).toBe(sha256(ONNX));
  });
});
