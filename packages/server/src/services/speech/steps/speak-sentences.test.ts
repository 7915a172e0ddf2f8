import { HeadwayError } from "@headway-jobs/contract";
import type { StepContext } from "@headway-jobs/engine";
import { expect, it } from "vitest";
import { speakSentences } from "./speak-sentences.ts";

const CUT = "Nobody had expected the train to be on time.";
const BAD = "Thank you for coming today, it was a pleasure.";
const TEXTS = ["The library opens at nine in the morning.", "Please bring three copies of the report.", CUT, BAD];

type SpeakingJob = Parameters<typeof speakSentences>[0];
type SpeakingPorts = Parameters<typeof speakSentences>[1];

/** Runs each step; keeps the names of the files that steps have saved. */
function jobSaving(saved: string[]): SpeakingJob {
  const step: StepContext = {
    signal: new AbortController().signal,
    attempt: 1,
    scratchDir: "",
    emit: () => Promise.resolve(),
    progress: () => Promise.resolve(),
    saveArtifact: ({ name, mediaType, internal = false }) => {
      saved.push(name);
      return Promise.resolve({ name, mediaType, internal, sizeBytes: 1, sha256: `of ${name}`, createdAtMs: 0 });
    },
  };
  return {
    step: (_name, work) => work(step),
    parallel: (items, _options, work) => Promise.all(items.map(work)),
    warn: () => Promise.resolve(),
  };
}

const voice = {
  id: 1,
  voice: "first",
  name: "First",
  gender: 9,
  languageId: 1,
  languageTag: "en-us",
  description: "",
} as const;

/** Two voices: "first" cannot speak BAD, and "second" cuts off CUT. */
const ports: SpeakingPorts = {
  voices: { find: () => Promise.resolve(voice) },
  voiceOrder: () =>
    Promise.resolve({ chosen: { name: "one", voice: "first" }, others: [{ name: "two", voice: "second" }] }),
  speak: (request) => {
    const { text } = request;
    if (request.voice === "first" && text === BAD)
      return Promise.reject(new HeadwayError("VOICE_FAILED", "It is silent."));
    return Promise.resolve({ file: "", samples: text.length * (text === CUT ? 500 : 3000), warnings: [] });
  },
};

it("leaves the sounds of an earlier take, and of a first try, which their steps name, when a sentence is spoken again", async () => {
  const saved: string[] = [];
  const sentences = TEXTS.map((text) => ({ text, textIndex: 0, after: " " }));
  const input = { task: "tts", text: "", language: "en-us", voice_id: 1 } as Parameters<typeof speakSentences>[2];
  const spoken = await speakSentences(jobSaving(saved), ports, input, sentences, "en-us");
  expect(new Set(saved).size).toBe(saved.length);
  expect(saved.slice(0, 3)).toEqual(["sentence-1.wav", "sentence-2.wav", "sentence-3.wav"]);
  expect(spoken.map(({ sound }) => sound.name)).toEqual([
    "sentence-1.2.wav",
    "sentence-2.2.wav",
    "sentence-3.2.again.wav",
    "sentence-4.2.wav",
  ]);
});
