import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A real HTTP server on a free port whose behaviour each test gives; remembers what was asked of it. */
export async function startStreamServer(handler: Handler) {
  const requests: { method: string; url: string; headers: IncomingMessage["headers"]; body: string }[] = [];
  const server = createServer((request, response) => {
    const { method = "", url = "", headers } = request;
    const entry = { method, url, headers, body: "" };
    requests.push(entry);
    request.setEncoding("utf8").on("data", (chunk: string) => (entry.body += chunk));
    request.on("end", () => handler(request, response));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const JOB = "job_01JD00000000000000000000AA";

/** The frame of one event of a log of `length` events, the last of which ends the job. */
export function frameOf(seq: number, length: number): string {
  const type = seq === length ? "job.completed" : "job.progress";
  const more = seq === length ? {} : { phase: "generating_audio", progress: seq, message: `Größe ✓ ${seq}` };
  const data = { seq, type, at: "2026-11-20T12:00:00.000Z", job_id: JOB, ...more };
  return `event: ${type}\nid: ${seq}\ndata: ${JSON.stringify(data)}\n\n`;
}

export function cursorOf(request: IncomingMessage): number {
  return Number(request.headers["last-event-id"] ?? 0);
}

export function openStream(response: ServerResponse, retryMs = 0): void {
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
  response.write(`retry: ${retryMs}\n\n`);
}

export function problem(response: ServerResponse, status: number, code: string, more: object = {}): void {
  response.writeHead(status, { "content-type": "application/problem+json" });
  response.end(
    JSON.stringify({ type: "about:blank", title: "Title", status, detail: `Detail of ${code}`, code, ...more }),
  );
}
