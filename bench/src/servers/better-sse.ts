import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { createChannel, createSession } from "better-sse";
import { EVENT_TYPE, eventData } from "./frame.ts";
import { endOfTurn } from "./turn.ts";
import { answerSseCalls } from "./sse-calls.ts";

// The peer: the usual library for SSE on Node, with its channel. Nothing is stored, nobody can resume.
answerSseCalls(async () => {
  const channel = createChannel();
  const server = createServer((request, response) => {
    void createSession(request, response).then((session) => channel.register(session));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    path: "/",
    async publish(message, seq) {
      channel.broadcast(eventData(seq, message), EVENT_TYPE, { eventId: String(seq) });
      await endOfTurn();
    },
  };
});
