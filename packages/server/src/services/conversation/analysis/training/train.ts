/** Fits the weights of emotion and sentiment from the labelled utterances and writes them to `emotion/weights.generated.json`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { trainedWeights } from "./trained-weights.ts";

writeFileSync(
  join(import.meta.dirname, "..", "emotion", "weights.generated.json"),
  `${JSON.stringify(trainedWeights(), null, 1)}\n`,
);
