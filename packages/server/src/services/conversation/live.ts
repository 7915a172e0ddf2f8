import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { HeadwayError, type JsonObject } from "@headway-jobs/contract";
import type { JobContext } from "@headway-jobs/engine";
import { conversationIdOf } from "./events.ts";
import type { WorkflowPorts } from "./ports.ts";
import { conclude } from "./steps/conclude.ts";
import { keepCapture } from "./steps/keep-capture.ts";
import { UtterancePublisher } from "./steps/publish-utterances.ts";
import { ChunkQueue } from "./live/chunk-queue.ts";
import { LiveTranscriber } from "./recognition/live-transcriber.ts";
import { LIVE_SIGNAL, liveSignalSchema } from "./live/session.ts";
import { provisionalAtFirst, settle } from "./live/settle.ts";

/** The input as `prepare` leaves it. */
export interface LiveJob {
  readonly filename: string;
  readonly ttl_seconds: number;
  readonly goal?: string | undefined;
}

/** A client that sends chunks every few seconds meets one run; between them its ear stays in memory. */
const LINGER_MS = 20_000;

/**
 * A capture is heard while it is sent: each turn is written down, read and told as soon as it has ended. A run that begins again hears all journaled
 * chunks again, comes to the same turns, finds what was made of them, and goes on.
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
  const ear = new LiveTranscriber(ctx, ports, queue, (heard) => publisher.tell(heard));
  const hearing = ear.hear(extname(input.filename));
  const chunks = await Promise.race([takeChunks(ctx, ports, input, queue, ear), failureOf(hearing)]);
  const durationS = await hearing;
  if (publisher.told.length === 0) throw nothingHeard(chunks.length);
  await keepCapture(ctx, ports.hearing, { chunks, name: input.filename, heardS: durationS });
  const settled = await settle(ctx, publisher.told, { analyse, reader: along });
  return conclude(
    ctx,
    { analysis, along },
    {
      conversationId,
      jobId: ctx.job.jobId,
      durationS,
      uploadName: input.filename,
      recogniser: ports.transcription.name,
      told: publisher.told,
      settled,
      model: along?.name ?? null,
    },
  );
}

/** Hands chunks to the ear until the session is finalized; their hashes in order. STREAM_FAILURE when nothing comes in time. */
async function takeChunks(
  ctx: JobContext,
  { nowMs }: WorkflowPorts,
  input: LiveJob,
  queue: ChunkQueue,
  ear: LiveTranscriber,
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
    ear.newestMs = signal.expires_at_ms - input.ttl_seconds * 1000;
    queue.push(signal.file.sha256);
  }
  queue.end();
  return taken;
}

function expired(error: unknown): never {
  if (!(error instanceof HeadwayError) || error.code !== "APPROVAL_TIMEOUT") throw error;
  throw new HeadwayError("STREAM_FAILURE", "Nothing came before the session expired, and it had not been finalized.");
}

/** Never resolves: only what goes wrong while hearing is news to whoever waits for chunks. */
function failureOf(hearing: Promise<unknown>): Promise<never> {
  return new Promise((_, reject) => {
    hearing.catch(reject);
  });
}

function nothingHeard(chunks: number): HeadwayError {
  const why = chunks === 0 ? "No sound was sent" : "Nobody was heard to say a word";
  return new HeadwayError("NO_UTTERANCES", `${why} before the session was finalized.`);
}
