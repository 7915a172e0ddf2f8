import { countPcmSamples, LISTENING_RATE_HZ } from "@headway-jobs/tools/sound/pcm";
import { workerModule } from "@headway-jobs/tools/threads/worker-pool";
import { HeadwayError } from "@headway-jobs/contract";
import type { InstalledModel } from "../manifest/model-manifest.ts";
import { ModelFiles } from "../process/model-files.ts";
import type { ModelProcesses } from "../process/model-processes.ts";
import type { SegmenterSetup, SegmenterWork, SpeechSpan } from "./segmenter-worker.ts";

export interface FindSpeechOptions {
  readonly model: InstalledModel;
  readonly processes: ModelProcesses;
  /** Folder of packages that has the runtime. */
  readonly runtime: string;
  /**
   * Probability of speech from which on a moment counts as speech; default 0.25. With 0.5, the network's own choice, 16 % of the speech in meetings is missed
   * instead of 13 % (the recordings of `npm run exam`); music without speech gives nothing with either.
   */
  readonly threshold?: number;
  /** Shorter pauses do not end a span; default 0.5. */
  readonly pauseS?: number;
  /** What a span gets on both sides for soft beginnings and ends; default 0.2. */
  readonly marginS?: number;
}

const MODULE = workerModule("./segmenter-worker", import.meta.url);

/** Shorter sounds are no speech. */
const SHORTEST_S = 0.25;
/** A longer span is cut where speech is least likely. */
const LONGEST_S = 15;
/** What the network takes at a time; `segmenter-worker.ts` hands it over in such windows. */
const WINDOW = 512;

/** The spans of a PCM file (16 kHz mono, 16 bit) in which somebody speaks, in order. Errors: MODEL_MISSING, MODEL_FAILED, PROVIDER_TIMEOUT. */
export async function findSpeech(
  options: FindSpeechOptions,
  file: string,
  signal?: AbortSignal,
): Promise<readonly SpeechSpan[]> {
  const { model, processes, runtime, threshold = 0.25, pauseS = 0.5, marginS = 0.2 } = options;
  const { name, format } = model.manifest;
  if (format !== "silero-vad") {
    throw new HeadwayError("MODEL_MISSING", `The local model ${name} is no segmenter that this server can load.`);
  }
  const network = (await ModelFiles.of(model)).require("network", /\.onnx$/);
  const setup: SegmenterSetup = {
    runtime,
    config: {
      sileroVad: {
        model: network,
        threshold,
        minSpeechDuration: SHORTEST_S,
        minSilenceDuration: pauseS,
        maxSpeechDuration: LONGEST_S,
        windowSize: WINDOW,
      },
      sampleRate: LISTENING_RATE_HZ,
      numThreads: 1,
      provider: "cpu",
    },
  };
  const work: SegmenterWork = { file };
  const lengthS = (await countPcmSamples(file)) / LISTENING_RATE_HZ;
  const request = { timeLimitMs: Math.ceil(60_000 + lengthS * 1000), signal };
  const spans = (await processes.run({ name, module: MODULE, setup }, work, request)) as SpeechSpan[];
  return widened(spans, marginS, lengthS);
}

/** Spans with a margin, which ends in the middle between two that are near. */
function widened(spans: readonly SpeechSpan[], marginS: number, lengthS: number): SpeechSpan[] {
  return spans.map(({ startS, endS }, at) => {
    const before = spans[at - 1]?.endS ?? -startS;
    const after = spans[at + 1]?.startS ?? 2 * lengthS - endS;
    return {
      startS: startS - Math.min(marginS, Math.max(0, startS - before) / 2),
      endS: endS + Math.min(marginS, Math.max(0, after - endS) / 2),
    };
  });
}
