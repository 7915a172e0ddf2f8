import type { Prosody } from "@headway-jobs/ports/prosody";
import { segmentRecording } from "@headway-jobs/listening/segmenting/segment-recording";
import { measureProsody } from "@headway-jobs/listening/voice/measure-prosody";
import { type Voiceprint, voiceprint } from "@headway-jobs/listening/speakers/voiceprint";
import type { Turn } from "@headway-jobs/ports/hearing";
import { namedTurns } from "./named-turns.ts";

/** What takes a core for longer than an event loop can wait. */
export type ListeningWork =
  | { readonly kind: "turns"; readonly channels: readonly string[]; readonly speakers: number | undefined }
  | { readonly kind: "prosody"; readonly samples: Int16Array }
  | { readonly kind: "measure"; readonly samples: Int16Array };

/** What comes of it, by its kind. */
export interface ListeningResults {
  readonly turns: Turn[];
  readonly prosody: Prosody;
  readonly measure: Measured;
}

export interface Measured {
  readonly prosody: Prosody;
  readonly print: Voiceprint;
}

export function measured(samples: Int16Array): Measured {
  const prosody = measureProsody(samples);
  return { prosody, print: voiceprint(samples, prosody) };
}

export async function listeningWork(
  work: ListeningWork,
  signal: AbortSignal,
): Promise<ListeningResults[ListeningWork["kind"]]> {
  if (work.kind === "prosody") return measureProsody(work.samples);
  if (work.kind === "measure") return measured(work.samples);
  const { channels, speakers } = work;
  const found = [];
  for await (const { samples, ...stretch } of segmentRecording({ channels, signal }))
    found.push({ ...stretch, ...measured(samples) });
  return namedTurns(found, channels.length, speakers);
}
