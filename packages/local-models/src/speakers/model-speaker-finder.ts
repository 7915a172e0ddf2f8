import { type SpeakerFinder, speakerName, spokenBySide } from "@headway-jobs/ports/speaker-finder";
import { countPcmSamples, LISTENING_RATE_HZ } from "@headway-jobs/tools/sound/pcm";
import { cutSpeech } from "./cut-speech.ts";
import { findSpeakers, type FindSpeakersOptions } from "./find-speakers.ts";

export interface ModelSpeakerFinderOptions extends FindSpeakersOptions {
  /** Called for each recording, to count it. */
  readonly onUse?: (use: { readonly name: string; readonly audioSeconds: number }) => void;
}

/** Two local models, of segmentation and of voices, as a finder of speakers. Where the sides of a call do not say who speaks, only the first one is heard. */
export function modelSpeakerFinder(options: ModelSpeakerFinderOptions): SpeakerFinder {
  const name = `local/${options.segmentation.manifest.name} with ${options.embedding.manifest.name}`;
  return {
    usesModels: () => Promise.resolve(true),
    async find({ channels, speech, speakers, signal }) {
      signal.throwIfAborted();
      const sides = spokenBySide(channels, speech, speakers);
      if (sides !== null) return { spans: sides, by: "channels", warnings: [] };
      const file = channels[0] ?? "";
      const lengthS = (await countPcmSamples(file)) / LISTENING_RATE_HZ;
      const turns = await findSpeakers(options, file, { speakers, signal });
      options.onUse?.({ name, audioSeconds: lengthS });
      const cut = cutSpeech(speech, turns, lengthS);
      // Without a turn nobody is told apart: what was found as speech is one speaker's.
      const spoken = cut.length > 0 ? cut : speech.map((span) => ({ ...span, speaker: 0 }));
      const numbers = [...new Set(spoken.map(({ speaker }) => speaker))];
      const spans = spoken.map(({ startS, endS, speaker }) => ({
        channel: 0,
        startS,
        endS,
        speaker: speakerName(numbers.indexOf(speaker)),
      }));
      return { spans, by: name, warnings: [] };
    },
  };
}
