import type { Heard, Hearing } from "@headway-jobs/ports/hearing";
import { WorkerPool, workerModule } from "@headway-jobs/tools/threads/worker-pool";
import type { SoundResults, SoundWork } from "./sound-worker.ts";

const LIMITS = { module: workerModule("./sound-worker", import.meta.url), memoryMb: 512, idleMs: 30_000 };
/** A recording of four hours is taken apart in minutes. */
const recordings = new WorkerPool<SoundWork, unknown>({ ...LIMITS, timeLimitMs: 30 * 60_000, maxThreads: 2 });
/** Apart from recordings, so that no live session waits for one. An utterance is measured in milliseconds. */
const utterances = new WorkerPool<SoundWork, unknown>({ ...LIMITS, timeLimitMs: 60_000, maxThreads: 1 });

/**
 * Takes sound apart by signal processing, without a model. Recordings and utterances are worked on in threads that all
 * conversations share. Captures in progress are kept in `temporaryDir`, which is made when it is missing. Throws
 * ANALYSIS_FAILURE for sound that cannot be worked on.
 */
export function mediaHearing(temporaryDir: string): Hearing {
  return {
    findTurns: ({ channels, speakers, signal }) => run(recordings, { kind: "turns", channels, speakers }, signal),
    measure: (samples) => run(utterances, { kind: "prosody", samples: withoutRest(samples) }),
    listen: (request) => listen(request, temporaryDir),
    // Loaded with the first capture, so that the server starts faster.
    finish: async (capture) => (await import("./live/finish-capture.ts")).finishCapture(capture),
  };
}

async function* listen(request: Parameters<Hearing["listen"]>[0], temporaryDir: string): AsyncGenerator<Heard> {
  const { listenLive } = await import("./live/listen-live.ts");
  const { LiveSpeakers } = await import("./speakers/live-speakers.ts");
  const speakers = new LiveSpeakers();
  yield* listenLive({ ...request, temporaryDir }, async (utterance) => {
    const work = { kind: "measure", samples: withoutRest(utterance.samples) } as const;
    const { prosody, print } = await run(utterances, work, request.signal);
    return { speaker: speakers.nameOf(utterance, print), prosody };
  });
}

async function run<Work extends SoundWork>(
  threads: WorkerPool<SoundWork, unknown>,
  work: Work,
  signal?: AbortSignal,
): Promise<SoundResults[Work["kind"]]> {
  const refusal = { code: "ANALYSIS_FAILURE", message: "The sound could not be analysed.", on: "any-error" } as const;
  return (await threads.run(work, { signal, refusal })) as SoundResults[Work["kind"]];
}

/** To send samples to a thread copies all of their buffer, of which a stretch of a recording is a small part. */
function withoutRest(samples: Int16Array): Int16Array {
  return samples.byteLength === samples.buffer.byteLength ? samples : samples.slice();
}
