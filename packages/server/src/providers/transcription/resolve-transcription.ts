import type { Clock } from "@headway-jobs/contract";
import type { Transcription } from "@headway-jobs/ports/transcription";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { systemClock } from "@headway-jobs/tools/time/system-clock";
import { chooseAdapter } from "../adapter.ts";
import { chooseProviders, formOf, listedIn, type ProviderEntry } from "../choose-providers.ts";
import { TRANSCRIPTION_ADAPTERS } from "./adapters.ts";
import type { LocalModels } from "../local/local-models.ts";
import { transcriptionFallback } from "./fallback-transcription.ts";
import { TRANSCRIPTION_SETTING } from "./request-settings.ts";
import type { TranscriptionAdapter } from "./transcription-adapter.ts";

export interface TranscriptionParts {
  readonly entries?: readonly ProviderEntry[];
  readonly local?: LocalModels | undefined;
  readonly clock?: Pick<Clock, "nowMs">;
}

const DEFAULT = TRANSCRIPTION_ADAPTERS[0].names[0];

/**
 * The recognisers that HEADWAY_TRANSCRIPTION lists, as one; when unset, local models and then pocketsphinx. What is wrong with the setting is
 * INVALID_INPUT, for the start to report.
 */
export function resolveTranscription(
  setting: string | undefined,
  env: ToolEnv = process.env,
  { entries = [], local, clock = systemClock }: TranscriptionParts = {},
): Transcription {
  const context = { env, setting: TRANSCRIPTION_SETTING, entries, local };
  const [first, ...others] = chooseProviders((setting ?? "").trim(), TRANSCRIPTION_ADAPTERS, context);
  if (first !== undefined) return transcriptionFallback([first, ...others], clock);
  const builtIn = TRANSCRIPTION_ADAPTERS[0].create("", context);
  return local === undefined ? builtIn : localFirst(local, builtIn, clock);
}

/** Local models, which may come and go, and the built-in recogniser: also when a model fails, with a warning that names both. */
function localFirst(local: LocalModels, builtIn: Transcription, clock: Pick<Clock, "nowMs">): Transcription {
  const ears = local.transcription();
  const both = transcriptionFallback(
    [
      { name: "local", made: ears, languages: undefined },
      { name: DEFAULT, made: builtIn, languages: undefined },
    ],
    clock,
  );
  let hadEar = false;
  return {
    ...both,
    async transcribe(request) {
      const heard = await both.transcribe(request);
      hadEar ||= local.hasEar;
      // One that is gone has not failed, so that nothing else would say why a recording is recognised in two ways.
      if (heard === null || !hadEar || local.hasEar) return heard;
      return { ...heard, warnings: [REMOVED, ...heard.warnings] };
    },
    get name() {
      return local.hasEar ? ears.name : builtIn.name;
    },
    get spanS() {
      return both.spanS;
    },
    async warmUp(soundS) {
      // Processes of models start with their first request.
      if ((await ears.languages())?.length === 0) await builtIn.warmUp?.(soundS);
    },
  };
}

const REMOVED = `${DEFAULT} was used: the local models of recognition were removed while the server was running.`;

/** The adapter of the first recogniser that the setting lists, and its model, for advice. */
export function firstTranscription(
  setting: string | undefined,
  entries: readonly ProviderEntry[] = [],
): { readonly adapter: TranscriptionAdapter; readonly detail: string } {
  const item = listedIn(setting ?? "")[0] ?? DEFAULT;
  const entry = entries.find(({ name }) => name === item);
  return chooseAdapter(TRANSCRIPTION_SETTING, entry === undefined ? item : formOf(entry), TRANSCRIPTION_ADAPTERS);
}
