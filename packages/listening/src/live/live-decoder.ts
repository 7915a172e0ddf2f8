import { HeadwayError } from "@headway-jobs/contract";
import { isBoxes } from "./beginning.ts";
import { containerOf, formatOf, isIndexFirst, type LiveFormat, SNIFFED_BYTES } from "./live-format.ts";
import type { LiveSound } from "./live-sound.ts";
import { decodePcm, decodeStream, decodeWhenWhole, type Part, type PartContext, passOn, undecodable } from "./part.ts";
import { openPipe, type Pipe } from "./pipe.ts";
import { type PcmLayout, readWavHeader } from "./wav-header.ts";

/** Sound decoded while it comes. */
export interface LiveDecoder {
  /**
   * The next bytes of the stream, or a chunk that is a file of its own (each a WAV, WebM …). One call at a time, in
   * order. Resolves when they were taken: `sound` must be read meanwhile. LIVE_ASR_FAILURE when they cannot be
   * decoded.
   */
  write(bytes: Uint8Array): Promise<void>;
  /** No more bytes; resolves when all sound was given out. */
  end(): Promise<void>;
  /** 16 kHz, in order; ends after `end`, and fails as `write` does. One reader. */
  readonly sound: AsyncIterable<LiveSound>;
  /** Stops at once, wherever it is; waits for nothing to be read. */
  close(): void;
}

/**
 * Opens a decoder for WebM, Ogg, WAV, MP3, ADTS AAC, FLAC, fragmented or fast-start MP4 and PCM, detected from the bytes.
 * An MP4 whose index comes at its end gives its samples only at `end`, and needs `dir` to be kept in.
 */
export function openLiveDecoder(options: {
  readonly signal: AbortSignal;
  /** What the client calls the stream: `.pcm` and `.raw` are 16 kHz mono PCM when the bytes say nothing else. */
  readonly suffix?: string | undefined;
  readonly dir?: string | undefined;
}): LiveDecoder {
  return new PartwiseDecoder(options);
}

const QUEUED_PIECES = 64;
const MAX_UNKNOWN_LAYOUT_BYTES = 4 * 1024 * 1024;

class PartwiseDecoder implements LiveDecoder {
  readonly sound: Pipe<LiveSound> = openPipe<LiveSound>(QUEUED_PIECES);
  readonly #suffix: string;
  readonly #dir: string | undefined;
  readonly #context: PartContext;
  readonly #closed = new AbortController();
  #part: Part | null = null;
  #format: LiveFormat | null = null;
  /** Of the PCM part that runs; null in any other. */
  #layout: PcmLayout | null = null;
  /** What is left of a WAV file's samples. */
  #dataBytes = Number.POSITIVE_INFINITY;
  /** Bytes that are too few to detect the format. */
  #unread: Uint8Array = new Uint8Array();
  #failure: unknown;

