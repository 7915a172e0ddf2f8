import type { Frame } from "../../service-kit/dialect.ts";

const FORBIDDEN = /[\r\n\0]/;

/**
 * The SSE text of one frame: `event:`, `id:` and `data:` lines with one space, LF, and the blank line that ends it (SPEC §0).
 * `data` is wire JSON and so on one line already. Throws when a name or an id could break the framing.
 */
export function frameText(frame: Frame): string {
  let text = "";
  if (frame.event !== undefined) text += `event: ${checkedName(frame.event)}\n`;
  if (frame.id !== undefined) text += `id: ${oneLine(frame.id)}\n`;
  return `${text}data: ${frame.data}\n\n`;
}

export function framesText(frames: readonly Frame[]): string {
  const [only] = frames;
  if (frames.length === 1 && only !== undefined) return frameText(only);
  let text = "";
  for (const frame of frames) text += frameText(frame);
  return text;
}

/** Reconnection delay in milliseconds, spread so that a thousand clients do not come back in one moment. */
export function retryText(baseMs: number, spreadMs: number, random: () => number): string {
  return `retry: ${Math.round(baseMs + random() * spreadMs)}\n\n`;
}

/** A refused stream would be refused again: clients need not retry soon. */
const REFUSAL_RETRY_MS = 5_000;

/** The text that ends a stream which is refused: when to try again, and the frames that say why. */
export function refusalText(frames: readonly Frame[]): string {
  return retryText(REFUSAL_RETRY_MS, 0, () => 0) + framesText(frames);
}

export const COMMENT_TEXT = ":\n\n";

/**
 * UTF-8 bytes of SSE text as one HTTP/1.1 chunk, ready for `socket.write`. Every reader of a channel is given the same buffer,
 * so the framing that `response.write` would do once per reader is done once per batch.
 */
export function encodeChunk(text: string): Buffer {
  return Buffer.from(`${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`);
}

/** The body of a chunk without its framing, for HTTP/1.0 readers (proxies). */
export function chunkBody(chunk: Buffer): Buffer {
  return chunk.subarray(chunk.indexOf("\r\n") + 2, -2);
}

const checkedNames = new Set<string>();
const MAX_CHECKED_NAMES = 1_000;

/** Event names are few and come back a hundred thousand times in a replay. */
function checkedName(name: string): string {
  if (checkedNames.has(name)) return name;
  if (checkedNames.size < MAX_CHECKED_NAMES) checkedNames.add(oneLine(name));
  return oneLine(name);
}

function oneLine(value: string): string {
  if (FORBIDDEN.test(value)) throw new TypeError("an SSE name or id must not contain CR, LF or NUL");
  return value;
}
