import type { SpeechFormat } from "@headway-jobs/contract";

/** Artifacts of a spoken task. */
export const SPEECH_FILES = { audio: "speech.flac", captions: "speech.vtt", text: "translation.txt" } as const;

export const MEDIA_TYPES: Readonly<Record<SpeechFormat, string>> = {
  flac: "audio/flac",
  wav: "audio/wav",
  mp3: "audio/mpeg",
  ogg: "audio/ogg",
};
