import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { z } from "zod";

/** What the model behind a stub says. */
export interface Said {
  readonly text: string;
  /** Calls with their arguments as the model writes them. */
  readonly calls?: readonly { readonly name: string; readonly arguments: string }[];
  readonly cutOff?: boolean;
}

export type VendorReply =
  | Said
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body: string }
  /** A body of status 200 that is sent as it is. */
  | { readonly raw: string }
  | "broken off";

export type VendorBody = Readonly<Record<string, unknown>>;

/** A vendor's wire format. */
export interface Wire {
  readonly isStreamed: (path: string, body: VendorBody) => boolean;
  /** The body of an answer that is not streamed. */
  readonly answer: (said: Said) => object;
  /** The pieces of a streamed one; without the last half it is broken off. */
  readonly pieces: (said: Said) => readonly string[];
  readonly streamType: string;
}

export interface VendorStub extends AsyncDisposable {
  readonly origin: string;
  readonly asked: { readonly path: string; readonly headers: IncomingMessage["headers"]; readonly body: VendorBody }[];
}

const bodySchema = z.record(z.string(), z.unknown());

/** A server on loopback that answers in a vendor's format what the test decides; the last reply is repeated. */
export async function startVendorStub(wire: Wire, replies: readonly VendorReply[]): Promise<VendorStub> {
  const asked: VendorStub["asked"] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = bodySchema.parse(JSON.parse(Buffer.concat(chunks).toString("utf8")));
      const path = request.url ?? "";
      const reply = replies[asked.length] ?? replies.at(-1);
      asked.push({ path, headers: request.headers, body });
      if (reply === undefined) throw new Error("no reply");
      send(response, reply, wire, wire.isStreamed(path, body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    origin: `http://127.0.0.1:${address.port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function send(response: ServerResponse, reply: VendorReply, wire: Wire, isStreamed: boolean): void {
  const type = isStreamed ? wire.streamType : "application/json";
  if (reply === "broken off") {
    const pieces = isStreamed ? wire.pieces({ text: "And then" }) : [JSON.stringify(wire.answer({ text: "And then" }))];
    const begun =
      pieces.length > 1 ? pieces.slice(0, Math.ceil(pieces.length / 2)).join("") : (pieces[0] ?? "").slice(0, 30);
    response.writeHead(200, { "content-type": type }).write(begun, () => response.destroy());
  } else if ("status" in reply) {
    response.writeHead(reply.status, { "content-type": "application/json", ...reply.headers }).end(reply.body);
  } else {
    response.writeHead(200, { "content-type": type });
    if ("raw" in reply) response.end(reply.raw);
    else if (isStreamed) response.end(wire.pieces(reply).join(""));
    else response.end(JSON.stringify(wire.answer(reply)));
  }
}
