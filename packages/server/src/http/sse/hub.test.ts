import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import { HeadwayError } from "@headway-jobs/contract";
import { describe, expect, it } from "vitest";
import { nativeDialect } from "../native/dialect.ts";
import { fakeClock } from "../testing/fake-clock.ts";
import type { Feed } from "./feed.ts";
import { Hub } from "./hub.ts";
import { type Reader, STUCK_MS } from "./reader.ts";

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const MINUTE_MS = 60_000;

const quiet: Feed<null, never> = {
  key: "quiet",
  initialState: null,
  stateless: true,
  idle: { everyMs: 10_000, frames: () => [] },
  numberOf: () => 0,
  render: () => ({ text: "", state: null }),
  read: async () => [],
  subscribe: async () => ({ head: 0, ended: false, close: () => undefined }),
};

function setUp() {
  const clock = fakeClock();
  const hub = new Hub({ clock, log: silent, random: () => 0 });
  /** A stream whose client reads, or takes nothing at all. */
  const open = (method = "GET", reads = true, feed = quiet, owner = "ann") => {
    const said: string[] = [];
    const ends: string[] = [];
    const socket = {
      writableLength: 0,
      bytesWritten: 0,
      writableNeedDrain: false,
      on: () => undefined,
      off: () => undefined,
      once: () => undefined,
      write(chunk: Buffer) {
        said.push(String(chunk));
        this.bytesWritten += chunk.length;
        if (!reads) this.writableLength += chunk.length;
      },
    };
    const response = {
      req: { method },
      chunkedEncoding: true,
      end: () => ends.push("ended"),
      destroy: () => ends.push("cut"),
    };
    const reader = hub.open(
      response as unknown as ServerResponse,
      socket as unknown as Socket,
      { owner, keyId: null },
      nativeDialect,
    );
    hub.follow(reader, feed, 0, null);
    return { reader, said, ends };
  };
  /** A stream whose client has gone before it follows anything. */
  const openClosed = (): Reader => {
    const { reader } = open();
    reader.leave();
    return reader;
  };
  const room = (): boolean => hub.makeRoom("ann", 2);
  return { clock, hub, open, openClosed, room };
}

describe("a stream whose client takes nothing", () => {
  it("is cut off after two minutes, and one whose client reads is not", () => {
    const { clock, hub, open } = setUp();
    const [stuck, fine] = [open("GET", false), open()];
    clock.advance(STUCK_MS + 25_000);
    expect([stuck.ends, fine.ends, hub.size]).toEqual([["cut"], [], 1]);
  });
});

describe("a stream whose client has gone before it follows its log", () => {
  it.each<[string, (hub: Hub, reader: Reader) => void]>([
    ["one log", (hub, reader) => hub.follow(reader, quiet, 0, null)],
    ["several logs", (hub, reader) => hub.followAll(reader, [], 10_000)],
  ])("gets no heartbeats and leaves no timer: %s", (_what, follow) => {
    const { clock, hub, openClosed } = setUp();
    follow(hub, openClosed());
    expect(clock.pending).toBe(0);
  });
});

describe("an owner at the limit of open streams", () => {
  it("gets room by the stream that has been open longest, whose client is told to come back", () => {
    const { clock, hub, open, room } = setUp();
    const first = open();
    clock.advance(MINUTE_MS);
    const second = open();
    expect(hub.hasRoom("ann", 2)).toBe(true);
    expect(hub.size).toBe(2);
    expect(room()).toBe(true);
    expect([first.ends, second.ends]).toEqual([["ended"], []]);
    expect(first.said.at(-1)).toContain("retry: 2000");
  });

  it("gets none while all are younger than a minute", () => {
    const { clock, hub, open, room } = setUp();
    open();
    open();
    clock.advance(MINUTE_MS - 1);
    expect([hub.hasRoom("ann", 2), room(), hub.size]).toEqual([false, false, 2]);
  });

  it("gets room by a stream whose client takes nothing before any that is read", () => {
    const { clock, open, room } = setUp();
    const old = open();
    clock.advance(MINUTE_MS);
    const stuck = open("GET", false);
    clock.advance(40_000);
    expect(room()).toBe(true);
    expect([old.ends, stuck.ends]).toEqual([[], ["cut"]]);
  });

  it("gets none by another owner's stream, however long it has been open", () => {
    const { clock, hub, open, room } = setUp();
    const [longOpen, stuck] = [open("GET", true, quiet, "bob"), open("GET", false, quiet, "bob")];
    clock.advance(MINUTE_MS + 30_000);
    open();
    open();
    expect([hub.hasRoom("ann", 2), room()]).toEqual([false, false]);
    expect([longOpen.ends, stuck.ends]).toEqual([[], []]);
  });

  it("does not lose a stream that answers a POST, and nobody else's", () => {
    const { clock, hub, open, room } = setUp();
    open("POST");
    open("POST");
    clock.advance(2 * MINUTE_MS);
    expect(room()).toBe(false);
    expect(hub.makeRoom("bob", 2)).toBe(true);
    expect(hub.size).toBe(2);
  });
});

/** A log with entries that a reader has not had. */
const behind: Feed<null, never>["subscribe"] = async () => ({ head: 5, ended: false, close: () => undefined });

/** Feeds that fail with an error: at the subscription, or at the first page. */
function failing(error: HeadwayError): readonly (readonly [string, Feed<null, never>])[] {
  const fail = async (): Promise<never> => {
    throw error;
  };
  return [
    ["while it subscribes", { ...quiet, subscribe: fail }],
    ["while it catches up", { ...quiet, subscribe: behind, read: fail }],
  ];
}

async function turns(): Promise<void> {
  for (let left = 20; left > 0; left -= 1) await nextTurn();
}

describe("a stream whose log cannot be read", () => {
  const removed = new HeadwayError("NOT_FOUND", "There is no such job.");
  const unavailable = new HeadwayError("STORE_UNAVAILABLE", "The store is unavailable.");

  it.each(failing(removed))("ends with the failure when its job was removed: %s", async (_when, feed) => {
    const { clock, open } = setUp();
    const { said, ends } = open("GET", true, feed);
    await turns();
    expect(said.join("")).toContain('"code":"NOT_FOUND"');
    expect(ends).toEqual(["ended"]);
    expect(clock.pending).toBe(0);
  });

  it.each(failing(unavailable))("stays open and tries again when the store is unavailable: %s", async (_when, feed) => {
    const { clock, open } = setUp();
    const { reader, ends } = open("GET", true, feed);
    await turns();
    expect([reader.closed, ends]).toEqual([false, []]);
    // The timer of the heartbeats and the next try.
    expect(clock.pending).toBe(2);
  });
});
