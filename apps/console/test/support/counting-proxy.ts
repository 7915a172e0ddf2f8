import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

const STREAM_REQUEST = /^GET \/v1\/(?:events|jobs\/[^ /]+\/events)[ ?]/;

/** Stands between browsers and a server and counts the connections that streams keep for themselves. */
export class CountingProxy {
  readonly url: string;
  /** Most streams that were open at once. */
  mostStreams = 0;
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

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }

  #carry(client: Socket, server: Socket): void {
    this.#sockets.add(client);
    client.on("data", (bytes: Buffer) => {
      // A browser sends one request at a time, so each begins a piece of its own.
      if (STREAM_REQUEST.test(bytes.toString("latin1", 0, 200))) this.#streams.add(client);
      this.mostStreams = Math.max(this.mostStreams, this.#streams.size);
    });
    client.on("close", () => {
      this.#sockets.delete(client);
      this.#streams.delete(client);
      server.destroy();
    });
    server.on("close", () => client.destroy());
    for (const socket of [client, server]) socket.on("error", () => socket.destroy());
    client.pipe(server).pipe(client);
  }
}
