import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

const STREAM_REQUEST = /^GET \/v1\/(?:events|jobs\/[^ /]+\/events)[ ?]/;
const DECISION_REQUEST = /^POST \/v1\/chat\/[^ /]+\/approve /;

export type Moment = "stream opened" | "stream closed" | "decision sent" | "decision answered";

/** Stands between browsers and a server, counts the connections that streams keep for themselves, and notes in which order things happen. */
export class CountingProxy {
  readonly url: string;
  /** Most streams that were open at once. */
  mostStreams = 0;
  /** What has happened since the last call of `forgetMoments`. */
  readonly moments: Moment[] = [];
  readonly #server: Server;
  readonly #streams = new Set<Socket>();
  readonly #sockets = new Set<Socket>();

  static async start(target: string): Promise<CountingProxy> {
    const { hostname, port } = new URL(target);
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const proxy = new CountingProxy(server);
    server.on("connection", (socket) => proxy.#carry(socket, connect(Number(port), hostname)));
    return proxy;
  }

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  get openStreams(): number {
    return this.#streams.size;
  }

  forgetMoments(): void {
    this.moments.length = 0;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }

  #carry(client: Socket, server: Socket): void {
    this.#sockets.add(client);
    client.on("data", (bytes: Buffer) => {
      // A browser sends one request at a time, so each begins a piece of its own.
      const begin = bytes.toString("latin1", 0, 200);
      if (STREAM_REQUEST.test(begin)) {
        this.#streams.add(client);
        this.moments.push("stream opened");
      }
      this.mostStreams = Math.max(this.mostStreams, this.#streams.size);
      if (!DECISION_REQUEST.test(begin)) return;
      this.moments.push("decision sent");
      server.once("data", () => this.moments.push("decision answered"));
    });
    client.on("close", () => {
      this.#sockets.delete(client);
      if (this.#streams.delete(client)) this.moments.push("stream closed");
      server.destroy();
    });
    server.on("close", () => client.destroy());
    for (const socket of [client, server]) socket.on("error", () => socket.destroy());
    client.pipe(server).pipe(client);
  }
}
