import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { HeadwayError, type JsonObject } from "@headway-jobs/contract";
import type { JobContext } from "@headway-jobs/engine";
import type { ConversationAnalysis } from "@headway-jobs/ports/conversation-analysis";
import { conversationIdOf, type PublishedUtterance } from "./events.ts";
import type { WorkflowPorts } from "./ports.ts";
import { conclude } from "./steps/conclude.ts";
import { keepCapture } from "./steps/keep-capture.ts";
import { UtterancePublisher } from "./steps/publish-utterances.ts";
import { ChunkQueue } from "./live/chunk-queue.ts";
import { LiveTranscriber } from "./recognition/live-transcriber.ts";
import { LIVE_SIGNAL, liveSignalSchema } from "./live/session.ts";
import { provisionalAtFirst, settle } from "./live/settle.ts";
import { settleSpeakers, type SettledSpeakers } from "./live/settle-speakers.ts";

/** The input as `prepare` leaves it. */
export interface LiveJob {
  readonly filename: string;
  readonly ttl_seconds: number;
  readonly goal?: string | undefined;
}

/** A client that sends chunks every few seconds is served by one run, which keeps its decoder in memory between chunks. */
const LINGER_MS = 20_000;

/**
 * Analyses a capture while it is sent. Each turn is transcribed, read and published as soon as it has ended. A run that
 * begins again decodes all journaled chunks again, finds the same turns, takes their results from the journal and continues.
 */
export async function analyseLive(ctx: JobContext, ports: WorkflowPorts, input: LiveJob): Promise<JsonObject> {
  const conversationId = conversationIdOf(ctx.job);
  const analyse = () => ports.analyse({ conversationId, goal: input.goal });
  const analysis = await analyse();
  const along = await ports.readAlong?.({ goal: input.goal });
  const publisher = new UtterancePublisher(ctx, {
    analysis,
    stabilityOf: along === undefined ? provisionalAtFirst : () => "provisional",
  });
  const queue = new ChunkQueue((sha256) => readFile(ctx.artifactPath({ sha256 })));
  const transcriber = new LiveTranscriber(ctx, ports, queue, (speech) => publisher.publish(speech));
  const transcribing = transcriber.transcribe(extname(input.filename));
  const chunks = await Promise.race([takeChunks(ctx, ports, input, queue, transcriber), failureOf(transcribing)]);
  const durationS = await transcribing;
  if (publisher.published.length === 0) throw nothingHeard(chunks.length);
  const capture = await keepCapture(ctx, ports.hearing, { chunks, name: input.filename, heardS: durationS });
  const speakers = await speakersOf(ctx, ports, capture, publisher.published);
  const heard = speakers.labels === null ? null : await relabelled(publisher.published, speakers.labels, analyse);
  const published = heard?.published ?? publisher.published;
  const { settled, readBy } = await settle(ctx, published, { analyse, reader: along });
  const recognition = publisher.recogniser(ports.transcription.name);
  return conclude(
    ctx,
    { analysis: heard?.analysis ?? analysis, along },
    {
      conversationId,
      jobId: ctx.job.jobId,
      durationS,
      uploadName: input.filename,
      heardWith: { recognition, speech: "built-in", speakers: speakers.by },
      exam: await ports.examOf?.(recognition),
      published,
      settled,
      readBy,
    },
  );
}

function speakersOf(
  ctx: JobContext,
  ports: WorkflowPorts,
  capture: { readonly sha256: string } | null,
  published: readonly PublishedUtterance[],
): Promise<SettledSpeakers> {
  if (capture === null) return Promise.resolve({ labels: null, by: "built-in" });
  return settleSpeakers(ctx, ports, { ...capture, utterances: published.map(({ utterance }) => utterance) });
}

/** The conversation read again with the speakers as they stand at the end; null when they are those that were published. */
async function relabelled(
  published: readonly PublishedUtterance[],
  labels: readonly string[],
  analyse: () => Promise<ConversationAnalysis>,
) {
  if (published.every(({ utterance }, at) => utterance.speaker === labels[at])) return null;
  const analysis = await analyse();
  const again = published.map(({ utterance: live, stability }, at) => {
    const utterance = { ...live, speaker: labels[at] ?? live.speaker };
    return { utterance, stability, analysis: analysis.add(utterance) };
  });
  return { analysis, published: again };
}

/** Passes chunks on until the session is finalized and returns their hashes in order. Throws STREAM_FAILURE when none comes in time. */
async function takeChunks(
  ctx: JobContext,
  { nowMs }: WorkflowPorts,
  input: LiveJob,
  queue: ChunkQueue,
  transcriber: LiveTranscriber,
): Promise<string[]> {
  const taken: string[] = [];
  let expiresAtMs = ctx.job.createdAtMs + input.ttl_seconds * 1000;
  for (;;) {
    const timeoutMs = Math.max(1, expiresAtMs - nowMs());
    const signal = await ctx.waitFor(LIVE_SIGNAL, liveSignalSchema, { timeoutMs, lingerMs: LINGER_MS }).catch(expired);
    if (signal.kind === "finalize") break;
    expiresAtMs = signal.expires_at_ms;
    if (signal.kind === "keepalive") continue;
    taken.push(signal.file.sha256);
    transcriber.newestMs = signal.expires_at_ms - input.ttl_seconds * 1000;
    queue.push(signal.file.sha256);
  }
  queue.end();
  return taken;
}

function expired(error: unknown): never {
  if (!(error instanceof HeadwayError) || error.code !== "APPROVAL_TIMEOUT") throw error;
  throw new HeadwayError("STREAM_FAILURE", "Nothing came before the session expired, and it had not been finalized.");
}

/** Rejects when the transcription fails, and never resolves. */
function failureOf(transcribing: Promise<unknown>): Promise<never> {
  return new Promise((_, reject) => {
    transcribing.catch(reject);
  });
}

function nothingHeard(chunks: number): HeadwayError {
  const why = chunks === 0 ? "No sound was sent" : "No speech was found";
  return new HeadwayError("NO_UTTERANCES", `${why} before the session was finalized.`);
}
