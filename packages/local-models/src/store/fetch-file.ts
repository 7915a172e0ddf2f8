import { HeadwayError } from "@headway-jobs/contract";
import { open } from "node:fs/promises";
import { namingDiskFull } from "@headway-jobs/tools/programs/disk-full";
import {
  boundOf,
  differenceOf,
  hasHash,
  readHashes,
  type ExpectedContent,
  type FoundContent,
} from "./content-hashes.ts";
import { mirrored } from "./mirror.ts";
import { openAddress, retryAfterMs, withWordsOf, UnreachableHost } from "./open-address.ts";
import type { PartFile } from "./part-file.ts";
import { pause, type StoreClock } from "./store-clock.ts";

/** Attempts in a row that bring no byte. */
const MAX_IDLE_ATTEMPTS = 5;
const FIRST_BACK_OFF_MS = 500;
const LONGEST_BACK_OFF_MS = 15_000;
/** A publisher that asks for a longer pause ends the download; what has arrived is kept. */
const LONGEST_RETRY_AFTER_MS = 120_000;
/** A connection that brings nothing for this long is given up and opened again. */
const SILENCE_MS = 60_000;

export interface FetchOptions {
  readonly fetch: typeof fetch;
  readonly clock: StoreClock;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly mirror: string | undefined;
  readonly signal: AbortSignal;
  /** Bytes of the file that have arrived. */
  readonly onBytes: (bytes: number) => void;
}

export interface WantedFile extends ExpectedContent {
  readonly url: string;
  /** For messages: `encoder.int8.onnx of parakeet`. */
  readonly label: string;
}

/**
 * Fetches a file into its part file, from where an earlier attempt stopped if the server still has the same content, and checks it. Afterwards the
 * part file is complete; the caller moves it. Throws MODEL_REFUSED, MODEL_UNAVAILABLE, MODEL_DAMAGED, DISK_FULL and the signal's reason.
 */
export async function fetchFile(wanted: WantedFile, part: PartFile, options: FetchOptions): Promise<FoundContent> {
  const resumed = (await part.bytes()) > 0;
  await fetchToEnd(wanted, part, options);
  const found = await readHashes(part.path, options.signal);
  const difference = differenceOf(wanted, found);
  if (difference === null) return found;
  await part.discard();
  // The beginning may come from an interrupted write, or from a content that the server has replaced.
  if (resumed) return fetchFile(wanted, part, options);
  throw new HeadwayError("MODEL_DAMAGED", `${wanted.label} ${difference}.`);
}

async function fetchToEnd(wanted: WantedFile, part: PartFile, options: FetchOptions): Promise<void> {
  let idle = 0;
  for (;;) {
    const before = await startOf(wanted, part, options);
    if (wanted.approximate !== true && before === wanted.bytes) return;
    const outcome = await attempt(wanted, part, before, options);
    if (outcome.kind === "complete") return;
    idle = (await part.bytes()) > before ? 1 : idle + 1;
    if (idle >= MAX_IDLE_ATTEMPTS) throw outcome.error;
    await pause(options.clock, outcome.waitMs ?? backOffMs(idle, options.random), options.signal);
  }
}

function backOffMs(attempts: number, random: () => number): number {
  return Math.min(LONGEST_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** (attempts - 1)) * (0.5 + random() / 2);
}

/** How many bytes of the part file can be kept. */
async function startOf(wanted: WantedFile, part: PartFile, { mirror }: FetchOptions): Promise<number> {
  const bytes = await part.bytes();
  if (bytes === 0) return 0;
  const state = await part.readState();
  // Without a hash, only the server's own identity of the content tells whether the rest fits.
  const known =
    hasHash(wanted) || (state !== null && state.etag !== null && state.address === mirrored(wanted.url, mirror));
  if (known && bytes <= boundOf(wanted)) return bytes;
  await part.discard();
  return 0;
}

type Outcome =
  | { readonly kind: "complete" }
  | { readonly kind: "again"; readonly error: HeadwayError; readonly waitMs?: number };

