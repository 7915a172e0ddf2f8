import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { EventSourceMessage } from "eventsource-parser";
import {
  createEngine,
  createIds,
  createInProcessDispatcher,
  type Db,
  type Engine,
  systemClock,
} from "@headway-jobs/engine";
import { seededRandom, withRandomTurns } from "@headway-jobs/engine/testing";
import { migrate } from "../../packages/engine/src/db/migrate.ts";
import { openPostgres } from "../../packages/engine/src/db/postgres.ts";
import { openSqlite } from "../../packages/engine/src/db/sqlite.ts";
import { httpConfig } from "../../packages/server/src/http/config.ts";
import { createHttpServer } from "../../packages/server/src/http/server.ts";
import { ReconnectingReader, type TestedStream } from "./reconnecting-reader.ts";
import { ONE_READER, startWriting, writingServices } from "./writing-jobs.ts";

export interface ReadersReconnectOptions {
  /** An empty database; absent = a SQLite file. */
  readonly databaseUrl?: string;
  /** Servers that share the database; more than one needs PostgreSQL. Default 1. */
  readonly nodes?: number;
  /** Each call of the database takes a random number of turns of the event loop. */
  readonly randomTurns?: boolean;
  readonly readers: number;
  /** The jobs write until so many connections were made. */
  readonly reconnects: number;
  readonly seed: number;
}

export interface ReadersReconnectReport {
  readonly connections: number;
  readonly events: number;
  /** One sentence for each reader that missed, repeated or mixed up something; empty = every promise was kept. */
  readonly faults: readonly string[];
}

const OWNER = "local";
const LIST = "list";
const MOST_LISTED = 200;
const SUBMIT_EVERY_MS = 50;
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * Readers of every dialect, of the native log and of the live list, which cut their connections at random and come back with their last id
 * while jobs write. Afterwards each must have what one uninterrupted replay shows: every entry once and in order. `npm run torture`
 * runs it with 60 readers and 15,000 connections.
 */
export async function tortureReaders(options: ReadersReconnectOptions): Promise<ReadersReconnectReport> {
  const random = seededRandom(options.seed);
  const readers: ReconnectingReader[] = [];
  const connections = (): number => readers.reduce((sum, reader) => sum + reader.connections, 0);
  const isOver = (): boolean => connections() >= options.reconnects;
  const stand = await openStand(options, isOver, random);
  try {
    const paths = await startWriting(stand.engine, OWNER);
    const streams: readonly TestedStream[] = [...paths, { name: LIST, path: "/v1/events" }].map(({ name, path }) => ({
      name,
      urls: stand.urls.map((url) => url + path),
    }));
    const listed: string[] = [];
    let submitted = false;
    const shared = streams.filter(({ name }) => name !== ONE_READER);
    const chosen = Array.from({ length: options.readers }, (_, at) => shared[at % shared.length] ?? streams[0]);
    for (const stream of [...chosen, ...streams.filter(({ name }) => name === ONE_READER)]) {
      if (stream === undefined) continue;
      const isDone = (messages: readonly EventSourceMessage[]): boolean =>
        stream.name === LIST && submitted && isOver() && missingOf(listed, messages).length === 0;
      readers.push(new ReconnectingReader({ stream, random, isDone, reconnects: () => !isOver() }));
    }
    const reading = Promise.all(readers.map((reader) => reader.read()));
    while (!isOver() && listed.length < MOST_LISTED && readers.some(({ fault }) => fault === null)) {
      listed.push((await stand.engine.submit({ owner: OWNER, kind: "speech", input: {} })).job.jobId);
      await pause(SUBMIT_EVERY_MS);
    }
    submitted = true;
    await reading;
    return await judge(readers, streams, listed);
  } finally {
    await stand.close();
  }
}

async function judge(
  readers: readonly ReconnectingReader[],
  streams: readonly TestedStream[],
  listed: readonly string[],
): Promise<ReadersReconnectReport> {
  const faults: string[] = [];
  let events = 0;
  for (const stream of streams.filter(({ name }) => name !== LIST)) {
    const replay = new ReconnectingReader({ stream, random: () => 0, reconnects: () => false, isDone: () => false });
    await replay.read();
    if (replay.fault !== null) faults.push(`${stream.name} could not be replayed: ${replay.fault}`);
    events += replay.messages.length;
    for (const reader of readers.filter((one) => one.stream === stream)) {
      const fault = reader.fault ?? difference(replay.messages, reader.messages);
      if (fault !== null) faults.push(`${stream.name}: ${fault}`);
    }
  }
  for (const reader of readers.filter((one) => one.stream.name === LIST)) {
    const fault = faultOfList(listed, reader);
    if (fault !== null) faults.push(`${LIST}: ${fault}`);
  }
  return { connections: readers.reduce((sum, reader) => sum + reader.connections, 0), events, faults };
}

