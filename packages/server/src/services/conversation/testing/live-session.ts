import { liveSessionSchema } from "@headway-jobs/contract";
import { expect } from "vitest";
import { readSse, type SseReader } from "../../../http/testing/sse-reader.ts";
import type { ConversationHarness } from "./conversation-harness.ts";

/** A client of one live session. */
export class Session {
  readonly #harness: ConversationHarness;
  readonly #path: string;
  readonly id: string;

  constructor(harness: ConversationHarness, id: string) {
    this.#harness = harness;
    this.#path = `${harness.url}/analyze/live/${id}`;
    this.id = id;
  }

  static async start(harness: ConversationHarness, options: object = {}): Promise<Session> {
    const response = await fetch(`${harness.url}/analyze/live/start`, json(options));
    expect(response.status).toBe(200);
    return new Session(harness, liveSessionSchema.strict().parse(await response.json()).session_id);
  }

  async now() {
    return liveSessionSchema.parse(await (await fetch(this.#path)).json());
  }

  async chunk(seq: number | string, bytes: Uint8Array): Promise<{ status: number; body: Record<string, unknown> }> {
    const form = new FormData();
    form.set("chunk_seq", String(seq));
    form.set("chunk", new Blob([Uint8Array.from(bytes)]), "chunk.pcm");
    const response = await fetch(`${this.#path}/chunk`, { method: "POST", body: form });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  async control(action: string, reason?: string): Promise<{ status: number; body: Record<string, unknown> }> {
    const response = await fetch(`${this.#path}/control`, json({ action, reason }));
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  /** All of `bytes` in pieces of `size`. */
  async send(bytes: Uint8Array, size = 6_000): Promise<void> {
    let { next_chunk_seq: seq } = await this.now();
    for (let at = 0; at < bytes.length; at += size, seq++) {
      const { status, body } = await this.chunk(seq, bytes.subarray(at, at + size));
      expect([status, body]).toEqual([
        200,
        { received_bytes: Math.min(size, bytes.length - at), next_chunk_seq: seq + 1 },
      ]);
    }
  }

  events(headers: Record<string, string> = {}): Promise<SseReader> {
    return readSse(`${this.#path}/events`, { headers });
  }

  ended() {
    return this.#harness.ended(this.id);
  }
}

export const json = (body: object): RequestInit => ({
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
});
