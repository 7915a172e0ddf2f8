// Measures a translation on parallel sentences:
//   node bench/src/translation/measure.ts --from en --to es --source en.conllu --reference es.conllu [--sentences N] \
//     [--adapter apertium | --models DIR --runtime PACKAGE_FOLDER] [--save FILE]
// The files are plain text, one sentence a line, or CoNLL-U, whose comments hold the sentences (UD-PUD is parallel).
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { bergamotTranslation } from "@headway-jobs/local-models/translation/bergamot-translation";
import { ModelManifestSchema } from "@headway-jobs/local-models/manifest/model-manifest";
import type { Translation } from "@headway-jobs/ports/translation";
import { resolveTranslation } from "../../../packages/server/src/providers/translation/resolve-translation.ts";
import { chrf } from "./chrf.ts";

const { values } = parseArgs({
  options: {
    from: { type: "string", default: "en" },
    to: { type: "string", default: "es" },
    source: { type: "string" },
    reference: { type: "string" },
    sentences: { type: "string", default: "1000" },
    adapter: { type: "string", default: "apertium" },
    models: { type: "string" },
    runtime: { type: "string" },
    save: { type: "string" },
  },
});
const { from, to, source = "", reference = "", adapter, models, runtime, save } = values;

const sources = sentencesOf(source).slice(0, Number(values.sentences));
const references = sentencesOf(reference).slice(0, Number(values.sentences));
if (sources.length !== references.length)
  throw new Error(`${sources.length} sentences and ${references.length} references`);
const translation = chosen();
// What is loaded once does not count.
await translation.translate({ texts: sources.slice(0, 1), from, to });
const started = performance.now();
const { texts, warnings } = await translation.translate({ texts: sources, from, to });
const seconds = (performance.now() - started) / 1000;
const words = sources.join(" ").split(/\s+/u).length;
console.log(
  JSON.stringify({
    pair: `${from}>${to}`,
    by: models === undefined ? adapter : "bergamot",
    sentences: sources.length,
    chrf: Number(chrf(texts, references).toFixed(2)),
    seconds: Number(seconds.toFixed(1)),
    wordsPerSecond: Math.round(words / seconds),
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
    warnings,
  }),
);
if (save !== undefined) writeFileSync(save, `${texts.join("\n")}\n`);

function sentencesOf(file: string): string[] {
  const lines = readFileSync(file, "utf8").split("\n");
  const named = lines.flatMap((line) => /^# text = (.*)$/u.exec(line)?.[1] ?? []);
  return named.length > 0 ? named : lines.filter((line) => line !== "");
}

function chosen(): Translation {
  if (models === undefined) return resolveTranslation(adapter);
  const installed = readdirSync(models, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map(({ name }) => {
      const folder = resolve(models, name);
      return {
        folder,
        manifest: ModelManifestSchema.parse(JSON.parse(readFileSync(join(folder, "model.json"), "utf8"))),
      };
    });
  return bergamotTranslation({ models: () => Promise.resolve(installed), packageFolder: runtime });
}
