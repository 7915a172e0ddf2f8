import { availableParallelism } from "node:os";
import { HeadwayError } from "@headway-jobs/contract";
import { countPcmSamples, LISTENING_RATE_HZ } from "@headway-jobs/tools/sound/pcm";
import { workerModule } from "@headway-jobs/tools/threads/worker-pool";
import type { InstalledModel } from "../manifest/model-manifest.ts";
import { ModelFiles } from "../process/model-files.ts";
import type { ModelProcesses } from "../process/model-processes.ts";
import { threadsOf } from "../process/sherpa.ts";
import type { SpeakersSetup, SpeakersWork, SpeakerTurn } from "./speakers-worker.ts";

export interface FindSpeakersOptions {
  /** Finds who speaks when within ten seconds. */
  readonly segmentation: InstalledModel;
  /** Tells voices apart over the whole recording. */
  readonly embedding: InstalledModel;
  readonly processes: ModelProcesses;
  /** Folder of packages that has the runtime. */
  readonly runtime: string;
}

const MODULE = workerModule("./speakers-worker", import.meta.url);

/** Shorter turns and shorter pauses within a turn are taken for errors. */
const SHORTEST_TURN_S = 0.3;
const SHORTEST_PAUSE_S = 0.5;

/**
 * The turns of a PCM file (16 kHz mono, 16 bit) and who speaks in each, in the order of their beginnings; turns of several speakers overlap. `speakers` is how
 * many speak, where that is known. Errors: MODEL_MISSING, MODEL_FAILED, PROVIDER_TIMEOUT.
 */
export async function findSpeakers(
  options: FindSpeakersOptions,
  file: string,
  { speakers, signal }: { readonly speakers?: number | undefined; readonly signal?: AbortSignal | undefined } = {},
): Promise<readonly SpeakerTurn[]> {
  const { segmentation, embedding, processes, runtime } = options;
  const numThreads = threadsOf(availableParallelism());
  const setup: SpeakersSetup = {
    runtime,
    models: [embedding.manifest.name],
    config: {
      segmentation: {
        pyannote: { model: await networkOf(segmentation, "pyannote-segmentation") },
        numThreads,
        provider: "cpu",
      },
      embedding: { model: await networkOf(embedding, "speaker-embedding"), numThreads, provider: "cpu" },
      minDurationOn: SHORTEST_TURN_S,
      minDurationOff: SHORTEST_PAUSE_S,
    },
  };
  const samples = await countPcmSamples(file);
  if (samples < LISTENING_RATE_HZ * SHORTEST_TURN_S) return [];
  const work: SpeakersWork = { file, speakers: speakers ?? null };
  const request = { timeLimitMs: Math.ceil(60_000 + (samples / LISTENING_RATE_HZ) * 2000), signal };
  const program = { name: segmentation.manifest.name, module: MODULE, setup };
  return (await processes.run(program, work, request)) as SpeakerTurn[];
}

async function networkOf(model: InstalledModel, format: string): Promise<string> {
  const { manifest } = model;
  if (manifest.format !== format) {
    throw new HeadwayError("MODEL_MISSING", `The local model ${manifest.name} does not tell speakers apart.`);
  }
  return (await ModelFiles.of(model)).require("network", /^model\.onnx$/, /\.onnx$/);
}
