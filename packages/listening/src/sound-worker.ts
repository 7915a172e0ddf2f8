import type { Prosody } from "@headway-jobs/ports/prosody";
import { speakerName, type SpokenSpan } from "@headway-jobs/ports/speaker-finder";
import type { SpeechSpan } from "@headway-jobs/ports/speech-finder";
import { readPcmStretch } from "@headway-jobs/tools/sound/pcm";
import { serveWork } from "@headway-jobs/tools/threads/worker-task";
import { segmentRecording } from "./segmenting/segment-recording.ts";
import { groupSpeakers } from "./speakers/group-speakers.ts";
import { type Voiceprint, voiceprint } from "./speakers/voiceprint.ts";
import { measureProsody } from "./voice/measure-prosody.ts";

/** What takes a core for longer than an event loop can wait. */
export type SoundWork =
  | { readonly kind: "speech"; readonly channels: readonly string[] }
  | {
      readonly kind: "speakers";
      readonly channels: readonly string[];
      readonly speech: readonly SpeechSpan[];
      readonly speakers: number | undefined;
    }
  | { readonly kind: "prosody"; readonly samples: Int16Array }
  | { readonly kind: "measure"; readonly samples: Int16Array };

/** What the work gives, by its kind. */
export interface SoundResults {
  readonly speech: SpeechSpan[];
  readonly speakers: SpokenSpan[];
  readonly prosody: Prosody;
  readonly measure: Measured;
}

interface Measured {
  readonly prosody: Prosody;
  readonly print: Voiceprint;
}

/** An abort ends the thread as a whole. */
const never = new AbortController().signal;

serveWork<SoundWork, SoundResults[SoundWork["kind"]]>(async (work) => {
  if (work.kind === "prosody") return measureProsody(work.samples);
  if (work.kind === "measure") return measured(work.samples);
  return work.kind === "speech" ? findSpeech(work.channels) : findSpeakers(work);
});

function measured(samples: Int16Array): Measured {
  const prosody = measureProsody(samples);
  return { prosody, print: voiceprint(samples, prosody) };
}

async function findSpeech(channels: readonly string[]): Promise<SpeechSpan[]> {
  const found: SpeechSpan[] = [];
  for await (const { channel, startS, endS } of segmentRecording({ channels, signal: never }))
    found.push({ channel, startS, endS });
  return found;
}

async function findSpeakers(work: Extract<SoundWork, { kind: "speakers" }>): Promise<SpokenSpan[]> {
  const { channels, speech, speakers } = work;
  const prints: Voiceprint[] = [];
  for (const { channel, startS, endS } of speech) {
    const samples = await readPcmStretch(channels[channel] ?? "", startS, endS);
    prints.push(measured(samples).print);
  }
  const numbers = groupSpeakers(prints, { count: speakers });
  return speech.map((span, index) => ({ ...span, speaker: speakerName(numbers[index] ?? 0) }));
}
