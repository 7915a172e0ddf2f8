import { LISTENING_RATE_HZ } from "@headway-jobs/tools/sound/pcm";
import { floatsOf, loadSherpa } from "../process/sherpa.ts";
import { serveModel } from "../process/serve-model.ts";
import type { AsrConfig } from "./asr-config.ts";

export interface EarSetup {
  /** Folder of packages that has the runtime. */
  readonly runtime: string;
  readonly config: AsrConfig;
}

export interface EarWork {
  readonly samples: Int16Array;
  /** The model's own code; empty where it finds the language itself. */
  readonly language: string;
}

serveModel(async ({ runtime, config }: EarSetup) => {
  const sherpa = loadSherpa(runtime);
  const recogniser = new sherpa.OfflineRecognizer(config);
  const { whisper, ...modelConfig } = config.modelConfig;
  let current = "";
  return ({ samples, language }: EarWork): unknown => {
    if (whisper !== undefined && language !== current) {
      recogniser.setConfig({ ...config, modelConfig: { ...modelConfig, whisper: { ...whisper, language } } });
      current = language;
    }
    const stream = recogniser.createStream();
    stream.acceptWaveform({ samples: floatsOf(samples), sampleRate: LISTENING_RATE_HZ });
    recogniser.decode(stream);
    return JSON.parse(withoutControls(sherpa.resultJson(stream))) as unknown;
  };
});

/** The runtime writes line breaks of a text as they are, which JSON forbids. */
// oxlint-disable-next-line no-control-regex -- exactly these are meant
const withoutControls = (json: string): string => json.replaceAll(/[\u0000-\u001F]/g, " ");
