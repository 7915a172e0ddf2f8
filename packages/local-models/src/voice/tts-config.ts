import { availableParallelism } from "node:os";
import { HeadwayError } from "@headway-jobs/contract";
import type { InstalledModel } from "../manifest/model-manifest.ts";
import { ModelFiles } from "../process/model-files.ts";
import { threadsOf } from "../process/sherpa.ts";
import { findEspeakData } from "./espeak-data.ts";

/** `OfflineTtsConfig` of sherpa-onnx. */
export type TtsConfig = Readonly<Record<string, unknown>>;

/** How the runtime loads a voice. Throws MODEL_MISSING when a file of it is not there. */
export async function ttsConfig(model: InstalledModel, espeakPlaces?: readonly string[]): Promise<TtsConfig> {
  const dataDir = await findEspeakData(model, espeakPlaces);
  const network = await networkOf(model, dataDir);
  return {
    model: { ...network, numThreads: threadsOf(availableParallelism()), provider: "cpu" },
    // A long text is spoken sentence by sentence, so that memory does not grow with it.
    maxNumSentences: 1,
  };
}

async function networkOf(model: InstalledModel, dataDir: string): Promise<TtsConfig> {
  const { format, name } = model.manifest;
  const files = await ModelFiles.of(model);
  // The store gives published voices of Piper their symbols and the metadata of the network.
  const common = (): TtsConfig => ({
    model: files.require("network", /^model\.onnx$/, /^model\.int8\.onnx$/, /\.onnx$/),
    tokens: files.require("symbols", /^tokens\.txt$/),
    dataDir,
  });
  if (format === "piper") return { vits: common() };
  if (format !== "kokoro") {
    throw new HeadwayError("MODEL_MISSING", `The local model ${name} is no voice that this server can load.`);
  }
  const voices = files.require("voices", /^voices\.bin$/);
  const lexicon = files.all(LEXICON).join(",");
  // Without a lexicon of words the runtime asks for the language of the text.
  return { kokoro: { ...common(), voices, ...(lexicon === "" ? { lang: "en-us" } : { lexicon }) } };
}

/** American English and Chinese; a second lexicon of English would only be read for words that the first lacks. */
const LEXICON = /^lexicon-(?:us-en|zh)\.txt$/;
