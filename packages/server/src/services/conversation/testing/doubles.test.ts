import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAnalysis } from "@headway-jobs/conversation-analysis/create-analysis";
import { testConversationAnalysis } from "@headway-jobs/ports/testing/conversation-analysis";
import { type FinderSound, testSpeechFinder } from "@headway-jobs/ports/testing/finders";
import { testHearing } from "@headway-jobs/ports/testing/hearing";
import { testTranscription } from "@headway-jobs/ports/testing/transcription";
import { afterAll } from "vitest";
import { generatedAnalysis } from "./generated.ts";
import { toneHearing, tonePcm, toneSamples, toneSpeechFinder, toneTranscription } from "./tones.ts";

let dir: string | undefined;
afterAll(async () => {
  if (dir !== undefined) await rm(dir, { recursive: true, force: true });
});

testTranscription("the double that recognises tones", async () => ({
  transcription: toneTranscription(["One two three.", "Four."]),
  utterances: [
    { samples: toneSamples([0], { silenceS: 0 }), words: ["one", "three"] },
    { samples: toneSamples([1], { silenceS: 0 }), words: ["four"] },
  ],
}));

testHearing(
  "the double that hears tones",
  async () => {
    dir ??= await mkdtemp(join(tmpdir(), "headway-tones-"));
    const lines = [0, 1, 2, 0];
    return { hearing: toneHearing, dir, samples: toneSamples(lines), capture: tonePcm(lines) };
  },
  { runs: 30 },
);

testConversationAnalysis(
  "the double with generated readings",
  (options) => generatedAnalysis(createAnalysis(options), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].values()),
  { runs: 20, isFold: false },
);

const toneSound = async (): Promise<FinderSound> => ({
  dir: (dir ??= await mkdtemp(join(tmpdir(), "headway-tones-"))),
  samples: toneSamples([0, 1, 0], { toneS: 2, silenceS: 1 }),
  spoken: [0, 1, 0].map((number, at) => ({ startS: 1 + 3 * at, endS: 3 + 3 * at, speaker: `Speaker_${number}` })),
});

testSpeechFinder("the double that finds tones", async () => ({ ...(await toneSound()), finder: toneSpeechFinder }));
