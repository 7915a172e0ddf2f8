import {
  SHORTEST_SOUND_S,
  type TranscribedSegment,
  type Transcription,
  type TranscriptionRequest,
} from "@headway-jobs/ports/transcription";
import { plausibleSegments } from "@headway-jobs/tools/recognition/plausible-segments";
import { LISTENING_RATE_HZ } from "@headway-jobs/tools/sound/pcm";
import { workerModule } from "@headway-jobs/tools/threads/worker-pool";
import type { InstalledModel } from "../manifest/model-manifest.ts";
import type { ModelProcesses } from "../process/model-processes.ts";
import { asrConfig } from "./asr-config.ts";
import { earLimits, earSpanS } from "./ear-limits.ts";
import { languageCode, languagesOf } from "./ear-languages.ts";
import type { EarSetup, EarWork } from "./ear-worker.ts";
import { segmentsOf } from "./heard.ts";
import { type SoundSpan, soundSpans } from "./sound-spans.ts";

export interface ModelTranscriptionOptions {
  readonly model: InstalledModel;
  readonly processes: ModelProcesses;
  /** Folder of packages that has the runtime. */
  readonly runtime: string;
  /** Called for each request that is heard, to count it. */
  readonly onUse?: (use: { readonly name: string; readonly audioSeconds: number }) => void;
}

const MODULE = workerModule("./ear-worker", import.meta.url);

/**
 * A local model as a recogniser. Sound is cut at its pauses into what the model takes; silence is never handed to it. Errors: UNSUPPORTED_LANGUAGE,
 * MODEL_MISSING, MODEL_FAILED and PROVIDER_*.
 */
export function modelTranscription(options: ModelTranscriptionOptions): Transcription {
  const { model, processes } = options;
  const { manifest } = model;
  const limits = earLimits(manifest);
  const name = `local/${manifest.name}`;
  return {
    name,
    spanS: earSpanS(manifest),
    languages: () => Promise.resolve(languagesOf(manifest)),
    async transcribe(request) {
      const { samples, language, urgency, signal } = request;
      signal?.throwIfAborted();
      const code = language === undefined ? "" : languageCode(manifest, language);
      if (samples.length < SHORTEST_SOUND_S * LISTENING_RATE_HZ) return { segments: [], warnings: [] };
      const setup: EarSetup = { runtime: options.runtime, config: await asrConfig(model) };
      const program = { name: manifest.name, module: MODULE, setup };
      // A guess that arrives after the next request is of no use.
      if (urgency === "partial" && processes.isBusy(program)) return null;
      options.onUse?.({ name, audioSeconds: samples.length / LISTENING_RATE_HZ });
      const heard: TranscribedSegment[] = [];
      for (const span of soundSpans(samples, limits.spanS)) {
        const answer = await processes.run(program, workOf(samples, span, code), requestOf(span, request));
        heard.push(...segmentsOf(answer, timesOf(span)));
      }
      const { kept, warnings } = plausibleSegments(heard, samples.length / LISTENING_RATE_HZ);
      return { segments: kept, warnings };
    },
    close: () => Promise.resolve(),
  };
}

/** Copied, so that no more than the span is sent. */
function workOf(samples: Int16Array, { from, to }: SoundSpan, language: string): EarWork {
  return { samples: samples.slice(from, to), language };
}

function requestOf({ from, to }: SoundSpan, { urgency, signal }: TranscriptionRequest) {
  const soundS = (to - from) / LISTENING_RATE_HZ;
  // Ten times what a busy machine needs.
  return { timeLimitMs: Math.ceil(30_000 + soundS * 10_000), signal, isUrgent: urgency !== "recording" };
}

const timesOf = ({ from, to }: SoundSpan) => ({ startS: from / LISTENING_RATE_HZ, endS: to / LISTENING_RATE_HZ });
