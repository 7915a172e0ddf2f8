import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";

/** What a vendor's server was asked. */
export interface StubRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export type StubAnswer = (response: ServerResponse, request: StubRequest) => void;

/** A vendor's server on loopback; `answer` decides from now on what it answers. */
export class StubServer implements AsyncDisposable {
  readonly url: string;
  readonly asked: StubRequest[];
  answer: StubAnswer = (response) => void response.writeHead(404).end();
  readonly #close: () => Promise<void>;

  private constructor(url: string, asked: StubRequest[], close: () => Promise<void>) {
    this.url = url;
    this.asked = asked;
    this.#close = close;
  }

  static async start(): Promise<StubServer> {
    const asked: StubRequest[] = [];
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const { method = "", url: path = "", headers } = request;
        const one = { method, path, headers, body: Buffer.concat(chunks) };
        asked.push(one);
        stub.answer(response, one);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    const stub: StubServer = new StubServer(`http://127.0.0.1:${address.port}`, asked, async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    return stub;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }
}

/** An answer of a status, a body (JSON unless it is text or bytes) and headers. */
export function answering(
  body: unknown,
  { status = 200, type, headers = {} }: { status?: number; type?: string; headers?: Record<string, string> } = {},
): StubAnswer {
  const isText = typeof body === "string";
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(isText ? body : JSON.stringify(body));
  const guessed = Buffer.isBuffer(body) ? "audio/wav" : isText ? "text/html" : "application/json";
  return (response) => void response.writeHead(status, { "content-type": type ?? guessed, ...headers }).end(bytes);
}
