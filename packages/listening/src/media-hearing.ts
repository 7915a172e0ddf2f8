import type { Heard, Hearing } from "@headway-jobs/ports/hearing";
import { runSound, utterances } from "./sound-pools.ts";

/**
 * Takes sound apart by signal processing, without a model. Utterances are worked on in threads that all conversations share. Captures in progress are kept in
 * `temporaryDir`, which is made when it is missing. Throws ANALYSIS_FAILURE for sound that cannot be worked on.
 */
export function mediaHearing(temporaryDir: string): Hearing {
  return {
    measure: (samples) => runSound(utterances, { kind: "prosody", samples: withoutRest(samples) }),
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
    const { prosody, print } = await runSound(utterances, work, request.signal);
    return { speaker: speakers.nameOf(utterance, print), prosody };
  });
}

/** To send samples to a thread copies all of their buffer, of which a stretch of a recording is a small part. */
function withoutRest(samples: Int16Array): Int16Array {
  return samples.byteLength === samples.buffer.byteLength ? samples : samples.slice();
}
