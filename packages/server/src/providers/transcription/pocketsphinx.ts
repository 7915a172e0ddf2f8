import { type Clock, HeadwayError } from "@headway-jobs/contract";
import { availableParallelism } from "node:os";
import { LISTENING_RATE_HZ } from "@headway-jobs/tools/sound/pcm";
import { findTool, requireTool, type ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { childEnv } from "@headway-jobs/tools/programs/run-tool";
import { systemClock } from "@headway-jobs/tools/time/system-clock";
import { countUse } from "../metering.ts";
import { wordsOfBacktrace } from "./backtrace.ts";
import { findEnglishModel, modelAdvice, recogniserAdvice } from "./pocketsphinx-model.ts";
import {
  SHORTEST_SOUND_S,
  type TranscribedSegment,
  type TranscribedWord,
  type Transcription,
} from "@headway-jobs/ports/transcription";
import { RecogniserPool } from "./recogniser-pool.ts";
import { type Recogniser, startRecogniser } from "./recogniser.ts";
import type { TranscriptionAdapter } from "./transcription-adapter.ts";

export interface PocketsphinxOptions {
  readonly env?: ToolEnv;
  /** Recognisers that work on recordings at the same time; one per core by default. */
  readonly processes?: number;
  readonly idleMs?: number;
  readonly clock?: Clock;
  /** How long an utterance of so many seconds may take. */
  readonly timeLimitMs?: (soundS: number) => number;
}

const IDLE_MS = 5 * 60_000;
/** For less than an utterance or two each, it is not worth it to have several recognisers. */
const SOUND_PER_PROCESS_S = 15;

export const pocketsphinxAdapter: TranscriptionAdapter = {
  names: ["pocketsphinx"],
  create: (_detail, { env }) => pocketsphinxTranscription({ env }),
  async adviceOf(_detail, env) {
    if ((await findTool("pocketsphinx", env)) !== null)
      return { detail: "pocketsphinx has no English model", fix: modelAdvice() };
    return { detail: "needed to transcribe recordings and live sound", fix: recogniserAdvice() };
  },
};

/** English speech by pocketsphinx and its free model, offline. Each call gives one segment, or none where no word is heard. */
export function pocketsphinxTranscription(options: PocketsphinxOptions = {}): Transcription {
  const { env = process.env, processes = availableParallelism(), idleMs = IDLE_MS } = options;
  const { clock = systemClock, timeLimitMs = usualTimeLimitMs } = options;
  const pool = new RecogniserPool({
    start: () => start(env, clock),
    processes,
    idleMs,
    after: (delayMs, callback) => clock.after(delayMs, callback),
    timeLimitMs: (samples) => timeLimitMs(samples.length / LISTENING_RATE_HZ),
  });
  return {
    name: "pocketsphinx",
    spanS: 0,
    async languages() {
      const found = await Promise.all([findTool("pocketsphinx", env), findEnglishModel(env)]);
      return found.includes(null) ? [] : ["en"];
    },
    async transcribe({ samples, language, urgency, signal = NEVER }) {
      signal.throwIfAborted();
      if (language !== undefined && !/^en(?:-|$)/i.test(language)) {
        throw new HeadwayError("UNSUPPORTED_LANGUAGE", `pocketsphinx understands English only, not ${language}.`);
      }
      if (samples.length < SHORTEST_SOUND_S * LISTENING_RATE_HZ) return { segments: [], warnings: [] };
      const log = await pool.run(samples, urgency, signal);
      if (log !== null) countUse({ name: "pocketsphinx", audioSeconds: samples.length / LISTENING_RATE_HZ });
      return log === null ? null : { segments: segmentsOf(wordsOfBacktrace(log)), warnings: [] };
    },
    warmUp: (soundS) => pool.warmUp(Math.ceil(soundS / SOUND_PER_PROCESS_S)),
    close: () => pool.close(),
  };
}

const NEVER = new AbortController().signal;

/** Ten times what a busy machine needs; a machine that slept gets a second attempt. */
function usualTimeLimitMs(soundS: number): number {
  return Math.ceil(60_000 + soundS * 10_000);
}

async function start(env: ToolEnv, clock: Clock): Promise<Recogniser> {
  const program = await requireTool("pocketsphinx", env);
  const model = await findEnglishModel(env);
  if (model === null) {
    throw new HeadwayError("TOOL_MISSING", `pocketsphinx has no English model; install it with \`${modelAdvice()}\`.`);
  }
  return startRecogniser({
    nowMs: () => clock.nowMs(),
    program,
    model,
    env,
    knownOptions: await knownOptions(program, env),
  });
}

const optionsByProgram = new Map<string, Promise<ReadonlySet<string>>>();

/** Asked for once: called without arguments, the program lists what it takes. */
function knownOptions(program: string, env: ToolEnv): Promise<ReadonlySet<string>> {
  const known = optionsByProgram.get(program) ?? askOptions(program, env);
  optionsByProgram.set(program, known);
  return known;
}

async function askOptions(program: string, env: ToolEnv): Promise<ReadonlySet<string>> {
  const { execa } = await import("execa");
  const { all } = await execa(program, [], {
    all: true,
    reject: false,
    stdin: "ignore",
    env: childEnv(env),
    extendEnv: false,
    timeout: 10_000,
  });
  return new Set(all.match(/^-\w+/gm));
}

function segmentsOf(words: readonly TranscribedWord[]): TranscribedSegment[] {
  const [first, last] = [words[0], words.at(-1)];
  if (first === undefined || last === undefined) return [];
  const confidence = words.reduce((sum, word) => sum + (word.confidence ?? 0), 0) / words.length;
  const text = words.map((word) => word.text).join(" ");
  return [{ text, startS: first.startS, endS: last.endS, confidence, speaker: null, words }];
}
