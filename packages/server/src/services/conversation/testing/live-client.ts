import { type LiveSession, liveChunkSchema, liveSessionSchema } from "@headway-jobs/contract";

/** Sends a capture to a live session as a careful client does: what the server has is asked, never remembered. */
export class LiveClient {
  readonly session: LiveSession;
  readonly #url: (path: string) => string;

  private constructor(url: (path: string) => string, session: LiveSession) {
    this.#url = url;
    this.session = session;
  }

  static async start(url: (path: string) => string, options: object): Promise<LiveClient> {
    const response = await fetch(url("/analyze/live/start"), jsonOf(options));
    if (!response.ok) throw new Error(`start was answered with ${response.status}: ${await response.text()}`);
    return new LiveClient(url, liveSessionSchema.parse(await response.json()));
  }

  async now(): Promise<LiveSession> {
    return liveSessionSchema.parse(await (await fetch(this.#url(`/analyze/live/${this.session.session_id}`))).json());
  }

  /** Chunks from the next one that is due to (not including) `until`; `pace` is awaited before each. */
  async send(
    chunks: readonly Uint8Array[],
    until = chunks.length,
    pace: (seq: number) => Promise<void> = async () => undefined,
  ): Promise<void> {
    let { next_chunk_seq: seq } = await this.now();
    while (seq < Math.min(until, chunks.length)) {
      await pace(seq);
      const form = new FormData();
      form.set("chunk_seq", String(seq));
      form.set("chunk", new Blob([Uint8Array.from(chunks[seq] ?? [])]), "chunk");
      const response = await fetch(this.#url(this.session.chunk_endpoint), { method: "POST", body: form });
      if (!response.ok) throw new Error(`chunk ${seq} was answered with ${response.status}: ${await response.text()}`);
      ({ next_chunk_seq: seq } = liveChunkSchema.parse(await response.json()));
    }
  }

  async control(action: string): Promise<void> {
    const response = await fetch(this.#url(this.session.control_endpoint), jsonOf({ action }));
    if (!response.ok) throw new Error(`${action} was answered with ${response.status}: ${await response.text()}`);
  }
}

const jsonOf = (body: object): RequestInit => ({
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
});

/** Pieces of so many bytes. */
export function chunksOf(bytes: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
}
