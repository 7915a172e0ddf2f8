import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { removeFolder, scratchFolder } from "./scratch.ts";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const SCRIPT = at("../../../../packages/server/src/services/models/testing/serve-models.ts");
const CONSOLE = at("../../dist");

/** A server with the console and toy models, and a hub that sends what the test lets it. */
export class ModelsServer {
  readonly url: string;
  /** Two keys of one owner, with `--auth keys`: without and with the scope admin. */
  readonly keys: readonly string[];
  readonly #close: () => Promise<void>;

  private constructor(url: string, keys: readonly string[], close: () => Promise<void>) {
    this.url = url;
    this.keys = keys;
    this.#close = close;
  }

  static async start(hub: Hub, ...options: readonly string[]): Promise<ModelsServer> {
    const data = scratchFolder();
    const args = [SCRIPT, "--data", data, "--hub", hub.url, "--console", CONSOLE, ...options];
    const child: ChildProcess & { stdout: NodeJS.ReadableStream } = spawn(process.execPath, args, {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
    const [url = "", ...keys] = line.replace("ready at ", "").trim().split(" ");
    return new ModelsServer(url, keys, async () => {
      child.kill("SIGKILL");
      if (child.exitCode === null) await once(child, "exit");
      removeFolder(data);
    });
  }

  close(): Promise<void> {
    return this.#close();
  }
}

/** A hub whose transfers of a model stop in the middle until `release`, and which refuses the models that it is told to. */
export class Hub {
  readonly url: string;
  readonly refused = new Set<string>();
  readonly #held = new Map<string, ServerResponse[]>();
  readonly #holding = new Set<string>();
  readonly #close: () => void;

  private constructor(url: string, close: () => void) {
    this.url = url;
    this.#close = close;
  }

  static async start(): Promise<Hub> {
    const { contentOfModel } = (await import(
      at("../../../../packages/server/src/services/models/testing/toy-catalogue.ts")
    )) as { readonly contentOfModel: (name: string) => Buffer };
    const server = createServer((request, response) => hub.#answer(request.url ?? "", request.headers.range, response));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const hub: Hub = new Hub(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, () => {
      server.closeAllConnections();
      server.close();
    });
    hub.#content = contentOfModel;
    return hub;
  }

  #content: (name: string) => Buffer = () => Buffer.alloc(0);

  hold(name: string): void {
    this.#holding.add(name);
  }

  /** Sends the rest of what is held, and holds no more. */
  release(name: string): void {
    this.#holding.delete(name);
    const half = this.#content(name).length / 2;
    for (const response of this.#held.get(name) ?? []) response.end(this.#content(name).subarray(half));
    this.#held.delete(name);
  }

  #answer(path: string, range: string | undefined, response: ServerResponse): void {
    const name = path.split("/")[1] ?? "";
    if (this.refused.has(name)) {
      response.writeHead(403).end("Accept the terms first");
      return;
    }
    const content = this.#content(name);
    const from = Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0);
    const ranged = { "content-range": `bytes ${from}-${content.length - 1}/${content.length}` };
    response.writeHead(from > 0 ? 206 : 200, { etag: '"1"', ...(from > 0 ? ranged : {}) });
    if (from > 0 || !this.#holding.has(name)) {
      response.end(content.subarray(from));
      return;
    }
    response.write(content.subarray(0, content.length / 2));
    this.#held.set(name, [...(this.#held.get(name) ?? []), response]);
  }

  close(): void {
    this.#close();
  }
}
