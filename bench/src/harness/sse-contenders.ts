import { type Child, startChild } from "./child.ts";

/** The servers that S1–S4 compare: ours, the floor and the peer. */
export const SSE_SERVERS = {
  Headway: new URL("../servers/headway.ts", import.meta.url),
  "bare node:http": new URL("../servers/bare-http.ts", import.meta.url),
  "better-sse": new URL("../servers/better-sse.ts", import.meta.url),
} as const;

export interface SsePair {
  readonly server: Child;
  readonly load: Child;
  /** Where readers connect to. */
  readonly address: { readonly port: number; readonly path: string };
  stop(): Promise<void>;
}

/** A server and, in another process, its readers. */
export async function startPair(script: URL): Promise<SsePair> {
  const server = startChild(script);
  const load = startChild(new URL("../load/readers.ts", import.meta.url));
  const address = await server.call<SsePair["address"]>("start");
  return {
    server,
    load,
    address,
    async stop() {
      await load.stop();
      await server.stop();
    },
  };
}

/** Opens readers that get what comes from now on. */
export async function openAtHead(pair: SsePair, readers: number, inspect: boolean): Promise<void> {
  const position = await pair.server.call<{ cursor: number; published: number }>("position");
  await pair.load.call("open", {
    ...pair.address,
    readers,
    inspect,
    lastEventId: position.cursor,
    lastSeq: position.published,
  });
}