  constructor({ signal, suffix = "", dir }: Parameters<typeof openLiveDecoder>[0]) {
    this.#suffix = suffix;
    this.#dir = dir;
    this.#context = {
      signal: AbortSignal.any([signal, this.#closed.signal]),
      give: (sound) => this.sound.give(sound),
      fail: (error) => this.#fail(error),
    };
    this.#context.signal.addEventListener("abort", () => this.sound.close(this.#context.signal.reason), {
      once: true,
    });
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.#guard(async () => {
      if (this.#beginsAnew(bytes)) await this.#endPart();
      await this.#take(bytes);
    });
  }

  async end(): Promise<void> {
    await this.#guard(async () => {
      if (this.#unread.length > 0) await this.#takeLast();
      await this.#endPart();
    });
    this.sound.close();
  }

  close(): void {
    this.#closed.abort(new HeadwayError("STREAM_FAILURE", "The live stream was closed."));
  }

  async #guard(work: () => Promise<void>): Promise<void> {
    this.#context.signal.throwIfAborted();
    if (this.#failure !== undefined) throw this.#failure;
    try {
      await work();
    } catch (error) {
      this.#fail(error);
      throw error;
    }
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    this.sound.close(error);
    // Ends ffmpeg, which may still work on a stream that is no longer used.
    this.#closed.abort(error);
  }

  /** Whether a chunk is the beginning of another file. Files of mp3 and of one PCM layout are read as one stream. */
  #beginsAnew(bytes: Uint8Array): boolean {
    if (this.#format === null) return false;
    const container = containerOf(bytes);
    if (container === null || (container === "mp3" && this.#format === "mp3")) return false;
    return container !== "wav" || this.#layout === null;
  }

  async #take(bytes: Uint8Array): Promise<void> {
    if (this.#layout !== null && containerOf(bytes) === "wav") this.#format = null;
    if (this.#part !== null && this.#format !== null) return this.#feed(bytes);
    const all = this.#unread.length === 0 ? bytes : Buffer.concat([this.#unread, bytes]);
    this.#unread = new Uint8Array();
    if (all.length < SNIFFED_BYTES) {
      this.#unread = all.slice();
      return;
    }
    await this.#open(formatOf(all, this.#suffix), all);
  }

  /** The stream ended before its format was detected. */
  async #takeLast(): Promise<void> {
    const bytes = this.#unread;
    this.#unread = new Uint8Array();
    const format = formatOf(bytes, this.#suffix);
    if (format === "wav" || format === "mov" || format === "unknown") throw undecodable();
    await this.#open(format, bytes);
  }

  async #open(format: LiveFormat, bytes: Uint8Array): Promise<void> {
    if (format === "wav") return this.#openWav(bytes);
    if (format === "mov") return this.#openMp4(bytes);
    this.#format = format;
    if (format === "raw") this.#part = passOn(this.#context);
    else this.#part = decodeStream(this.#context, format);
    await this.#part.write(bytes);
  }

  async #openWav(bytes: Uint8Array): Promise<void> {
    const header = readWavHeader(bytes);
    if (header.kind === "incomplete") {
      this.#unread = bytes.slice();
      return;
    }
    this.#format = "wav";
    if (header.kind === "other") {
      await this.#endPart();
      this.#format = "wav";
      this.#part = decodeStream(this.#context, "wav");
      return this.#part.write(bytes);
    }
    if (this.#part === null || !isSameLayout(this.#layout, header.layout)) {
      await this.#endPart();
      this.#format = "wav";
      this.#part = decodePcm(this.#context, header.layout);
    }
    this.#layout = header.layout;
    this.#dataBytes = header.dataBytes;
    await this.#feed(bytes.subarray(header.headerBytes));
  }

  async #openMp4(bytes: Uint8Array): Promise<void> {
    if (!isBoxes(bytes)) throw undecodable();
    const indexFirst = isIndexFirst(bytes);
    if (indexFirst === null && bytes.length < MAX_UNKNOWN_LAYOUT_BYTES) {
      this.#unread = bytes.slice();
      return;
    }
    this.#format = "mov";
    if (indexFirst === true) this.#part = decodeStream(this.#context, "mov");
    else if (this.#dir === undefined) throw undecodable();
    else this.#part = decodeWhenWhole(this.#context, this.#dir);
    await this.#part.write(bytes);
  }

  async #feed(bytes: Uint8Array): Promise<void> {
    if (this.#part === null || bytes.length === 0) return;
    const sound = this.#layout === null ? bytes : bytes.subarray(0, this.#soundBytes(bytes));
    if (sound.length > 0) await this.#part.write(sound);
  }

  /** A WAV file's comments may follow its samples; but what merely outlasts the size that its header names is sound too, as streams do not know their size. */
  #soundBytes(bytes: Uint8Array): number {
    const left = this.#dataBytes;
    this.#dataBytes = Math.max(0, left - bytes.length);
    if (left >= bytes.length) return bytes.length;
    const after = String.fromCharCode(...bytes.subarray(left, left + 4));
    return /^(?:LIST|id3 |ID3 |bext|cue |JUNK)$/.test(after) ? left : bytes.length;
  }

  async #endPart(): Promise<void> {
    const part = this.#part;
    this.#part = null;
    this.#format = null;
    this.#layout = null;
    this.#dataBytes = Number.POSITIVE_INFINITY;
    await part?.end();
  }
}

function isSameLayout(one: PcmLayout | null, other: PcmLayout): boolean {
  return (
    one !== null && one.samples === other.samples && one.rateHz === other.rateHz && one.channels === other.channels
  );
}
