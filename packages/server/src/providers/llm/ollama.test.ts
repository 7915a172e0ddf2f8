import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { ToolRequest } from "@headway-jobs/ports/language-model";
import { resolveLanguageModels } from "./resolve-language-model.ts";
import { structuredModel } from "./structured.ts";
import { toolModel } from "./tool-model.ts";
import { startVendorStub, type VendorReply } from "./vendor-stub.testing.ts";
import { ollamaWire } from "./vendor-wires.testing.ts";

const schema = z.object({ city: z.string() });
const GOOD: VendorReply = { text: '{"city":"Oslo"}' };
const weather = { name: "weather", description: "The weather.", parameters: z.object({ city: z.string() }) };
const turn: ToolRequest = {
  system: "You know the weather.",
  messages: [
    { role: "user", text: "Oslo?" },
    { role: "assistant", text: "", calls: [{ callId: "c1", name: "weather", input: { city: "Oslo" } }] },
    { role: "tool", results: [{ callId: "c1", name: "weather", text: "rain" }] },
  ],
  tools: [weather],
};

type Env = Readonly<Record<string, string>>;

async function opened(replies: readonly VendorReply[], envOf: (origin: string) => Env) {
  const stub = await startVendorStub(ollamaWire, replies);
  const model = resolveLanguageModels("ollama:llama3:8b", envOf(stub.origin))[0]?.made;
  if (model === undefined) throw new Error("no model");
  return { stub, model, [Symbol.asyncDispose]: () => stub[Symbol.asyncDispose]() };
}

async function ask(replies: readonly VendorReply[], env: Env = {}) {
  await using ollama = await opened(replies, (origin) => ({ OLLAMA_HOST: origin, ...env }));
  const request = { schema, system: "You know cities.", prompt: "Name one." };
  const outcome = await structuredModel(ollama.model)
    .generate(request)
    .catch((error: unknown) => error);
  return { outcome, asked: ollama.stub.asked };
}

async function take(replies: readonly VendorReply[]) {
  await using ollama = await opened(replies, (origin) => ({ OLLAMA_HOST: origin }));
  const outcome = await toolModel(ollama.model)
    .take(turn)
    .catch((error: unknown) => error);
  return { outcome, asked: ollama.stub.asked };
}

async function keyOf(envOf: (origin: string) => Env): Promise<string | undefined> {
  await using ollama = await opened([GOOD], envOf);
  await structuredModel(ollama.model).generate({ schema, system: "s", prompt: "p" });
  return ollama.stub.asked[0]?.headers.authorization;
}

const cut = (tokens: number): VendorReply => ({
  raw: `${JSON.stringify({ message: { content: '{"city":"Oslo"}' }, done: true, done_reason: "stop", prompt_eval_count: tokens, eval_count: 5 })}\n`,
});

const askWith = async (tokens: number, prompt: string) => {
  await using ollama = await opened([cut(tokens)], (origin) => ({
    OLLAMA_HOST: origin,
    HEADWAY_LLM_CONTEXT: "4096",
  }));
  const request = { schema, system: "You know cities.", prompt };
  return await structuredModel(ollama.model)
    .generate(request)
    .catch((error: unknown) => error);
};

