import type { SoundVendor } from "./vendor-server.ts";

export const ELEVENLABS: SoundVendor = {
  maker: "ElevenLabs",
  url: "https://api.elevenlabs.io/v1",
  keyName: "ELEVENLABS_API_KEY",
};

export const DEEPGRAM: SoundVendor = {
  maker: "Deepgram",
  url: "https://api.deepgram.com/v1",
  keyName: "DEEPGRAM_API_KEY",
};
