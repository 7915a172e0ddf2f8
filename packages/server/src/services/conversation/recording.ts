import { HeadwayError, type JsonObject } from "@headway-jobs/contract";
import type { JobContext } from "@headway-jobs/engine";
import { conversationIdOf } from "./conversation-id.ts";
import { conclude } from "./steps/conclude.ts";
import { decodeSound } from "./steps/decode-sound.ts";
import { hearSpeech } from "./steps/hear-speech.ts";
import { Telling } from "./telling.ts";
import type { RecordingJob, WorkflowPorts } from "./workflow-ports.ts";

/** A recording is decoded, its speech is found and written down, and what each utterance says and how is told in order; then all of it is summed up. */
export async function analyseRecording(
  ctx: JobContext,
  ports: WorkflowPorts,
  input: RecordingJob,
): Promise<JsonObject> {
  const conversationId = conversationIdOf(ctx.job);
  const analysis = ports.analyse({ conversationId, goal: input.goal });
  const along = ports.readAlong?.({ goal: input.goal });
  const telling = new Telling(ctx, { analysis, reader: along?.window });
  const sound = await decodeSound(ctx, { filename: input.filename, mediaType: input.media_type });
  await hearSpeech(ctx, ports, { sound, ...input }, (heard) => telling.tell(heard));
  await telling.finish();
  if (telling.told.length === 0)
    throw new HeadwayError("NO_UTTERANCES", "Nobody was heard to say a word in this recording.");
  return conclude(
    ctx,
    { analysis, along },
    {
      conversationId,
      jobId: ctx.job.jobId,
      durationS: sound.durationS,
      uploadName: input.filename,
      recogniser: input.transcript === undefined ? ports.transcription.name : "transcript",
      told: telling.told,
      model: along?.name ?? null,
    },
  );
}