function difference(expected: readonly EventSourceMessage[], got: readonly EventSourceMessage[]): string | null {
  const length = Math.max(expected.length, got.length);
  for (let at = 0; at < length; at += 1) {
    const [wanted, found] = [expected[at], got[at]];
    const same = idOf(wanted) === idOf(found) && wanted?.event === found?.event && wanted?.data === found?.data;
    if (!same) return `after ${idOf(got[at - 1])} came ${idOf(found)} and not ${idOf(wanted)}`;
  }
  return null;
}

/** A stream for one reader marks its ids with the connection. */
function idOf(message: EventSourceMessage | undefined): string {
  return message?.id?.replace(/\.[0-9a-f]{8}$/, "") ?? "nothing";
}

function missingOf(listed: readonly string[], messages: readonly EventSourceMessage[]): readonly string[] {
  const completed = new Set<string>();
  for (const { data } of messages) {
    const { job_id: jobId, status } = JSON.parse(data) as { readonly job_id: string; readonly status: string };
    if (status === "completed") completed.add(jobId);
  }
  return listed.filter((jobId) => !completed.has(jobId));
}

function faultOfList(listed: readonly string[], reader: ReconnectingReader): string | null {
  const numbers = reader.messages.map(({ id }) => Number(id));
  const fallen = numbers.findIndex((number, at) => at > 0 && number <= (numbers[at - 1] ?? 0));
  if (fallen > 0) return `after ${numbers[fallen - 1]} came ${numbers[fallen]}`;
  const missing = missingOf(listed, reader.messages);
  return missing.length > 0 ? `${missing.length} jobs were not shown as completed` : reader.fault;
}

interface Stand {
  readonly engine: Engine;
  readonly urls: readonly string[];
  close(): Promise<void>;
}

async function openStand(
  options: ReadersReconnectOptions,
  isOver: () => boolean,
  random: () => number,
): Promise<Stand> {
  const dataDir = await mkdtemp(join(tmpdir(), "headway-torture-"));
  const nodes: (Stand & { readonly url: string })[] = [];
  for (let at = 0; at < (options.nodes ?? 1); at += 1) nodes.push(await openNode(options, dataDir, isOver, random));
  const [first] = nodes;
  if (first === undefined) throw new RangeError("there must be at least one node");
  return {
    engine: first.engine,
    urls: nodes.map(({ url }) => url),
    async close() {
      for (const node of nodes) await node.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function openNode(
  options: ReadersReconnectOptions,
  dataDir: string,
  isOver: () => boolean,
  random: () => number,
): Promise<Stand & { readonly url: string }> {
  const ids = createIds(randomBytes);
  const opened = await openDb(options.databaseUrl, dataDir);
  await migrate(opened);
  const engine = await createEngine({
    db: options.randomTurns === true ? withRandomTurns(opened, random) : opened,
    dispatcher: createInProcessDispatcher({ log: SILENT }),
    dataDir,
    clock: systemClock,
    ids,
    log: SILENT,
    nodeId: ids.hex(8),
  });
  const services = writingServices(isOver, random);
  for (const service of services) engine.register(service.kind, service);
  await engine.start();
  const server = await createHttpServer({
    engine,
    services,
    config: httpConfig({
      port: 0,
      uploadDir: join(dataDir, "uploads"),
      accessLog: false,
      maxStreamsPerOwner: 10_000,
      sharedStore: options.databaseUrl !== undefined,
    }),
    log: SILENT,
    clock: systemClock,
    ids,
  });
  const { url } = await server.listen();
  const close = async (): Promise<void> => {
    await server.close({ graceMs: 200 });
    await engine.stop({ graceMs: 200 });
  };
  return { engine, url, urls: [url], close };
}

function openDb(databaseUrl: string | undefined, dataDir: string): Promise<Db> {
  return databaseUrl === undefined
    ? openSqlite({ file: join(dataDir, "headway.db") })
    : openPostgres({ url: databaseUrl });
}
