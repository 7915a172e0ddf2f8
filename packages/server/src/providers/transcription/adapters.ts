import { deepgramAdapter } from "./deepgram-transcription.ts";
import { elevenlabsAdapter } from "./elevenlabs-transcription.ts";
import { localAdapter } from "./local-ear.ts";
import { openaiAdapter } from "./openai-transcription.ts";
import { pocketsphinxAdapter } from "./pocketsphinx.ts";
import type { TranscriptionAdapter } from "./transcription-adapter.ts";

/** Every speech recogniser; the first one is the default. */
export const TRANSCRIPTION_ADAPTERS: readonly [TranscriptionAdapter, ...TranscriptionAdapter[]] = [
  pocketsphinxAdapter,
  localAdapter,
  openaiAdapter,
  elevenlabsAdapter,
  deepgramAdapter,
];
