import type { Client } from "@headway-jobs/client";
import { ClientError } from "@headway-jobs/client";
import type { Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";

/** Half a second of sound a chunk: what is said is heard soon, and requests stay few. */
const CHUNK_S = 0.5;
const LARGEST_CHUNK = 512 * 1024;
const RETRY_MS = 1_000;
const RETRIES = 60;

export interface LiveSource {
  readonly content: Readable;
  /** Sound is held back to this pace, as if it were spoken now; null = it comes at its own pace. */
  readonly bytesPerS: number | null;
}

/**
 * Sends a recording to a live session chunk by chunk and finalises it at its end or when `stop` fires. After an interruption it continues where the server
 * stands; a server that stays away for a minute is given up.
 */
export async function sendLive(
  client: Client,
  sessionId: string,
  { content, bytesPerS }: LiveSource,
  { nowMs, stop }: { readonly nowMs: () => number; readonly stop: AbortSignal },
): Promise<void> {
  const startedMs = nowMs();
  let sentBytes = 0;
  let seq = 0;
  for await (const chunk of chunksOf(content, bytesPerS)) {
    if (stop.aborted) break;
    if (bytesPerS !== null) {
      const dueMs = startedMs + (sentBytes / bytesPerS) * 1_000;
      await wait(Math.max(0, dueMs - nowMs()), undefined, { signal: stop }).catch(ignoreStop(stop));
      if (stop.aborted) break;
    }
    await sendChunk(client, sessionId, seq, chunk);
    sentBytes += chunk.length;
    seq += 1;
  }
  await client.live.control(sessionId, "finalize");
}

function ignoreStop(stop: AbortSignal): (error: unknown) => void {
  return (error) => {
    if (!stop.aborted) throw error;
  };
}

/** Pieces of half a second where the pace is known, else as they come; never larger than a chunk may be. */
async function* chunksOf(content: Readable, bytesPerS: number | null): AsyncGenerator<Buffer> {
  const size = bytesPerS === null ? null : Math.min(LARGEST_CHUNK, Math.max(1_024, Math.round(bytesPerS * CHUNK_S)));
  let held: Buffer = Buffer.alloc(0);
  for await (const piece of content as AsyncIterable<Buffer>) {
    held = held.length === 0 ? piece : Buffer.concat([held, piece]);
    const cut = size ?? Math.min(LARGEST_CHUNK, held.length);
    for (; held.length >= cut && held.length > 0; held = held.subarray(cut)) yield held.subarray(0, cut);
  }
  if (held.length > 0) yield held;
}

async function sendChunk(client: Client, sessionId: string, seq: number, chunk: Buffer): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await client.live.chunk(sessionId, seq, new Blob([new Uint8Array(chunk)]));
      return;
    } catch (error) {
      const temporary = error instanceof ClientError && (error.retryable || error.code === "NETWORK");
      if (!temporary || attempt >= RETRIES) throw error;
      await wait(RETRY_MS);
      // The answer alone may have been lost.
      const session = await client.live.get(sessionId).catch(() => null);
      if (session !== null && session.next_chunk_seq > seq) return;
    }
  }
}
