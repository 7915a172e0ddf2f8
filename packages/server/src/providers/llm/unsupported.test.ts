import { describe, expect, it } from "vitest";
import { z } from "zod";
import { startChatStub, type StubReply } from "./chat-stub.testing.ts";
import { resolveLanguageModels } from "./resolve-language-model.ts";
import { structuredModel } from "./structured.ts";
import { toolModel } from "./tool-model.ts";
import { startVendorStub, type VendorReply } from "./vendor-stub.testing.ts";
import { ollamaWire } from "./vendor-wires.testing.ts";

const asking = { schema: z.object({ city: z.string() }), system: "You know cities.", prompt: "Name one." };
const weather = { name: "weather", description: "The weather.", parameters: z.object({ city: z.string() }) };
const turn = { system: "s", messages: [{ role: "user" as const, text: "Oslo?" }], tools: [weather] };
const GOOD = { text: '{"city":"Oslo"}' };

function open(setting: string, baseURL: string) {
  const made = resolveLanguageModels(setting, { HEADWAY_LLM_BASE_URL: baseURL })[0]?.made;
  if (made === undefined) throw new Error("no model");
  return { structured: structuredModel(made), tools: toolModel(made) };
}

const refusal = (error: object, status = 400): StubReply => ({ status, body: JSON.stringify({ error }) });

async function ask(replies: readonly StubReply[]) {
  await using stub = await startChatStub(({ index }) => replies[index] ?? GOOD);
  const { structured } = open("openai-compatible:stub", stub.baseURL);
  const outcome = await structured.generate(asking).catch((error: unknown) => error);
  const next = await structured.generate(asking).catch((error: unknown) => error);
  return { outcome, next, limits: stub.asked.map((body) => body["max_tokens"]) };
}

async function take(replies: readonly StubReply[]) {
  await using stub = await startChatStub(({ index }) => replies[index] ?? { text: "It rains." });
  const { tools } = open("openai-compatible:stub", stub.baseURL);
  const outcome = await tools.take(turn).catch((error: unknown) => error);
  const next = await tools.take(turn).catch((error: unknown) => error);
  return { outcome, next, asked: stub.asked };
}

const VLLM = refusal({
  message:
    "'max_tokens' or 'max_completion_tokens' is too large: 16000. This model's maximum context length is 8192 tokens and your request has 12 input tokens.",
  code: 400,
});
const GROQ = refusal(
  { message: "Request too large for model `x` on tokens per minute (TPM): Limit 6000, Requested 17021" },
  413,
);

describe("a request that is too long with its limit of output", () => {
  it.each([
    ["vLLM's context", VLLM],
    ["Groq's tokens per minute", GROQ],
  ])("is repeated without it, each time again: %s", async (_what, refused) => {
    const { outcome, next, limits } = await ask([refused]);
    expect([outcome, next]).toMatchObject([{ value: { city: "Oslo" } }, { value: { city: "Oslo" } }]);
    expect(limits).toEqual([16_000, undefined, 16_000]);
    const taken = await take([refused]);
    expect(taken.outcome).toMatchObject({ text: "It rains." });
    expect(taken.asked.map((body) => body["max_tokens"])).toEqual([16_000, undefined, 16_000]);
  });

  it.each([
    ["too long without it as well", VLLM],
    ["required to have one", refusal({ message: "max_tokens: Field required" })],
  ])("is PROVIDER_INPUT_TOO_LONG where it is %s", async (_what, second) => {
    const error = { code: "PROVIDER_INPUT_TOO_LONG" };
    const { outcome, limits } = await ask([VLLM, second]);
    expect(outcome).toMatchObject(error);
    expect(limits).toHaveLength(3);
    expect((await take([VLLM, second])).outcome).toMatchObject(error);
  });
});

/** A server that refuses requests of this kind. */
function startRefusing(message: string, isRefused: (body: object) => boolean) {
  return startChatStub(({ body }) => (isRefused(body) ? refusal({ message }) : GOOD));
}

