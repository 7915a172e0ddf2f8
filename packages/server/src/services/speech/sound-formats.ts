import { HeadwayError, type SpeechFormat } from "@headway-jobs/contract";
import type { Artifact, Engine, Job } from "@headway-jobs/engine";
import { encodeSpeech } from "@headway-jobs/tools/sound/encode-speech";
import { MEDIA_TYPES, SPEECH_FILES } from "./speech-files.ts";

/** The sound of a spoken task in a format: the FLAC it made, or what is encoded from it at the first request and kept beside it. */
export async function soundIn(engine: Engine, job: Job, format: SpeechFormat): Promise<Artifact> {
  const made = (await engine.artifacts(job.jobId)).find(({ name }) => name === SPEECH_FILES.audio);
  if (made === undefined) throw new HeadwayError("NOT_FOUND", "The sound of this run is gone.");
  if (format === "flac") return made;
  const wanted = { name: `speech.${format}`, mediaType: MEDIA_TYPES[format] };
  return engine.deriveArtifact(job, wanted, (out) =>
    inTurn(() =>
      // A client that leaves does not stop it: the result is kept, and others may wait for it.
      encodeSpeech({ file: engine.artifactPath(made), format, out, signal: new AbortController().signal }),
    ),
  );
}

let last: Promise<void> = Promise.resolve();

/** One encoder at a time: requests must not take the cores from the jobs. */
function inTurn(work: () => Promise<void>): Promise<void> {
  const mine = last.then(work);
  last = mine.catch(() => undefined);
  return mine;
}
