import { HeadwayError } from "@headway-jobs/contract";
import { WorkerLimitError } from "@headway-jobs/tools/threads/worker-errors";
import { WorkerPool, type WorkerPoolOptions, workerModule } from "@headway-jobs/tools/threads/worker-pool";
import type { BergamotWork, Direction } from "./bergamot-worker.ts";
import type { MarkedText } from "./marked-text.ts";

/** Translates marked texts along a route, in their order. */
export type BergamotEngine = (
  route: readonly Direction[],
  texts: readonly MarkedText[],
  signal: AbortSignal | undefined,
) => Promise<string[]>;

export interface BergamotEngineOptions {
  /**
   * Folder of the npm package that holds the runtime, e.g. `…/node_modules/@browsermt/bergamot-translator`; undefined when it is not installed.
   */
  readonly packageFolder: string | undefined;
  /** Memory of the runtime with its models. */
  readonly maxBytes?: number;
  /** How long models stay loaded without work. */
  readonly idleMs?: number;
  /** Of one batch of at most 6,000 characters, in which loading the models counts. */
  readonly timeLimitMs?: number;
  /** Default: the machine's. */
  readonly clock?: WorkerPoolOptions["clock"];
}

/** Addresses, not resident memory: two toy models take 570 MB of addresses, and the process grows by some 20 MB. */
const MAX_BYTES = 1280 * 2 ** 20;
const IDLE_MS = 5 * 60_000;
const TIME_LIMIT_MS = 120_000;
/** Heap of the thread, in which the files of a model stay while they are loaded; the runtime's own memory is not part of it. */
const HEAP_MB = 256;
const MAX_BATCH_CHARS = 6_000;

/**
 * The real runtime in a thread of its own, which starts with the first text, keeps its models for a while, and ends when it was idle, on abort, and over its
 * time.
 */
export function bergamotEngine(options: BergamotEngineOptions): BergamotEngine {
  const { packageFolder, maxBytes = MAX_BYTES, idleMs = IDLE_MS, timeLimitMs = TIME_LIMIT_MS, clock } = options;
  const pool = new WorkerPool<BergamotWork, string[]>({
    module: workerModule("./bergamot-worker", import.meta.url),
    memoryMb: HEAP_MB,
    maxThreads: 1,
    idleMs,
    timeLimitMs,
    ...(clock === undefined ? {} : { clock }),
  });
  return async (route, texts, signal) => {
    if (packageFolder === undefined)
      throw new HeadwayError("TOOL_MISSING", "The runtime of local translation models is not installed.");
    const translated: string[] = [];
    for (const batch of batchesOf(texts)) {
      const work = { packageFolder, maxBytes, route: route.map(plainDirection), texts: batch };
      translated.push(
        ...(await pool.run(work, { signal }).catch((error: unknown) => fail(error, timeLimitMs, signal))),
      );
    }
    return translated;
  };
}

/** What a thread needs to know of it. */
function plainDirection({ name, folder, gemmPrecision }: Direction): Direction {
  return { name, folder, ...(gemmPrecision === undefined ? {} : { gemmPrecision }) };
}

function fail(error: unknown, timeLimitMs: number, signal: AbortSignal | undefined): never {
  signal?.throwIfAborted();
  if (error instanceof HeadwayError) throw error;
  const limit = error instanceof WorkerLimitError ? error.limit : undefined;
  const isTime = limit === "time";
  const why = limit === undefined ? "ended unexpectedly" : "needs more memory than it may have";
  throw new HeadwayError(
    "TOOL_FAILED",
    `The local translation ${isTime ? `took longer than ${timeLimitMs / 1000} s` : why}.`,
    { cause: error },
  );
}

function batchesOf(texts: readonly MarkedText[]): MarkedText[][] {
  const batches: MarkedText[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const text of texts) {
    if (size + text.text.length > MAX_BATCH_CHARS) {
      batches.push([]);
      size = 0;
    }
    batches.at(-1)?.push(text);
    size += text.text.length;
  }
  return batches;
}
