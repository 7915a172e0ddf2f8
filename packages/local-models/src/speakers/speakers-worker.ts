import { readFile } from "node:fs/promises";
import { samplesOf } from "@headway-jobs/tools/sound/pcm";
import { floatsOf, loadSherpa } from "../process/sherpa.ts";
import { serveModel } from "../process/serve-model.ts";

export interface SpeakersSetup {
  /** Folder of packages that has the runtime. */
  readonly runtime: string;
  /** Names of the models beside the one that the process is named after. */
  readonly models: readonly string[];
  /** `OfflineSpeakerDiarizationConfig` of sherpa-onnx without `clustering`. */
  readonly config: Readonly<Record<string, unknown>>;
}

export interface SpeakersWork {
  /** PCM file: 16 kHz mono, 16 bit. */
  readonly file: string;
  /** How many speak; null when that is not known. */
  readonly speakers: number | null;
}

/** Seconds from the start of the file. */
export interface SpeakerTurn {
  readonly startS: number;
  readonly endS: number;
  /** From 0, in the order in which they are first heard. */
  readonly speaker: number;
}

/** Distance of voices above which they are two speakers, where their number is not known; the default of the library. */
const THRESHOLD = 0.5;

serveModel(async ({ runtime, config }: SpeakersSetup) => {
  const unknown = { numClusters: -1, threshold: THRESHOLD };
  const diarization = new (loadSherpa(runtime).OfflineSpeakerDiarization)({ ...config, clustering: unknown });
  return async ({ file, speakers }: SpeakersWork): Promise<SpeakerTurn[]> => {
    const clustering = speakers === null ? unknown : { numClusters: speakers, threshold: THRESHOLD };
    diarization.setConfig({ ...config, clustering });
    const samples = floatsOf(samplesOf(await readFile(file)));
    const turns = diarization.process(speakers === null ? samples : inSeveralWindows(samples));
    const numbers = new Map<number, number>();
    return turns
      .toSorted((a, b) => a.start - b.start)
      .map(({ start, end, speaker }) => {
        const number = numbers.get(speaker) ?? numbers.size;
        numbers.set(speaker, number);
        return { startS: start, endS: end, speaker: number };
      });
  };
});

/** Ten seconds at 16 kHz. */
const WINDOW = 160_000;

/** A sound that fits into one window of the network is not clustered by the library, which then ignores the number of speakers: silence makes it longer. */
function inSeveralWindows(samples: Float32Array): Float32Array {
  if (samples.length > WINDOW) return samples;
  const longer = new Float32Array(2 * WINDOW);
  longer.set(samples);
  return longer;
}
