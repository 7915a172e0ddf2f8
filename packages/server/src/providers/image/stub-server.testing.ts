import { createServer, type RequestListener } from "node:http";
import { isPublicAddress } from "./public-address.ts";
import { createSafeFetch, type ResolvedAddress, type SafeFetch } from "./safe-fetch.ts";

/** One transparent pixel. */
export const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

/** A loopback server that answers to the made-up name `stub.test`. */
export async function serve(
  listener: RequestListener,
): Promise<{ origin: string; port: number; [Symbol.asyncDispose](): Promise<void> }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    origin: `http://stub.test:${address.port}`,
    port: address.port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Reaches the loopback server under the names the test gives it; all else is checked as ever. */
export function stubFetch(port: number, names: Readonly<Record<string, string>> = {}): SafeFetch {
  return createSafeFetch({
    resolve: (host): Promise<ResolvedAddress[]> =>
      Promise.resolve([{ address: names[host] ?? "127.0.0.1", family: 4 }]),
    isAllowed: (address, asked) => (address === "127.0.0.1" && asked === port) || isPublicAddress(address),
  });
}