async function attempt(wanted: WantedFile, part: PartFile, start: number, options: FetchOptions): Promise<Outcome> {
  const address = mirrored(wanted.url, options.mirror);
  const state = await part.readState();
  const etag = start > 0 && state?.address === address ? state.etag : null;
  try {
    const headers = {
      "accept-encoding": "identity",
      ...(start > 0 ? { range: `bytes=${start}-` } : {}),
      ...(etag === null ? {} : { "if-range": etag }),
    };
    const response = await openAddress(address, { headers, signal: options.signal, fetch: options.fetch });
    if (response.status !== 200 && response.status !== 206) return await refusal(wanted, part, response, options);
    const from = await beginningOf(response, part, start, etag);
    if (from === null)
      return { kind: "again", error: unavailable(address, wanted, "sent another part than was asked for") };
    await part.writeState({ address, etag: strongEtag(response) });
    return await receive(wanted, part, response, from, options);
  } catch (error) {
    options.signal.throwIfAborted();
    if (error instanceof HeadwayError) throw error;
    const full = namingDiskFull(error, wanted.label);
    if (full instanceof HeadwayError) throw full;
    if (isFileError(error)) throw error;
    if (error instanceof UnreachableHost) return { kind: "again", error: unreachable(address, wanted, error) };
    return { kind: "again", error: unavailable(address, wanted, `broke off (${reasonOf(error)})`, error) };
  }
}

/** Where in the file this answer begins; null when it does not fit and the part file was discarded. */
async function beginningOf(
  response: Response,
  part: PartFile,
  start: number,
  etag: string | null,
): Promise<number | null> {
  // A server that ignores Range, or whose content has changed since (If-Range), sends everything.
  if (response.status === 200) return 0;
  const first = /^bytes (\d{1,15})-/.exec(response.headers.get("content-range") ?? "")?.[1];
  const now = strongEtag(response);
  if (Number(first) === start && (etag === null || now === null || now === etag)) return start;
  await response.body?.cancel();
  await part.discard();
  return null;
}

/** A weak one does not promise equal bytes (RFC 9110, 8.8.1). */
function strongEtag(response: Response): string | null {
  const etag = response.headers.get("etag");
  return etag === null || etag.startsWith("W/") ? null : etag;
}

async function receive(
  wanted: WantedFile,
  part: PartFile,
  response: Response,
  from: number,
  options: FetchOptions,
): Promise<Outcome> {
  const length = Number(response.headers.get("content-length") ?? Number.NaN);
  const total = Number.isNaN(length) || response.headers.has("content-encoding") ? null : from + length;
  if (total !== null && (total > boundOf(wanted) || (wanted.approximate !== true && total !== wanted.bytes))) {
    await response.body?.cancel();
    await part.discard();
    throw new HeadwayError("MODEL_DAMAGED", `${wanted.label} has ${total} bytes instead of ${wanted.bytes}.`);
  }
  const arrived = await writeBody(wanted, part, response, from, options);
  const missing = wanted.approximate === true ? (total ?? arrived) > arrived : arrived < wanted.bytes;
  return missing
    ? {
        kind: "again",
        error: unavailable(mirrored(wanted.url, options.mirror), wanted, "ended the transfer too early"),
      }
    : { kind: "complete" };
}

