import { availableParallelism } from "node:os";
import { HeadwayError } from "@headway-jobs/contract";
import { LISTENING_RATE_HZ } from "@headway-jobs/tools/sound/pcm";
import type { InstalledModel } from "../manifest/model-manifest.ts";
import { ModelFiles } from "../process/model-files.ts";
import { threadsOf } from "../process/sherpa.ts";
import { earLimits } from "./ear-limits.ts";

/** `OfflineRecognizerConfig` of sherpa-onnx. */
export interface AsrConfig {
  readonly featConfig: { readonly sampleRate: number; readonly featureDim: number };
  readonly modelConfig: Readonly<Record<string, unknown>> & {
    readonly whisper?: Readonly<Record<string, unknown>>;
  };
}

/** How the runtime loads a recogniser. Throws MODEL_MISSING when a file of it is not there. */
export async function asrConfig(model: InstalledModel): Promise<AsrConfig> {
  const files = await ModelFiles.of(model);
  return {
    featConfig: { sampleRate: LISTENING_RATE_HZ, featureDim: 80 },
    modelConfig: {
      ...networksOf(model, files),
      tokens: files.require("symbols", /^tokens\.txt$/, /-tokens\.txt$/),
      numThreads: threadsOf(availableParallelism()),
      provider: "cpu",
    },
  };
}

function networksOf(model: InstalledModel, files: ModelFiles): Readonly<Record<string, unknown>> {
  const { format, name } = model.manifest;
  if (format === "whisper") {
    const { timesWords } = earLimits(model.manifest);
    return {
      whisper: {
        encoder: files.require("encoder", ...network("encoder")),
        decoder: files.require("decoder", ...network("decoder")),
        language: "",
        task: "transcribe",
        enableTokenTimestamps: timesWords ? 1 : 0,
        enableSegmentTimestamps: timesWords ? 0 : 1,
      },
    };
  }
  if (format === "nemo-transducer") {
    return {
      transducer: {
        encoder: files.require("encoder", ...network("encoder")),
        decoder: files.require("decoder", ...network("decoder")),
        joiner: files.require("joiner", ...network("joiner")),
      },
      modelType: "nemo_transducer",
    };
  }
  if (format === "nemo-ctc") {
    return { nemoCtc: { model: files.require("network", /^model\.int8\.onnx$/, /\.onnx$/) }, modelType: "nemo_ctc" };
  }
  throw new HeadwayError("MODEL_MISSING", `The local model ${name} is no recogniser that this server can load.`);
}

/** The 8-bit form is preferred: it is faster and smaller. */
const network = (part: string): RegExp[] => [
  new RegExp(String.raw`(?:^|[-_.])${part}.*\.int8\.onnx$`),
  new RegExp(String.raw`(?:^|[-_.])${part}.*\.onnx$`),
];
