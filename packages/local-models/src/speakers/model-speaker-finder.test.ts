import { testSpeakerFinder } from "@headway-jobs/ports/testing/finders";
import { useModelFolder } from "../testing/model-folder.ts";
import { installTinySpeakers, TEST_RUNTIME } from "../testing/tiny-models.ts";
import { tones } from "../testing/tones.ts";
import { modelSpeakerFinder } from "./model-speaker-finder.ts";

const models = useModelFolder();
const { processes } = models;

testSpeakerFinder("a pair of models in the formats of pyannote and WeSpeaker", async () => ({
  finder: modelSpeakerFinder({ ...(await installTinySpeakers(models.path)), processes, runtime: TEST_RUNTIME }),
  dir: models.path,
  samples: tones(
    { word: "high", lengthS: 3 },
    { word: "low", lengthS: 3 },
    { word: null, lengthS: 1 },
    { word: "high", lengthS: 3 },
  ),
  spoken: [
    { startS: 0, endS: 3, speaker: "Speaker_0" },
    { startS: 3, endS: 6, speaker: "Speaker_1" },
    { startS: 7, endS: 10, speaker: "Speaker_0" },
  ],
}));