/** Returns the size of the part file. */
async function writeBody(
  wanted: WantedFile,
  part: PartFile,
  response: Response,
  from: number,
  { clock, signal, onBytes }: FetchOptions,
): Promise<number> {
  const reader = (response.body ?? new ReadableStream({ start: (stream) => stream.close() })).getReader();
  await using file = await open(part.path, from > 0 ? "a" : "w");
  let arrived = from;
  onBytes(arrived);
  try {
    for (;;) {
      const { done, value } = await readWithin(reader, clock, signal);
      if (done) break;
      arrived += value.length;
      if (arrived > boundOf(wanted)) {
        await part.discard();
        throw new HeadwayError(
          "MODEL_DAMAGED",
          `${wanted.label} is larger than the ${wanted.bytes} bytes it should have.`,
        );
      }
      await file.write(value);
      onBytes(arrived);
    }
    await file.sync();
    return arrived;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

class Silence extends Error {}

async function readWithin(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  clock: StoreClock,
  signal: AbortSignal,
): Promise<Awaited<ReturnType<ReadableStreamDefaultReader<Uint8Array>["read"]>>> {
  const ended = new AbortController();
  const silence = pause(clock, SILENCE_MS, AbortSignal.any([ended.signal, signal])).then(() => {
    throw new Silence(`no data for ${SILENCE_MS / 1_000} s`);
  });
  try {
    return await Promise.race([reader.read(), silence]);
  } finally {
    ended.abort();
    silence.catch(() => undefined);
  }
}

async function refusal(
  wanted: WantedFile,
  part: PartFile,
  response: Response,
  { clock, mirror }: FetchOptions,
): Promise<Outcome> {
  const { status } = response;
  const address = mirrored(wanted.url, mirror);
  if (status === 416) {
    // What has arrived is longer than what the server has now.
    await response.body?.cancel();
    await part.discard();
    return { kind: "again", error: unavailable(address, wanted, "no longer has the rest of the file"), waitMs: 0 };
  }
  const host = hostOf(response, address);
  if (status === 429 || status === 503) return limited(response, host, wanted, clock.nowMs());
  if (status >= 500 || status === 408 || status === 425) {
    const sentence = await withWordsOf(response, `${host} failed to send ${wanted.label} (status ${status}).`);
    return { kind: "again", error: new HeadwayError("MODEL_UNAVAILABLE", sentence) };
  }
  throw new HeadwayError("MODEL_REFUSED", await withWordsOf(response, refusalSentence(status, host, wanted)));
}

async function limited(response: Response, host: string, wanted: WantedFile, nowMs: number): Promise<Outcome> {
  const waitMs = retryAfterMs(response.headers.get("retry-after"), nowMs);
  const sentence = await withWordsOf(
    response,
    `${host} does not send ${wanted.label} at the moment (status ${response.status}).`,
  );
  const retry = waitMs === null ? {} : { retryAfterS: Math.ceil(waitMs / 1_000) };
  const error = new HeadwayError("MODEL_UNAVAILABLE", sentence, retry);
  if ((waitMs ?? 0) > LONGEST_RETRY_AFTER_MS) throw error;
  return waitMs === null ? { kind: "again", error } : { kind: "again", error, waitMs };
}

function refusalSentence(status: number, host: string, { label }: WantedFile): string {
  if (status === 401 || status === 403) return `${host} does not give ${label} to everybody (status ${status}).`;
  if (status === 404 || status === 410) return `${host} does not have ${label} (status ${status}).`;
  return `${host} refuses to send ${label} (status ${status}).`;
}

const hostOf = (response: Response, address: string): string =>
  new URL(response.url === "" ? address : response.url).host;

/** `address` is where it was asked for: that of the mirror, where there is one. */
function unavailable(address: string, { label }: WantedFile, what: string, cause?: unknown): HeadwayError {
  return new HeadwayError("MODEL_UNAVAILABLE", `${new URL(address).host} ${what}: ${label}.`, { cause });
}

/** The host may be one to which the publisher's redirects. With the address, the file can be fetched on another machine. */
function unreachable(address: string, { label }: WantedFile, error: UnreachableHost): HeadwayError {
  const sentence = `${error.host} cannot be reached (${reasonOf(error)}). ${label} comes from ${address}`;
  return new HeadwayError("MODEL_UNAVAILABLE", `${sentence}.`, { cause: error });
}

/** Errors of the file system have a system call, as those of sockets do, and a path. */
const isFileError = (error: unknown): boolean => error instanceof Error && "syscall" in error && "path" in error;

function reasonOf(error: unknown): string {
  const { cause } = error as { cause?: unknown };
  // A refusal of a proxy has the number 0 for a code.
  if (cause instanceof Error && "code" in cause && typeof cause.code === "string") return cause.code;
  // fetch wraps what the socket says.
  if (error instanceof UnreachableHost) return reasonOf(cause);
  return error instanceof Error ? error.message : String(error);
}
