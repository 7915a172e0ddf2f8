import { deepgramVendor } from "./deepgram-speech.ts";
import { elevenlabsVendor } from "./elevenlabs-speech.ts";
import { espeakVendor } from "./espeak.ts";
import { fliteVendor } from "./flite.ts";
import { localVendor } from "./local-voices.ts";
import { openaiVendor } from "./openai-speech.ts";
import type { VoiceVendor } from "./vendor.ts";

/** Every vendor of voices. */
export const VOICE_VENDORS: readonly VoiceVendor[] = [
  fliteVendor,
  espeakVendor,
  localVendor,
  openaiVendor,
  elevenlabsVendor,
  deepgramVendor,
];