describe("requests side by side", () => {
  it.each([
    ["response_format", "This response_format type is unavailable now"],
    ["max_tokens", "max_tokens is too large: 16000. This model supports at most 4096 completion tokens."],
  ])("each go without the refused %s", async (part, message) => {
    await using stub = await startRefusing(message, (body) => part in body);
    const { structured } = open("openai-compatible:stub", stub.baseURL);
    const outcomes = await Promise.all([structured.generate(asking), structured.generate(asking)]);
    expect(outcomes).toMatchObject([{ value: { city: "Oslo" } }, { value: { city: "Oslo" } }]);
    expect(stub.asked.filter((body) => part in body)).toHaveLength(2);
  });

  it("each go without the refused functions", async () => {
    await using stub = await startRefusing("x does not support tools", (body) => "tools" in body);
    const { tools } = open("openai-compatible:stub", stub.baseURL);
    const outcomes = await Promise.all([tools.take(turn), tools.take(turn)]);
    expect(outcomes).toMatchObject([{ text: '{"city":"Oslo"}' }, { text: '{"city":"Oslo"}' }]);
  });

  it("each go without the `think` that Ollama refuses", async () => {
    const refused: VendorReply = { status: 400, body: '{"error":"\\"gemma3\\" does not support thinking"}' };
    await using stub = await startVendorStub(ollamaWire, [refused, refused, GOOD]);
    const { structured } = open("ollama:gemma3", stub.origin);
    const outcomes = await Promise.all([structured.generate(asking), structured.generate(asking)]);
    expect(outcomes).toMatchObject([{ value: { city: "Oslo" } }, { value: { city: "Oslo" } }]);
    expect(stub.asked.map(({ body }) => body["think"])).toEqual([false, false, undefined, undefined]);
  });
});

describe("a refusal of one answer or message", () => {
  it.each<[string, StubReply, string]>([
    [
      "a call that Groq does not take",
      refusal({
        message: "tool call validation failed: attempted to call tool 'x' which was not in request.tools",
        code: "tool_use_failed",
        failed_generation: '{"name":"x"}',
      }),
      "PROVIDER_BAD_ANSWER",
    ],
    [
      "an id that Mistral does not take",
      refusal({ message: "Tool call id was call_1 but must be a-z, A-Z, 0-9, with a length of 9." }),
      "PROVIDER_UNAVAILABLE",
    ],
    [
      "an answer with such words",
      refusal({ message: "The answer was refused.", failed_generation: "It does not support tools." }),
      "PROVIDER_UNAVAILABLE",
    ],
  ])("leaves functions on: %s", async (_what, refused, code) => {
    const { outcome, asked } = await take([refused]);
    expect(outcome).toMatchObject({ code });
    expect(asked.map(({ tools }) => tools !== undefined)).toEqual([true, true]);
  });

  it("leaves the form of answers on: JSON that Groq does not take", async () => {
    const error = {
      message: "Failed to generate JSON. Please adjust your prompt.",
      code: "json_validate_failed",
      failed_generation: '{"grammar":1}',
    };
    await using stub = await startChatStub(({ index }) => (index === 0 ? refusal(error) : GOOD));
    const { structured } = open("openai-compatible:stub", stub.baseURL);
    await expect(structured.generate(asking)).rejects.toMatchObject({ code: "PROVIDER_BAD_ANSWER" });
    await structured.generate(asking);
    expect(stub.asked.map((body) => body.response_format !== undefined)).toEqual([true, true]);
  });

  it.each([
    ["OpenAI's `param`", { error: { message: "Unsupported parameter.", param: "response_format" } }],
    [
      "Pydantic's `loc`",
      {
        detail: [{ type: "extra_forbidden", loc: ["body", "response_format"], msg: "Extra inputs are not permitted" }],
      },
    ],
  ])("differs from a refused part of the request, which %s names", async (_what, body) => {
    const refused = { status: 422, body: JSON.stringify(body) };
    expect((await ask([refused])).outcome).toMatchObject({ value: { city: "Oslo" } });
  });
});
