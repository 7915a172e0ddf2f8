import { describe, expect, it } from "vitest";
import { z } from "zod";
import { startChatStub, type StubReply } from "./chat-stub.testing.ts";
import type { ToolCall, ToolRequest } from "@headway-jobs/ports/language-model";
import { resolveLanguageModels } from "./resolve-language-model.ts";
import { toolModel } from "./tool-model.ts";

const weather = { name: "weather", description: "Tells the weather.", parameters: z.object({ city: z.string() }) };
const request: ToolRequest = {
  system: "You know the weather.",
  messages: [{ role: "user", text: "And in Oslo?" }],
  tools: [weather],
};

async function take(reply: StubReply, options: Partial<ToolRequest> = {}, adapter = "openai-compatible") {
  await using stub = await startChatStub(() => reply);
  const env = { HEADWAY_LLM_BASE_URL: stub.baseURL, HEADWAY_LLM_API_KEY: "sk-test" };
  const model = resolveLanguageModels(`${adapter}:stub`, env)[0]?.made;
  if (model === undefined) throw new Error("no model");
  const outcome = await toolModel(model)
    .take({ ...request, ...options })
    .catch((error: unknown) => error);
  return { outcome, asked: stub.asked };
}

describe("a turn of a language model that calls functions", () => {
  it.each(["openai-compatible", "openai", "lmstudio", "vllm"])("is streamed from %s", async (adapter) => {
    const told: ToolCall[] = [];
    const calls = [{ name: "weather", arguments: '{"city":"Oslo"}' }];
    const reply = { text: "Let me see what the sky says.", calls };
    const { outcome, asked } = await take(reply, { onCall: (call) => void told.push(call) }, adapter);
    expect(outcome).toMatchObject({
      text: "Let me see what the sky says.",
      calls: [{ name: "weather", input: { city: "Oslo" } }],
      usage: { inputTokens: 10, outputTokens: 5 },
      cutOff: false,
    });
    expect(told).toHaveLength(1);
    expect(asked[0]?.stream).toBe(true);
    expect(asked[0]?.tools?.[0]?.function.name).toBe("weather");
  });

  it("hands back a call whose arguments are not JSON, for the asker to have it repaired", async () => {
    const { outcome } = await take({ text: "", calls: [{ name: "weather", arguments: '{"city":' }] });
    expect(outcome).toMatchObject({ calls: [{ name: "weather", input: undefined }] });
  });

  it("goes on from earlier calls and their results", async () => {
    const call = { callId: "call_1", name: "weather", input: { city: "Oslo" } };
    const { asked } = await take(
      { text: "It rains." },
      {
        messages: [
          { role: "user", text: "And in Oslo?" },
          { role: "assistant", text: "", calls: [call] },
          { role: "tool", results: [{ callId: "call_1", name: "weather", text: "rain" }] },
        ],
      },
    );
    expect(asked[0]?.messages.map(({ role }) => role)).toEqual(["system", "user", "assistant", "tool"]);
    expect(JSON.stringify(asked[0]?.messages.at(-1))).toContain("rain");
  });

  it("says when it was cut off at the limit of output", async () => {
    const { outcome } = await take({ text: "It ra", finishReason: "length" });
    expect(outcome).toMatchObject({ cutOff: true });
  });

  it.each<[string, StubReply, string, boolean]>([
    ["a rate limit", { status: 429, headers: { "retry-after": "7" } }, "PROVIDER_RATE_LIMITED", true],
    ["a failing server", { status: 500 }, "PROVIDER_UNAVAILABLE", true],
    ["a refused key", { status: 401 }, "PROVIDER_UNAVAILABLE", false],
    ["a stream that breaks", "cut", "PROVIDER_BAD_ANSWER", true],
    ["a stream that stops without an end", { text: "It ra", finishReason: "none" }, "PROVIDER_BAD_ANSWER", true],
    ["garbage", { status: 200, body: "<html>Bad gateway</html>" }, "PROVIDER_BAD_ANSWER", true],
  ])("ends with a code for %s", async (_what, reply, code, retryable) => {
    const { outcome } = await take(reply);
    expect(outcome).toMatchObject({ code, retryable });
  });

  it("is given up when the model falls silent", async () => {
    const { outcome } = await take("hang", { silenceMs: 50 });
    expect(outcome).toMatchObject({ code: "PROVIDER_TIMEOUT", retryable: true });
  });

  it("stops with the asker's own reason", async () => {
    const reason = new Error("cancelled");
    const { outcome } = await take("hang", { signal: AbortSignal.abort(reason) });
    expect(outcome).toBe(reason);
  });
});
