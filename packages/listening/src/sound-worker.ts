import type { Turn } from "@headway-jobs/ports/hearing";
import type { Prosody } from "@headway-jobs/ports/prosody";
import { serveWork } from "@headway-jobs/tools/threads/worker-task";
import { segmentRecording } from "./segmenting/segment-recording.ts";
import { namedTurns } from "./speakers/named-turns.ts";
import { type Voiceprint, voiceprint } from "./speakers/voiceprint.ts";
import { measureProsody } from "./voice/measure-prosody.ts";

/** What takes a core for longer than an event loop can wait. */
export type SoundWork =
  | { readonly kind: "turns"; readonly channels: readonly string[]; readonly speakers: number | undefined }
  | { readonly kind: "prosody"; readonly samples: Int16Array }
  | { readonly kind: "measure"; readonly samples: Int16Array };

/** What the work gives, by its kind. */
export interface SoundResults {
  readonly turns: Turn[];
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
  const { channels, speakers } = work;
  const found = [];
  for await (const { samples, ...stretch } of segmentRecording({ channels, signal: never }))
    found.push({ ...stretch, ...measured(samples) });
  return namedTurns(found, channels.length, speakers);
});

function measured(samples: Int16Array): Measured {
  const prosody = measureProsody(samples);
  return { prosody, print: voiceprint(samples, prosody) };
}
