import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { Writable } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import { systemClock } from "@headway-jobs/engine";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nativeDialect } from "../native/dialect.ts";
import { chunkBody } from "./encode.ts";
import type { Feed } from "./feed.ts";
import { Hub } from "./hub.ts";

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

const range = (after: number, upTo: number) =>
  Array.from({ length: Math.max(0, upTo - after) }, (_, at) => after + at + 1);

/**
 * A log in memory whose entries are numbers, each shown with the sum of all up to it. Reads take a number of turns, before they look and
 * before the answer is there, and subscribers hear of an append some turns after it can be read, as with a database.
 */
function countingFeed(delays: () => number, padding: number) {
  let stored = 0;
  let told = 0;
  let over = false;
  let closes = 0;
  let telling = Promise.resolve();
  const listeners = new Set<(entries: readonly number[], ended: boolean) => void>();
  const pass = async (): Promise<void> => {
    for (let left = delays(); left > 0; left -= 1) await turn();
  };
  const tell = async (upTo: number, ended: boolean): Promise<void> => {
    await pass();
    const entries = range(told, upTo);
    told = upTo;
    over ||= ended;
    for (const listener of listeners) listener(entries, ended);
  };
  const feed: Feed<number, number> = {
    key: "counting",
    initialState: 0,
    stateless: false,
    idle: { everyMs: 60_000, frames: () => [] },
    numberOf: (entry) => entry,
    render(entries, initial) {
      let state = initial;
      let text = "";
      for (const entry of entries) {
        state += entry;
        text += `${entry}=${state}${" ".repeat(padding)}\n`;
      }
      return { text, state };
    },
    async read(after, limit) {
      await pass();
      // Pages may also be short of the limit, as large entries make them.
      const page = range(after, Math.min(stored, after + Math.max(1, limit >> delays())));
      await pass();
      return page;
    },
    async subscribe(onBatch) {
      await pass();
      const close = (): void => {
        closes += 1;
        listeners.delete(onBatch);
      };
      listeners.add(onBatch);
      return { head: told, ended: over, close };
    },
  };
  const append = (count: number, ended = false): void => {
    stored += count;
    const upTo = stored;
    telling = telling.then(() => tell(upTo, ended));
  };
  return { feed, append, head: () => stored, closes: () => closes };
}

/** A socket whose other side takes one write at a time, after so many turns. */
function slowSocket(delays: () => number): { socket: Socket; received: () => string } {
  let text = "";
  const socket = new Writable({
    highWaterMark: 1_024,
    write(chunk: Buffer, _encoding, done) {
      const step = (left: number): void => {
        if (left > 0) {
          setImmediate(() => step(left - 1));
          return;
        }
        text += chunkBody(chunk).toString();
        done();
      };
      step(delays());
    },
  });
  return { socket: socket as unknown as Socket, received: () => text };
}

const expected = (after: number, upTo: number) => {
  const lines: string[] = [];
  for (let n = 1, sum = 1; n <= upTo; n += 1, sum += n) if (n > after) lines.push(`${n}=${sum}`);
  return lines;
};

describe("a channel", () => {
  it("gives every reader every entry once, in order, with the right fold, however slowly it reads and whenever it comes", async () => {
    const reader = fc.record({
      afterAppends: fc.nat(6),
      cursor: fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })),
      slowness: fc.nat(4),
    });
    const scenario = fc.record({
      appends: fc.array(fc.integer({ min: 1, max: 150 }), { minLength: 1, maxLength: 6 }),
      readers: fc.array(reader, { minLength: 1, maxLength: 4 }),
      padding: fc.constantFrom(0, 3_000),
      seed: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(scenario, async ({ appends, readers, padding, seed }) => {
        let noise = seed;
        const upTo = (max: number) => {
          noise = (noise * 1_103_515_245 + 12_345) % 2_147_483_648;
          return noise % (max + 1);
        };
        const log = countingFeed(() => upTo(3), padding);
        const hub = new Hub({ clock: systemClock, log: silent, random: () => 0 });
        const ends: Promise<void>[] = [];
        const seen: { cursor: number; received: () => string }[] = [];
        const join = (at: number): void => {
          for (const { cursor: share, slowness } of readers.filter(({ afterAppends }) => afterAppends === at)) {
            const cursor = Math.floor(share * log.head());
            const { socket, received } = slowSocket(() => upTo(slowness));
            const { promise, resolve } = Promise.withResolvers<void>();
            const response = {
              chunkedEncoding: true,
              end: () => void socket.end(resolve),
            } as unknown as ServerResponse;
            const one = hub.open(response, socket, { owner: "o", keyId: null }, nativeDialect);
            hub.follow(one, log.feed, cursor, (cursor * (cursor + 1)) / 2);
            ends.push(promise);
            seen.push({ cursor, received });
          }
        };
        for (const [at, count] of appends.entries()) {
          join(at);
          for (let left = upTo(4); left > 0; left -= 1) await turn();
          log.append(count);
        }
        for (let at = appends.length; at <= 6; at += 1) join(at);
        log.append(1, true);
        await Promise.all(ends);
        for (const { cursor, received } of seen) {
          expect(received().split(/ *\n/).filter(Boolean)).toEqual(expected(cursor, log.head()));
        }
        expect(hub.size).toBe(0);
      }),
      { numRuns: 150 },
    );
  });

  it.each([1, 3])(
    "ends a reader at entry %d when the job was removed after entry 1 had been reported",
    async (cursor) => {
      let report: Parameters<Feed<number, number>["subscribe"]>[0] | undefined;
      const { feed } = countingFeed(() => 0, 0);
      const removed: Feed<number, number> = {
        ...feed,
        read: async () => [1],
        async subscribe(onBatch) {
          report = onBatch;
          return { head: 1, ended: false, close: () => undefined };
        },
      };
      const hub = new Hub({ clock: systemClock, log: silent, random: () => 0 });
      const { socket } = slowSocket(() => 0);
      const ended = Promise.withResolvers<void>();
      const response = {
        chunkedEncoding: true,
        end: () => void socket.end(ended.resolve),
      } as unknown as ServerResponse;
      hub.follow(hub.open(response, socket, { owner: "o", keyId: null }, nativeDialect), removed, cursor, cursor);
      for (let left = 20; left > 0; left -= 1) await turn();
      report?.([], true);
      await ended.promise;
      expect(hub.size).toBe(0);
    },
  );

  it("lets go of its feed when its last reader leaves, also while it is still opening", async () => {
    const log = countingFeed(() => 3, 0);
    const hub = new Hub({ clock: systemClock, log: silent, random: () => 0 });
    const { socket } = slowSocket(() => 0);
    const response = { chunkedEncoding: true, end: () => undefined } as unknown as ServerResponse;
    const reader = hub.open(response, socket, { owner: "o", keyId: null }, nativeDialect);
    hub.follow(reader, log.feed, 0, 0);
    reader.leave();
    for (let left = 20; left > 0; left -= 1) await turn();
    expect([log.closes(), hub.size, hub.streamsOf("o")]).toEqual([1, 0, 0]);
  });
});