describe("a model of Ollama", () => {
  it("that reads only the end of a long prompt in silence is asked for nothing by it", async () => {
    const long = "A city in the north. ".repeat(1_500);
    expect(await askWith(2_050, long)).toMatchObject({
      code: "PROVIDER_INPUT_TOO_LONG",
      message: expect.stringContaining("2050 tokens were read"),
    });
    // All of it was read, or so little was sent that a cache explains the number.
    expect(await askWith(7_500, long)).toMatchObject({ value: { city: "Oslo" } });
    expect(await askWith(3, "Name one.")).toMatchObject({ value: { city: "Oslo" } });
  });

  it("is asked by Ollama's own API, with its context, the schema and no thoughts", async () => {
    const { outcome, asked } = await ask([GOOD], { HEADWAY_LLM_CONTEXT: "16000", OLLAMA_KEEP_ALIVE: "30m" });
    expect(outcome).toMatchObject({
      value: { city: "Oslo" },
      usage: { inputTokens: 10, outputTokens: 5 },
      warnings: [],
    });
    expect(asked[0]).toMatchObject({
      path: "/api/chat",
      body: {
        model: "llama3:8b",
        think: false,
        truncate: false,
        keep_alive: "30m",
        format: { type: "object", properties: { city: { type: "string" } } },
        options: { num_ctx: 16_000, num_predict: 16_000 },
      },
    });
  });

  it("gets the default context where none is set, and leaves the time in memory to Ollama", async () => {
    const [first] = (await ask([GOOD])).asked;
    expect(first?.body).toMatchObject({ options: { num_ctx: 32_000 } });
    expect(first?.body).not.toHaveProperty("keep_alive");
    expect((await ask([GOOD], { OLLAMA_KEEP_ALIVE: "-1" })).asked[0]?.body["keep_alive"]).toBe(-1);
  });

  it("gets functions, calls and results in Ollama's form", async () => {
    const { outcome, asked } = await take([{ text: "It rains." }]);
    expect(outcome).toMatchObject({ text: "It rains.", calls: [] });
    expect(asked[0]?.body).toMatchObject({
      stream: true,
      tools: [{ type: "function", function: { name: "weather", parameters: { type: "object" } } }],
      messages: [
        { role: "system" },
        { role: "user", content: "Oslo?" },
        { role: "assistant", tool_calls: [{ function: { name: "weather", arguments: { city: "Oslo" } } }] },
        { role: "tool", tool_name: "weather", content: "rain" },
      ],
    });
  });

  it.each<[string, (origin: string) => Env]>([
    ["OLLAMA_HOST as host and port", (origin) => ({ OLLAMA_HOST: origin.replace("http://", "") })],
    ["OLLAMA_HOST on all addresses", (origin) => ({ OLLAMA_HOST: origin.replace("127.0.0.1", "0.0.0.0") })],
    ["OLLAMA_BASE_URL with the path of the other API", (origin) => ({ OLLAMA_BASE_URL: `${origin}/v1/` })],
    ["HEADWAY_LLM_BASE_URL", (origin) => ({ HEADWAY_LLM_BASE_URL: origin, OLLAMA_HOST: "127.0.0.1:9" })],
  ])("is found by %s", async (_what, envOf) => {
    await using ollama = await opened([GOOD], envOf);
    const request = { schema, system: "s", prompt: "p" };
    expect((await structuredModel(ollama.model).generate(request)).value).toEqual({ city: "Oslo" });
    expect(ollama.stub.asked[0]?.path).toBe("/api/chat");
  });

  it("is sent its own key, and to an address of the user's own only HEADWAY_LLM_API_KEY", async () => {
    const cloud = { OLLAMA_API_KEY: "cloud" };
    expect(await keyOf((origin) => ({ OLLAMA_HOST: origin, ...cloud }))).toBe("Bearer cloud");
    expect(await keyOf((origin) => ({ HEADWAY_LLM_BASE_URL: origin, ...cloud }))).toBeUndefined();
    const own = { HEADWAY_LLM_API_KEY: "own", ...cloud };
    expect(await keyOf((origin) => ({ HEADWAY_LLM_BASE_URL: origin, ...own }))).toBe("Bearer own");
  });

  it("that refuses `think` is asked without it from then on", async () => {
    const refused = { status: 400, body: '{"error":"\\"gemma3\\" does not support thinking"}' };
    const { outcome, asked } = await ask([refused, GOOD]);
    expect(outcome).toMatchObject({ value: { city: "Oslo" } });
    expect(asked.map(({ body }) => body["think"])).toEqual([false, undefined]);
  });

  it("that takes no functions gets them in the prompt", async () => {
    const refused = { status: 400, body: '{"error":"registry.ollama.ai/library/gemma:2b does not support tools"}' };
    const { outcome, asked } = await take([
      refused,
      { text: '<tool_call>{"name":"weather","arguments":{"city":"Oslo"}}</tool_call>' },
    ]);
    expect(outcome).toMatchObject({ calls: [{ name: "weather", input: { city: "Oslo" } }] });
    expect(asked.map(({ body }) => "tools" in body)).toEqual([true, false]);
  });
});

// Bodies as server/routes.go and llm/server.go of ollama/ollama write them.
describe("what Ollama says instead of answering", () => {
  it.each<[string, VendorReply, object]>([
    [
      "a model that is not there",
      { status: 404, body: '{"error":"model \\"llama3:8b\\" not found, try pulling it first"}' },
      { code: "PROVIDER_UNAVAILABLE", retryable: false, message: expect.stringContaining("try pulling it first") },
    ],
    [
      "too little memory",
      { status: 500, body: '{"error":"model requires more system memory (8.4 GiB) than is available (5.2 GiB)"}' },
      { code: "PROVIDER_UNAVAILABLE", message: expect.stringContaining("8.4 GiB) than is available (5.2 GiB)") },
    ],
    [
      "an input that is longer than the context",
      { status: 400, body: '{"error":"the input length exceeds the context length"}' },
      { code: "PROVIDER_INPUT_TOO_LONG", retryable: false },
    ],
    [
      "a full queue",
      { status: 503, body: '{"error":"server busy, please try again.  maximum pending requests exceeded"}' },
      { code: "PROVIDER_UNAVAILABLE", retryable: true, message: expect.stringContaining("maximum pending requests") },
    ],
    [
      "a runner that ended",
      {
        raw: '{"message":{"role":"assistant","content":"{"},"done":false}\n{"error":"llama runner process has terminated"}\n',
      },
      { code: "PROVIDER_BAD_ANSWER", message: expect.stringContaining("llama runner process has terminated") },
    ],
    [
      "an answer without an end",
      { raw: '{"message":{"role":"assistant","content":"{"},"done":false}\n' },
      { code: "PROVIDER_BAD_ANSWER" },
    ],
    ["another server's page", { raw: "<html>It works!</html>" }, { code: "PROVIDER_BAD_ANSWER" }],
    ["a connection that is cut", "broken off", { code: "PROVIDER_UNAVAILABLE", retryable: true }],
  ])("has its own code and its words: %s", async (_what, reply, error) => {
    expect((await ask([reply])).outcome).toMatchObject(error);
    expect((await take([reply])).outcome).toMatchObject(error);
  });

  it("is that nobody answers where it is not running", async () => {
    const model = resolveLanguageModels("ollama:m", { OLLAMA_HOST: "127.0.0.1:9" })[0]?.made;
    if (model === undefined) throw new Error("no model");
    const asking = structuredModel(model).generate({ schema, system: "s", prompt: "p" });
    await expect(asking).rejects.toMatchObject({
      code: "PROVIDER_UNAVAILABLE",
      message: expect.stringContaining("could not be reached"),
    });
  });
});
