import { integersOf, loadSherpa } from "../process/sherpa.ts";
import { serveModel } from "../process/serve-model.ts";
import type { TtsConfig } from "./tts-config.ts";

export interface VoiceSetup {
  /** Folder of packages that has the runtime. */
  readonly runtime: string;
  readonly config: TtsConfig;
}

export interface VoiceWork {
  readonly text: string;
  /** Number of the speaker in the model. */
  readonly speaker: number;
  /** 1 is the voice's own; higher is faster. */
  readonly speed: number;
}

export interface SpokenSound {
  readonly samples: Int16Array;
  readonly rateHz: number;
}

serveModel(async ({ runtime, config }: VoiceSetup) => {
  const tts = new (loadSherpa(runtime).OfflineTts)(config);
  return ({ text, speaker, speed }: VoiceWork): SpokenSound => {
    const { samples, sampleRate } = tts.generate({ text, sid: speaker, speed, enableExternalBuffer: false });
    return { samples: integersOf(samples), rateHz: sampleRate };
  };
});
