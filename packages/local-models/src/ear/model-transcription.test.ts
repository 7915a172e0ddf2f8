import { testTranscription } from "@headway-jobs/ports/testing/transcription";
import { useModelFolder } from "../testing/model-folder.ts";
import { installTinyCtcEar, installTinyTransducer, installTinyWhisper, TEST_RUNTIME } from "../testing/tiny-models.ts";
import { tones } from "../testing/tones.ts";
import { modelTranscription } from "./model-transcription.ts";

const models = useModelFolder();
const { processes } = models;

const UTTERANCES = [
  { samples: tones({ word: "low", lengthS: 0.6 }), words: ["low"] },
  { samples: tones({ word: null, lengthS: 1 }, { word: "high", lengthS: 0.6 }), words: ["high"] },
];

testTranscription("a local CTC model", async () => ({
  transcription: modelTranscription({ model: await installTinyCtcEar(models.path), processes, runtime: TEST_RUNTIME }),
  utterances: UTTERANCES,
}));

testTranscription("a local transducer", async () => ({
  transcription: modelTranscription({
    model: await installTinyTransducer(models.path),
    processes,
    runtime: TEST_RUNTIME,
  }),
  utterances: UTTERANCES,
}));

testTranscription("a local Whisper model", async () => ({
  transcription: modelTranscription({ model: await installTinyWhisper(models.path), processes, runtime: TEST_RUNTIME }),
  utterances: UTTERANCES,
}));
