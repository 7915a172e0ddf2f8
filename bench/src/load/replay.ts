import { connect } from "node:net";
import { answerCalls } from "../harness/answer-calls.ts";

const NEWLINE = 0x0a;
/** The end of a chunked body. */
const LAST_CHUNK = "\r\n0\r\n\r\n";

/** Reads a whole stream as fast as it comes; what it holds is counted afterwards, outside the time measured. */
answerCalls({
  async read({ port, path }: { readonly port: number; readonly path: string }) {
    const socket = connect(port, "127.0.0.1");
    const chunks: Buffer[] = [];
    const startedAt = performance.now();
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost:${port}\r\nAccept: text/event-stream\r\n\r\n`);
    let tail = "";
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      // It may come in pieces of its own.
      tail = (tail + chunk.toString("latin1", Math.max(0, chunk.length - LAST_CHUNK.length))).slice(-LAST_CHUNK.length);
      if (tail === LAST_CHUNK) break;
    }
    const seconds = (performance.now() - startedAt) / 1000;
    return { seconds, frames: countFrames(Buffer.concat(chunks)) };
  },
});

/** Lines that begin with `data:`. */
function countFrames(bytes: Buffer): number {
  let frames = 0;
  for (let at = bytes.indexOf("data: "); at !== -1; at = bytes.indexOf("data: ", at + 1)) {
    if (bytes[at - 1] === NEWLINE) frames += 1;
  }
  return frames;
}
