import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { EVENT_TYPE, eventData } from "./frame.ts";
import { endOfTurn } from "./turn.ts";
import { answerSseCalls } from "./sse-calls.ts";

// The floor: node:http and nothing else. Nothing is stored, nobody can resume.
answerSseCalls(async () => {
  const readers = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    response.writeHead(200, {
      "Content-Type": "text/event-stream; charset=utf-8",
      "Cache-Control": "no-cache, no-transform",
    });
    response.write("retry: 1000\n\n");
    readers.add(response);
    request.on("close", () => readers.delete(response));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    path: "/",
    async publish(message, seq) {
      const text = `event: ${EVENT_TYPE}\nid: ${seq}\ndata: ${JSON.stringify(eventData(seq, message))}\n\n`;
      const frame = Buffer.from(text);
      for (const reader of readers) reader.write(frame);
      await endOfTurn();
    },
  };
});
