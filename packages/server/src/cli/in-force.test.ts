import { createServer, type ServerResponse } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { commandBench } from "./testing/bench.ts";

/** An Ollama that answers as the test says; resolves `asked` with its first question. */
async function ollama(answer: (url: string, response: ServerResponse) => void) {
  const { promise: asked, resolve: seen } = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    seen();
    answer(request.url ?? "", response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const env = {
    HEADWAY_PROBE: "on",
    OLLAMA_HOST: `127.0.0.1:${address.port}`,
    LMSTUDIO_BASE_URL: "http://127.0.0.1:9",
  };
  return { env, asked };
}

describe("the start of a server", () => {
  it("says what is in force and offers a running Ollama, after it is ready", async () => {
    const { env } = await ollama((url, response) =>
      response.end(url === "/api/tags" ? '{"models":[{"name":"qwen3:8b","details":{"family":"qwen3"}}]}' : "{}"),
    );
    const bench = await commandBench();
    Object.assign(bench.env, env);
    const serving = bench.run("serve");
    await bench.saw(/Found/);
    const [ready, inForce, found] = bench.out;
    expect(ready).toContain("is ready");
    expect(inForce).toMatch(
      /^ {2}In force {2}voice: flite, espeak-ng \(built in\) · ear: pocketsphinx \(rough\) · .*language model: none\./,
    );
    expect(found).toBe("  Found     Ollama runs here with qwen3:8b: HEADWAY_LLM=ollama:qwen3:8b headway serve");
    bench.interrupt();
    expect(await serving).toBe(0);
  });

  it("does not wait for a port that does not answer when it is stopped", async () => {
    const { env, asked } = await ollama(() => undefined);
    const bench = await commandBench();
    Object.assign(bench.env, env);
    const serving = bench.run("serve");
    await bench.saw(/is ready/);
    await asked;
    bench.interrupt();
    expect(await serving).toBe(0);
    expect(bench.out.join("\n")).not.toContain("In force");
  });
});
