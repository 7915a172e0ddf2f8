import { ClientError } from "@headway-jobs/client";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ChunkQueue } from "../src/kinds/conversation/live/chunk-queue.ts";

type Fate = "taken" | "lost" | "answer lost" | "asked in vain";

/** A session that loses what the test says, and minds its numbers as the server does. */
class Session {
  received = "";
  next = 0;
  status: "processing" | "finalizing" = "processing";
  readonly pauses: number[] = [];
  readonly told: (readonly [waiting: number, away: boolean])[] = [];
  readonly #fates: Fate[];

  constructor(fates: readonly Fate[]) {
    this.#fates = [...fates];
  }

  readonly queue = new ChunkQueue({
    send: async (seq, chunk) => {
      const fate = this.#fates.shift() ?? "taken";
      if (fate === "lost" || fate === "asked in vain") throw unreachable();
      if (this.status !== "processing" || seq !== this.next) throw conflict();
      this.next += 1;
      this.received += await chunk.text();
      if (fate === "answer lost") throw unreachable();
    },
    session: async () => {
      if (this.#fates[0] === "asked in vain") throw unreachable();
      return { next_chunk_seq: this.next, status: this.status };
    },
    pause: async (ms) => void this.pauses.push(ms),
    onChange: (waiting, away) => void this.told.push([waiting, away]),
  });
}

const unreachable = (): ClientError => new ClientError("Away.", { code: "NETWORK", status: 0 });
const conflict = (): ClientError => new ClientError("Another is due.", { code: "CONFLICT", status: 409 });

describe("a recording on its way to the server", () => {
  it("arrives whole, each piece once and in order, whatever is lost", async () => {
    const fate = fc.constantFrom<Fate>("taken", "lost", "answer lost", "asked in vain");
    await fc.assert(
      fc.asyncProperty(fc.array(fate, { maxLength: 30 }), fc.integer({ min: 1, max: 25 }), async (fates, count) => {
        const session = new Session(fates);
        const pieces = Array.from({ length: count }, (_, index) => `<${index}>`);
        for (const piece of pieces) session.queue.push(new Blob([piece]));
        session.queue.end();
        await session.queue.whenOver;
        expect(session.received).toBe(pieces.join(""));
      }),
    );
  });

  it("sends what has piled up in larger pieces", async () => {
    const session = new Session(["lost", "lost"]);
    for (let piece = 0; piece < 40; piece += 1) session.queue.push(new Blob([`${piece},`]));
    session.queue.end();
    await session.queue.whenOver;
    expect(session.next).toBeLessThanOrEqual(2);
  });

  it("keeps each chunk below what the server takes", async () => {
    const sizes: number[] = [];
    const queue = new ChunkQueue({
      send: async (_seq, chunk) => void sizes.push(chunk.size),
      session: async () => ({ next_chunk_seq: 0, status: "processing" }),
      pause: async () => undefined,
      onChange: () => undefined,
    });
    for (let piece = 0; piece < 7; piece += 1) queue.push(new Blob([new Uint8Array(300_000)]));
    queue.end();
    await queue.whenOver;
    expect(sizes.every((size) => size <= 1_000_000)).toBe(true);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(2_100_000);
  });

  it("waits longer each time, and says that the server is unavailable", async () => {
    const session = new Session(["lost", "lost", "lost", "lost", "lost"]);
    session.queue.push(new Blob(["a"]));
    session.queue.end();
    await session.queue.whenOver;
    expect(session.pauses).toEqual([500, 1_000, 2_000, 4_000, 5_000]);
    expect(session.told).toContainEqual([1, true]);
    expect(session.told.at(-1)).toEqual([0, false]);
  });

  it("gives up when the session takes no more", async () => {
    const session = new Session([]);
    session.status = "finalizing";
    session.queue.push(new Blob(["a"]));
    await expect(session.queue.whenOver).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it("is over at once when nothing was recorded", async () => {
    const session = new Session([]);
    session.queue.end();
    await session.queue.whenOver;
    expect(session.next).toBe(0);
  });
});
