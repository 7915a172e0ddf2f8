/**
 * `fetch` for servers with OpenAI's chat API that differ from it in small things, which the library would refuse: roles of their own, arguments as an object,
 * an error with status 200, and an answer in one piece where a stream was asked for.
 */
export async function tolerantFetch(...[input, init]: Parameters<typeof fetch>): Promise<Response> {
  const response = await fetch(input, init);
  if (!response.ok || response.body === null) return response;
  const type = response.headers.get("content-type") ?? "";
  if (type.includes("text/event-stream")) return streamed(response, response.body.pipeThrough(fixedLines()));
  if (!type.includes("json")) return response;
  const text = await response.text();
  const body = parsed(text);
  const isStreamed = typeof init?.body === "string" && /"stream"\s*:\s*true/.test(init.body);
  if (body === undefined || !isStreamed)
    return copyOf(response, body === undefined ? text : JSON.stringify(fixed(body)));
  // The library looks for events in it, finds none, and the words of the error are lost.
  if (body["error"] !== undefined) return copyOf(response, text, statusOf(body["error"]));
  return streamed(response, new Blob([`data: ${JSON.stringify(asChunk(fixed(body)))}\n\ndata: [DONE]\n\n`]).stream());
}

type Members = Readonly<Record<string, unknown>>;

/** Each `data:` line on its own; lines of other kinds and what is no JSON pass as they are. */
function fixedLines(): TransformStream<Uint8Array, Uint8Array> {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  let rest = "";
  return new TransformStream({
    transform(chunk, controller) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      if (lines.length > 0) controller.enqueue(encoder.encode(`${lines.map(fixedLine).join("\n")}\n`));
    },
    flush(controller) {
      if (rest !== "") controller.enqueue(encoder.encode(fixedLine(rest)));
    },
  });
}

function fixedLine(line: string): string {
  const body = line.startsWith("data:") ? parsed(line.slice("data:".length)) : undefined;
  return body === undefined ? line : `data: ${JSON.stringify(fixed(body))}`;
}

function fixed(body: Members): Members {
  const { choices } = body;
  return Array.isArray(choices) ? { ...body, choices: choices.map(fixedChoice) } : body;
}

function fixedChoice(choice: unknown): unknown {
  if (!isMembers(choice)) return choice;
  return { ...choice, ...fixedIn(choice, "message"), ...fixedIn(choice, "delta") };
}

function fixedIn(choice: Members, name: "message" | "delta"): Members {
  const said = choice[name];
  if (!isMembers(said)) return {};
  const { role, tool_calls: calls, ...rest } = said;
  return {
    [name]: {
      ...rest,
      ...(role === "assistant" ? { role } : {}),
      ...(Array.isArray(calls) ? { tool_calls: calls.map(fixedCall) } : {}),
    },
  };
}

/** ollama/ollama#6155 and openclaw/openclaw#40425: arguments are a text for some servers and an object for others. */
function fixedCall(call: unknown): unknown {
  if (!isMembers(call) || !isMembers(call["function"])) return call;
  const { arguments: given, ...rest } = call["function"];
  const isText = given === undefined || given === null || typeof given === "string";
  return { ...call, function: { ...rest, arguments: isText ? given : JSON.stringify(given) } };
}

/** A whole answer as the only chunk of a stream. */
function asChunk(body: Members): Members {
  const choices = Array.isArray(body["choices"]) ? (body["choices"] as readonly unknown[]) : [];
  return {
    ...body,
    object: "chat.completion.chunk",
    choices: choices.map((choice) => (isMembers(choice) ? { ...choice, delta: choice["message"] } : choice)),
  };
}

const DEFAULT_STATUS = 502;

function statusOf(error: unknown): number {
  const code = isMembers(error) ? Number(error["code"]) : Number.NaN;
  return code >= 400 && code < 600 ? code : DEFAULT_STATUS;
}

function streamed(response: Response, body: ReadableStream<Uint8Array>): Response {
  return new Response(body, { status: 200, headers: headersOf(response, "text/event-stream") });
}

function copyOf(response: Response, body: string, status = response.status): Response {
  return new Response(body, { status, headers: headersOf(response, "application/json") });
}

/** Those of the body no longer hold for it. */
function headersOf({ headers }: Response, type: string): Headers {
  const kept = new Headers(headers);
  for (const name of ["content-length", "content-encoding"]) kept.delete(name);
  kept.set("content-type", type);
  return kept;
}

function parsed(text: string): Members | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    const value = JSON.parse(text) as unknown;
    return isMembers(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
