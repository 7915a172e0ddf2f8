import type { SpeechFinder, SpeechSpan } from "@headway-jobs/ports/speech-finder";
import { countPcmSamples, LISTENING_RATE_HZ } from "@headway-jobs/tools/sound/pcm";
import { findSpeech, type FindSpeechOptions } from "./find-speech.ts";
import { withoutLeaks } from "./without-leaks.ts";

export interface ModelSpeechFinderOptions extends FindSpeechOptions {
  /** Called for each side of a recording, to count it. */
  readonly onUse?: (use: { readonly name: string; readonly audioSeconds: number }) => void;
}

/** A local model of Silero's format as a finder of speech. Of two sides each is heard alone; what only leaks over from the other one is left out. */
export function modelSpeechFinder(options: ModelSpeechFinderOptions): SpeechFinder {
  const name = `local/${options.model.manifest.name}`;
  return {
    async find({ channels, signal }) {
      signal.throwIfAborted();
      const spans: SpeechSpan[] = [];
      for (const [channel, file] of channels.entries()) {
        const found = await findSpeech(options, file, signal);
        options.onUse?.({ name, audioSeconds: (await countPcmSamples(file)) / LISTENING_RATE_HZ });
        spans.push(...found.map((span) => ({ channel, ...span })));
      }
      const own = channels.length < 2 ? spans : await withoutLeaks(spans, channels);
      return { spans: own.toSorted((a, b) => a.startS - b.startS), by: name, warnings: [] };
    },
  };
}
