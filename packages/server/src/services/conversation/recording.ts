import { HeadwayError, type JsonObject } from "@headway-jobs/contract";
import type { JobContext } from "@headway-jobs/engine";
import { conversationIdOf } from "./events.ts";
import { conclude } from "./steps/conclude.ts";
import { decodeSound } from "./steps/decode-sound.ts";
import { transcribeRecording } from "./recognition/transcribe-recording.ts";
import { UtterancePublisher } from "./steps/publish-utterances.ts";
import type { WorkflowPorts } from "./ports.ts";

/** A recording job's input as `prepare` leaves it. */
export interface RecordingJob {
  readonly filename: string;
  readonly media_type: string;
  readonly goal?: string | undefined;
  readonly transcript?: string | undefined;
  readonly speakers?: number | undefined;
}

/** Decodes a recording, transcribes its speech, publishes each utterance with its readings in order, and concludes. */
export async function analyseRecording(
  ctx: JobContext,
  ports: WorkflowPorts,
  input: RecordingJob,
): Promise<JsonObject> {
  const conversationId = conversationIdOf(ctx.job);
  const analysis = await ports.analyse({ conversationId, goal: input.goal });
  const along = await ports.readAlong?.({ goal: input.goal });
  const publisher = new UtterancePublisher(ctx, { analysis, reader: along });
  const sound = await decodeSound(ctx, { filename: input.filename, mediaType: input.media_type });
  const foundBy = await transcribeRecording(ctx, ports, { sound, ...input }, (speech) => publisher.publish(speech));
  await publisher.finish();
  if (publisher.published.length === 0) throw nothingFound(foundBy.speech);
  const recognition = input.transcript === undefined ? publisher.recogniser(ports.transcription.name) : "transcript";
  return conclude(
    ctx,
    { analysis, along },
    {
      conversationId,
      jobId: ctx.job.jobId,
      durationS: sound.durationS,
      uploadName: input.filename,
      heardWith: { recognition, ...foundBy },
      exam: input.transcript === undefined ? await ports.examOf?.(recognition) : undefined,
      published: publisher.published,
      readBy: publisher.readBy,
    },
  );
}

/** Names a model that found nothing: another method may find more, in quiet meetings for example. */
function nothingFound(by: string): HeadwayError {
  const model = by.startsWith("local/") ? ` by ${by}` : "";
  return new HeadwayError("NO_UTTERANCES", `No speech was found in this recording${model}.`);
}
