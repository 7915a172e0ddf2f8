import { HeadwayError } from "@headway-jobs/contract";
import type { InstalledModel } from "@headway-jobs/local-models/manifest/model-manifest";
import type { SpeakerFinder } from "@headway-jobs/ports/speaker-finder";
import type { SpeechFinder } from "@headway-jobs/ports/speech-finder";
import { Fallback } from "../fallback.ts";
import { countUse } from "../metering.ts";
import type { LocalModels } from "./local-models.ts";

/** The installed model that finds speech; without one, and when it fails, the built-in method, with a warning that names both. */
export function localSpeechFinder(local: LocalModels, builtIn: SpeechFinder): SpeechFinder {
  return {
    async find(request) {
      const run = await local.runnable("segmenter");
      const model = run?.models.find(({ manifest }) => manifest.format === "silero-vad");
      if (run === null || model === undefined) return builtIn.find(request);
      const { processes, runtime } = run;
      const { modelSpeechFinder } = await import("@headway-jobs/local-models/segmenter/model-speech-finder");
      const finder = modelSpeechFinder({ model, processes, runtime, onUse: countUse });
      return firstOf({ name: nameOf(model), provider: finder }, builtIn, (one) => one.find(request));
    },
  };
}

/** The installed models that tell speakers apart; without them, and when they fail, the built-in method, with a warning that names both. */
export function localSpeakerFinder(local: LocalModels, builtIn: SpeakerFinder): SpeakerFinder {
  return {
    usesModels: async () => (await local.runnable("speakers")) !== null,
    async find(request) {
      const run = await local.runnable("speakers");
      // Models hear one sound; the sides of a call tell more than they could.
      if (run === null || request.channels.length > 1) return builtIn.find(request);
      const { models, processes, runtime } = run;
      const segmentation = models.find(({ manifest }) => manifest.format === "pyannote-segmentation");
      const embedding = models.find(({ manifest }) => manifest.format === "speaker-embedding");
      const name = nameOf(segmentation ?? embedding);
      if (segmentation === undefined || embedding === undefined)
        return firstOf({ name, provider: unpaired(name) }, builtIn, (one) => one.find(request));
      const { modelSpeakerFinder } = await import("@headway-jobs/local-models/speakers/model-speaker-finder");
      const finder = modelSpeakerFinder({ segmentation, embedding, processes, runtime, onUse: countUse });
      return firstOf({ name, provider: finder }, builtIn, (one) => one.find(request));
    },
  };
}

const nameOf = (model: InstalledModel | undefined): string => `local/${model?.manifest.name ?? ""}`;

/** Chosen again for each request: a process that fails again and again is not asked for some minutes. */
const AT_ONCE = { nowMs: () => 0 };

async function firstOf<Finder, T extends { readonly warnings: readonly string[] }>(
  model: { readonly name: string; readonly provider: Finder },
  builtIn: Finder,
  find: (finder: Finder) => Promise<T>,
): Promise<T> {
  const members = [model, { name: "built-in", provider: builtIn }];
  const { answer, warnings } = await new Fallback(members, AT_ONCE).call(find);
  return { ...answer, warnings: [...warnings, ...answer.warnings] };
}

/** Speakers are told apart by two models, of which one is not installed. */
function unpaired(name: string): SpeakerFinder {
  return {
    usesModels: () => Promise.resolve(true),
    find: () =>
      Promise.reject(
        new HeadwayError(
          "MODEL_MISSING",
          `Only ${name} is installed, and speakers are told apart by two models: \`headway models add pyannote-segmentation-3.0 campplus-zh-en\`.`,
        ),
      ),
  };
}
