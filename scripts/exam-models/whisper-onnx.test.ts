import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { modelTranscription } from "../../packages/local-models/src/ear/model-transcription.ts";
import { ModelProcesses } from "../../packages/local-models/src/process/model-processes.ts";
import { installTinyWhisper, TEST_RUNTIME } from "../../packages/local-models/src/testing/tiny-models.ts";
import { tones } from "../../packages/local-models/src/testing/tones.ts";
import type { Weights } from "./ctranslate2.ts";
import { whisperGraphs } from "./whisper-onnx.ts";
import { whisperMetadata, whisperTokens } from "./whisper-tokens.ts";

it("the graphs of a Whisper model run in the runtime, whatever its weights", async () => {
  const models = await mkdtemp(join(tmpdir(), "models-"));
  const processes = new ModelProcesses();
  try {
    const model = await installTinyWhisper(models);
    const whisper = { weights: randomWeights(), heads: 2, alignmentHeads: [[1, 0]] as const };
    const graphs = whisperGraphs(whisper, whisperMetadata(whisper, VOCABULARY));
    await writeFile(join(model.folder, "encoder.onnx"), graphs.encoder);
    await writeFile(join(model.folder, "decoder.onnx"), graphs.decoder);
    await writeFile(join(model.folder, "tokens.txt"), whisperTokens(VOCABULARY));
    const timed = { ...model, manifest: { ...model.manifest, options: { wordTimes: true } } };
    const ear = modelTranscription({ model: timed, processes, runtime: TEST_RUNTIME });
    const heard = await ear.transcribe({ samples: tones({ word: "low", lengthS: 1 }), urgency: "recording" });
    for (const { text } of heard?.segments ?? []) expect(text).toMatch(/^(?:(?:aah|bee|so)[\s.]*)+$/);
    expect(heard?.warnings.length).toBeLessThanOrEqual(1);
  } finally {
    await processes.close();
    await rm(models, { recursive: true });
  }
});

const SIZE = 16;
const WORDS = ["Ġaah", "Ġbee", "Ġso", ".", "Ġ"];
const SPECIAL = [
  "endoftext",
  "startoftranscript",
  "en",
  "de",
  "translate",
  "transcribe",
  "startoflm",
  "startofprev",
  "nocaptions",
  "notimestamps",
];
const VOCABULARY = [
  ...WORDS,
  ...SPECIAL.map((name) => `<|${name}|>`),
  ...Array.from({ length: 1501 }, (_, at) => `<|${(at / 50).toFixed(2)}|>`),
];

/** Two layers of each half, filled by a fixed rule. */
function randomWeights(): ReadonlyMap<string, Weights> {
  const weights = new Map<string, Weights>();
  const add = (name: string, ...shape: number[]): void => {
    const length = shape.reduce((product, size) => product * size, 1);
    weights.set(name, { shape, values: Float32Array.from({ length }, (_, at) => Math.sin(at * 7 + name.length) / 4) });
  };
  const norm = (name: string): void => ["gamma", "beta"].forEach((part) => add(`${name}/${part}`, SIZE));
  const linear = (name: string, to: number, from = SIZE): void => {
    add(`${name}/weight`, to, from);
    add(`${name}/bias`, to);
  };
  for (const part of ["encoder", "decoder"]) {
    for (const layer of [0, 1]) {
      const name = `${part}/layer_${layer}`;
      norm(`${name}/self_attention/layer_norm`);
      linear(`${name}/self_attention/linear_0`, 3 * SIZE);
      linear(`${name}/self_attention/linear_1`, SIZE);
      norm(`${name}/ffn/layer_norm`);
      linear(`${name}/ffn/linear_0`, 4 * SIZE);
      linear(`${name}/ffn/linear_1`, SIZE, 4 * SIZE);
      if (part === "encoder") continue;
      norm(`${name}/attention/layer_norm`);
      linear(`${name}/attention/linear_0`, SIZE);
      linear(`${name}/attention/linear_1`, 2 * SIZE);
      linear(`${name}/attention/linear_2`, SIZE);
    }
    norm(`${part}/layer_norm`);
  }
  add("encoder/conv1/weight", SIZE, 80, 3);
  add("encoder/conv1/bias", SIZE);
  add("encoder/conv2/weight", SIZE, SIZE, 3);
  add("encoder/conv2/bias", SIZE);
  add("encoder/position_encodings/encodings", 1500, SIZE);
  add("decoder/position_encodings/encodings", 448, SIZE);
  add("decoder/embeddings/weight", VOCABULARY.length, SIZE);
  return weights;
}
