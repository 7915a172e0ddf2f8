import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { answerCalls } from "../harness/answer-calls.ts";
import { EVENT_TYPE, eventData } from "./frame.ts";

// The floor of S6: the same two requests answered by node:http from memory, with no job behind them.
const server = createServer((request, response) => {
  if (request.method === "POST") {
    request.resume().on("end", () => {
      response.writeHead(202, { "Content-Type": "application/json" });
      response.end(JSON.stringify({ job_id: "job_01ARZ3NDEKTSV4RRFFQ69G5FAV", status: "pending" }));
    });
    return;
  }
  response.writeHead(200, { "Content-Type": "text/event-stream; charset=utf-8" });
  response.write(`event: ${EVENT_TYPE}\nid: 1\ndata: ${JSON.stringify(eventData(1, "first"))}\n\n`);
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
answerCalls({ port: () => (server.address() as AddressInfo).port });
