import { toWireJson } from "@headway-jobs/contract";
import { createParser, type EventSourceMessage } from "eventsource-parser";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chunkBody, encodeChunk, frameText, framesText, retryText } from "./encode.ts";

const anyText = fc.string({ unit: "binary" });
const name = fc.stringMatching(/^[a-z][a-z.]{0,20}$/);
const id = fc.stringMatching(/^[A-Za-z0-9_:.]{1,40}$/);

function parse(text: string): { messages: EventSourceMessage[]; comments: string[]; retries: number[] } {
  const seen = { messages: [] as EventSourceMessage[], comments: [] as string[], retries: [] as number[] };
  const parser = createParser({
    onEvent: (message) => seen.messages.push(message),
    onComment: (comment) => seen.comments.push(comment),
    onRetry: (retryMs) => seen.retries.push(retryMs),
  });
  parser.feed(text);
  return seen;
}

describe("SSE encoding", () => {
  it("writes exactly `event: x`, `id: x`, `data: x` and a blank line", () => {
    expect(frameText({ event: "job.queued", id: "1", data: toWireJson({ a: 1 }) })).toBe(
      'event: job.queued\nid: 1\ndata: {"a":1}\n\n',
    );
    expect(frameText({ data: toWireJson("x") })).toBe('data: "x"\n\n');
  });

  it("brings any Unicode through a parser unchanged", () => {
    const frame = fc.record({ event: name, id, value: fc.dictionary(anyText, anyText) });
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 5 }), (frames) => {
        const text = framesText(frames.map(({ value, ...rest }) => ({ ...rest, data: toWireJson(value) })));
        const { messages } = parse(Buffer.from(encodeBody(text)).toString());
        expect(messages.map((message) => [message.event, message.id, JSON.parse(message.data)])).toEqual(
          frames.map((one) => [one.event, one.id, JSON.parse(JSON.stringify(one.value))]),
        );
      }),
    );
  });

  it("never holds a line break but LF, so that readers which split by Unicode rules agree", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("\u0085", "\u2028", "\u2029", "\r", "\n", "\u000b", "a") }),
        (value) => {
          expect(frameText({ data: toWireJson(value) })).toMatch(/^data: [^\r\n\u0085\u2028\u2029]*\n\n$/);
        },
      ),
    );
  });

  it.each(["a\nb", "a\rb", "a\0b"])("refuses the name or id %j", (bad) => {
    expect(() => frameText({ event: bad, data: toWireJson(1) })).toThrow(TypeError);
    expect(() => frameText({ id: bad, data: toWireJson(1) })).toThrow(TypeError);
  });

  it("spreads reconnection delays over the given range", () => {
    expect(parse(retryText(2_000, 3_000, () => 0)).retries).toEqual([2_000]);
    expect(parse(retryText(2_000, 3_000, () => 0.9999)).retries).toEqual([5_000]);
  });

  it("frames text as one HTTP chunk whose size counts bytes", () => {
    const chunk = encodeChunk("dätä\n\n");
    expect(chunk.toString()).toBe("8\r\ndätä\n\n\r\n");
    expect(chunkBody(chunk).toString()).toBe("dätä\n\n");
  });
});

function encodeBody(text: string): Buffer {
  return text === "" ? Buffer.alloc(0) : chunkBody(encodeChunk(text));
}
