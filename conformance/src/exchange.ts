import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { createParser, type EventSourceMessage } from "eventsource-parser";

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export interface StreamAnswer extends Answer {
  readonly frames: readonly EventSourceMessage[];
  readonly retries: readonly number[];
}

/** One request and its whole answer. Not fetch, which sets Host and other headers itself. */
export async function exchange(asked: Asked, timeoutMs: number): Promise<Answer> {
  const response = await send(asked, timeoutMs);
  let text = "";
  for await (const bytes of response.setEncoding("utf8")) text += String(bytes);
  return { ...headOf(response), text };
}

/** Reads an event stream until the server closes it, or `enough` says so. Asks for a lasting connection, as browsers do. */
export async function readStream(
  asked: Asked,
  timeoutMs: number,
  enough: (frames: readonly EventSourceMessage[], text: string) => boolean,
): Promise<StreamAnswer> {
  const response = await send({ ...asked, headers: { connection: "keep-alive", ...asked.headers } }, timeoutMs);
  const frames: EventSourceMessage[] = [];
  const retries: number[] = [];
  let text = "";
  const parser = createParser({
    onEvent: (message) => void frames.push(message),
    onRetry: (retryMs) => void retries.push(retryMs),
  });
  for await (const chunk of response.setEncoding("utf8")) {
    text += String(chunk);
    parser.feed(String(chunk));
    if (enough(frames, text)) break;
  }
  response.destroy();
  return { ...headOf(response), text, frames, retries };
}

function send({ method, url, headers, body }: Asked, timeoutMs: number): Promise<IncomingMessage> {
  const request = url.startsWith("https:") ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false, signal: AbortSignal.timeout(timeoutMs) }, resolve);
    sent.on("error", reject);
    sent.end(body);
  });
}

function headOf(response: IncomingMessage): { status: number; headers: Record<string, string> } {
  const headers = Object.entries(response.headers).map(([name, value]) => [name, [value].flat().join(", ")]);
  return { status: response.statusCode ?? 0, headers: Object.fromEntries(headers) as Record<string, string> };
}
