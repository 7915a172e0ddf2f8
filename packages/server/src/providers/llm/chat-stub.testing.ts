import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { z } from "zod";

const bodySchema = z.looseObject({
  model: z.string(),
  messages: z.array(z.looseObject({ role: z.string(), content: z.unknown() })),
  response_format: z.looseObject({ type: z.string() }).optional(),
  stream: z.boolean().optional(),
  tools: z.array(z.looseObject({ function: z.looseObject({ name: z.string() }) })).optional(),
});
export type ChatBody = z.infer<typeof bodySchema>;
/** Arguments as the JSON text that a model writes, good or bad. */
export interface StubCall {
  readonly name: string;
  readonly arguments: string;
}
export type StubReply =
  | { readonly text: string; readonly calls?: readonly StubCall[]; readonly finishReason?: string }
  /** A message as a server sends it: `choices[0].message`, or the one delta of a stream. `without` names members of the body that are left out. */
  | {
      readonly message: Readonly<Record<string, unknown>>;
      readonly finishReason?: string | null;
      readonly without?: readonly string[];
    }
  /** A body of status 200 that is sent as it is. */
  | { readonly raw: string; readonly mediaType?: string }
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  | "hang"
  | "cut";

/** A small chat server on loopback that answers what the test decides, and keeps what it was asked. */
export async function startChatStub(
  reply: (call: { readonly body: ChatBody; readonly index: number }) => StubReply,
): Promise<{
  baseURL: string;
  asked: ChatBody[];
  headers: IncomingMessage["headers"][];
  [Symbol.asyncDispose](): Promise<void>;
}> {
  const asked: ChatBody[] = [];
  const headers: IncomingMessage["headers"][] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      // Voices and ears of the same server: nobody waits for them here.
      if (request.url?.endsWith("/chat/completions") !== true) {
        if (request.method === "GET") response.writeHead(404).end();
        return;
      }
      const body = bodySchema.parse(JSON.parse(Buffer.concat(chunks).toString("utf8")));
      asked.push(body);
      headers.push(request.headers);
      const decided = reply({ body, index: asked.length - 1 });
      if (body.stream === true) stream(response, decided);
      else answer(response, decided);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    baseURL: `http://127.0.0.1:${address.port}/v1`,
    asked,
    headers,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(response: ServerResponse, reply: StubReply): void {
  if (reply === "hang") return;
  if (reply === "cut") {
    response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
    response.write('{"id":"x","choices":[{"mess', () => response.destroy());
    return;
  }
  if ("status" in reply) {
    refuse(response, reply);
    return;
  }
  if ("raw" in reply) {
    sendRaw(response, reply);
    return;
  }
  const message = "message" in reply ? reply.message : { role: "assistant", content: reply.text };
  const finishReason = reply.finishReason === undefined ? "stop" : reply.finishReason;
  const body: Record<string, unknown> = {
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 1,
    model: "stub",
    choices: [{ index: 0, message, finish_reason: finishReason }],
    usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
  };
  for (const member of "message" in reply ? (reply.without ?? []) : []) delete body[member];
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

function sendRaw(response: ServerResponse, { raw, mediaType }: Extract<StubReply, { readonly raw: string }>): void {
  response.writeHead(200, { "content-type": mediaType ?? "application/json" });
  response.end(raw);
}

function refuse(response: ServerResponse, reply: Extract<StubReply, { readonly status: number }>): void {
  response.writeHead(reply.status, { "content-type": "application/json", ...reply.headers });
  response.end(reply.body ?? '{"error":{"message":"refused","type":"server_error"}}');
}

/** The same answer in pieces, as servers stream it: text, then each call's name and its arguments in two parts. */
function stream(response: ServerResponse, reply: StubReply): void {
  if (typeof reply === "object" && "status" in reply) {
    refuse(response, reply);
    return;
  }
  if (typeof reply === "object" && "raw" in reply) {
    sendRaw(response, reply);
    return;
  }
  response.writeHead(200, { "content-type": "text/event-stream" });
  if (typeof reply === "object" && "message" in reply) {
    response.write(streamed(reply.message));
    endStream(response, reply.finishReason === undefined ? "stop" : reply.finishReason, reply.without);
    return;
  }
  if (reply === "hang") {
    response.write(streamed({ role: "assistant", content: "" }));
    return;
  }
  if (reply === "cut") {
    response.write(streamed({ role: "assistant", content: "I will" }), () => response.destroy());
    return;
  }
  for (const piece of reply.text.match(/[\s\S]{1,20}/gu) ?? []) response.write(streamed({ content: piece }));
  for (const [index, { name, arguments: text }] of (reply.calls ?? []).entries()) {
    const half = Math.ceil(text.length / 2);
    const call = { index, id: `call_${index}`, type: "function", function: { name, arguments: text.slice(0, half) } };
    response.write(streamed({ tool_calls: [call] }));
    response.write(streamed({ tool_calls: [{ index, function: { arguments: text.slice(half) } }] }));
  }
  endStream(response, reply.finishReason ?? (reply.calls === undefined ? "stop" : "tool_calls"));
}

/** A server that is stopped ends its stream without a word (`none`). */
function endStream(response: ServerResponse, reason: string | null, without: readonly string[] = []): void {
  if (reason !== "none") {
    if (reason !== null) response.write(streamed({}, reason));
    const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
    if (!without.includes("usage")) response.write(`data: ${JSON.stringify({ id: "x", choices: [], usage })}\n\n`);
    response.write("data: [DONE]\n\n");
  }
  response.end();
}

function streamed(delta: object, finishReason: string | null = null): string {
  const choices = [{ index: 0, delta, finish_reason: finishReason }];
  return `data: ${JSON.stringify({ id: "x", object: "chat.completion.chunk", created: 1, model: "stub", choices })}\n\n`;
}
