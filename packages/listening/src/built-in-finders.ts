import { type SpeakerFinder, spokenBySide } from "@headway-jobs/ports/speaker-finder";
import type { SpeechFinder } from "@headway-jobs/ports/speech-finder";
import { recordings, runSound } from "./sound-pools.ts";

/** The name of what works without a model. */
export const BUILT_IN = "built-in";

/** Finds speech by level, pitch and articulation. */
export const builtInSpeechFinder: SpeechFinder = {
  async find({ channels, signal }) {
    const spans = await runSound(recordings, { kind: "speech", channels }, signal);
    return { spans, by: BUILT_IN, warnings: [] };
  },
};

/** Tells voices apart by their cepstra and pitch. Each span has one speaker. */
export const builtInSpeakerFinder: SpeakerFinder = {
  usesModels: () => Promise.resolve(false),
  async find({ channels, speech, speakers, signal }) {
    const sides = spokenBySide(channels, speech, speakers);
    if (sides !== null) {
      signal.throwIfAborted();
      return { spans: sides, by: "channels", warnings: [] };
    }
    const spans = await runSound(recordings, { kind: "speakers", channels, speech, speakers }, signal);
    return { spans, by: BUILT_IN, warnings: [] };
  },
};
