import { testTranscription } from "@headway-jobs/ports/testing/transcription";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { ModelProcesses } from "../process/model-processes.ts";
import { installTinyCtcEar, installTinyTransducer, installTinyWhisper, TEST_RUNTIME } from "../testing/tiny-models.ts";
import { tones } from "../testing/tones.ts";
import { modelTranscription } from "./model-transcription.ts";

let models: string;
const processes = new ModelProcesses();
beforeAll(async () => {
  models = await mkdtemp(join(tmpdir(), "models-"));
});
afterAll(async () => {
  await processes.close();
  await rm(models, { recursive: true });
});

const UTTERANCES = [
  { samples: tones({ word: "low", lengthS: 0.6 }), words: ["low"] },
  { samples: tones({ word: null, lengthS: 1 }, { word: "high", lengthS: 0.6 }), words: ["high"] },
];

testTranscription("a local CTC model", async () => ({
  transcription: modelTranscription({ model: await installTinyCtcEar(models), processes, runtime: TEST_RUNTIME }),
  utterances: UTTERANCES,
}));

testTranscription("a local transducer", async () => ({
  transcription: modelTranscription({ model: await installTinyTransducer(models), processes, runtime: TEST_RUNTIME }),
  utterances: UTTERANCES,
}));

testTranscription("a local Whisper model", async () => ({
  transcription: modelTranscription({ model: await installTinyWhisper(models), processes, runtime: TEST_RUNTIME }),
  utterances: UTTERANCES,
}));
