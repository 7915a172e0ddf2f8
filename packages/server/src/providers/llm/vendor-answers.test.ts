import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { ToolRequest } from "@headway-jobs/ports/language-model";
import { startChatStub, type StubReply } from "./chat-stub.testing.ts";
import { resolveLanguageModels } from "./resolve-language-model.ts";
import { structuredModel } from "./structured.ts";
import { ThoughtFilter, withoutThoughts } from "./thoughts.ts";
import { toolModel } from "./tool-model.ts";

const lesson = z.object({
  title: z.string(),
  slides: z.array(
    z.object({ heading: z.string(), seconds: z.number().optional(), isLast: z.boolean().default(false) }),
  ),
});
const VALUE = { title: "Tides", slides: [{ heading: "Moon", seconds: 12, isLast: true }] };
const JSON_TEXT = JSON.stringify(VALUE);

function openModel(baseURL: string) {
  const model = resolveLanguageModels("openai-compatible:stub", { HEADWAY_LLM_BASE_URL: baseURL })[0]?.made;
  if (model === undefined) throw new Error("no model");
  return model;
}

async function ask<T>(replies: readonly StubReply[], schema: z.ZodType<T>) {
  await using stub = await startChatStub(({ index }) => replies[index] ?? { status: 500 });
  const model = structuredModel(openModel(stub.baseURL));
  const request = { schema, system: "You teach.", prompt: "Tides.", timeoutMs: 10_000 };
  const outcome = await model.generate(request).catch((error: unknown) => error);
  return { outcome, asked: stub.asked };
}

describe("an answer in a form that small models and their servers use", () => {
  it.each<[string, string]>([
    ["thoughts with a draft in braces", `<think>Perhaps {"title":"Draft","slides":[]}?</think>\n${JSON_TEXT}`],
    [
      "thoughts whose opening tag is in the chat template",
      `So {"title":"Draft","slides":[]} is too short.\n</think>\n${JSON_TEXT}`,
    ],
    ["a wrapper named as the request", `{"lesson":${JSON_TEXT}}`],
    ["a wrapper with JSON as a string", `{"answer":${JSON.stringify(JSON_TEXT)}}`],
    ["a function call as text", `{"name":"lesson","arguments":${JSON_TEXT}}`],
    [
      "a function call with arguments as a string",
      `{"type":"function","function":{"name":"lesson","arguments":${JSON.stringify(JSON_TEXT)}}}`,
    ],
    ["a list with the one value", `[${JSON_TEXT}]`],
    [
      "numbers and booleans as strings",
      '{"title":"Tides","slides":[{"heading":"Moon","seconds":"12","isLast":"true"}]}',
    ],
    [
      "single quotes and Python's constants",
      "{'title': 'Tides', 'slides': [{'heading': 'Moon', 'seconds': 12, 'isLast': True}]}",
    ],
    ["comments", `{"title":"Tides", // the moon\n"slides":[{"heading":"Moon","seconds":12,"isLast":true}]}`],
    ["an object for a list of one", '{"title":"Tides","slides":{"heading":"Moon","seconds":12,"isLast":true}}'],
    ["prose with braces before it", `I use {title} and [slides].\n\n${JSON_TEXT}\n\nHope {that} helps!`],
    ["a fence of another language", `\`\`\`javascript\n${JSON_TEXT}\n\`\`\``],
  ])("is taken at once: %s", async (_what, text) => {
    const { outcome, asked } = await ask([{ text }], lesson);
    expect(outcome).toMatchObject({ value: VALUE, warnings: [] });
    expect(asked).toHaveLength(1);
  });

  it("may have null for what is not there", async () => {
    const { outcome } = await ask(
      [{ text: '{"title":"Tides","slides":[{"heading":"Moon","seconds":null,"isLast":null}]}' }],
      lesson,
    );
    expect(outcome).toMatchObject({ value: { title: "Tides", slides: [{ heading: "Moon", isLast: false }] } });
  });

  it("may be the bare list of a shape with one list", async () => {
    const { outcome } = await ask([{ text: '["uno","dos"]' }], z.object({ texts: z.array(z.string()).length(2) }));
    expect(outcome).toMatchObject({ value: { texts: ["uno", "dos"] } });
  });

  it.each([
    ["a percentage for a number", '{"share":"80%"}'],
    ["a word for a number", '{"share":"most"}'],
    ["a number for a list", '{"share":1,"words":7}'],
    ["a text that is cut off", '{"share":1,"words":["a'],
  ])("is sent back where it leaves a doubt: %s", async (_what, text) => {
    const shape = z.object({ share: z.number(), words: z.array(z.string()).default([]) });
    const { outcome, asked } = await ask([{ text }, { text: '{"share":0.8}' }], shape);
    expect(outcome).toMatchObject({ value: { share: 0.8 }, warnings: [expect.stringContaining("repaired")] });
    expect(asked).toHaveLength(2);
  });

  it("is corrected again only while the problems become fewer", async () => {
    const shape = z.object({ a: z.number(), b: z.number(), c: z.number() });
    const falling = [
      '{"a":"x","b":"x","c":"x"}',
      '{"a":1,"b":"x","c":"x"}',
      '{"a":1,"b":2,"c":"x"}',
      '{"a":1,"b":2,"c":3}',
    ];
    expect(
      (
        await ask(
          falling.map((text) => ({ text })),
          shape,
        )
      ).outcome,
    ).toMatchObject({ value: { a: 1, b: 2, c: 3 } });
    const level = await ask([{ text: '{"a":"x"}' }, { text: '{"a":"y"}' }, { text: '{"a":1,"b":2,"c":3}' }], shape);
    expect(level.outcome).toMatchObject({ code: "PROVIDER_BAD_ANSWER" });
    expect(level.asked).toHaveLength(2);
  });
});

const errorBody = (message: string, code?: string): StubReply => ({
  status: 400,
  body: JSON.stringify({ error: { message, type: "invalid_request_error", param: null, code: code ?? null } }),
});

describe("a server that does not take a part of the request", () => {
  it.each([
    ["DeepSeek", "This response_format type is unavailable now"],
    ["LM Studio", "'response_format.type' must be 'json_schema' or 'text'"],
    ["OpenAI", "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model."],
  ])("is asked without response_format, as by %s", async (_vendor, message) => {
    const { outcome, asked } = await ask([errorBody(message), { text: JSON_TEXT }], lesson);
    expect(outcome).toMatchObject({ value: VALUE });
    expect(asked.map((body) => body.response_format === undefined)).toEqual([false, true]);
  });

  it("is asked without a limit of output where that is refused", async () => {
    const refused = errorBody("max_tokens is too large: 16000. This model supports at most 4096 completion tokens.");
    const { outcome, asked } = await ask([refused, { text: JSON_TEXT }], lesson);
    expect(outcome).toMatchObject({ value: VALUE });
    expect(asked.map((body) => body["max_tokens"])).toEqual([16_000, undefined]);
  });

  it("is not asked without end when it keeps refusing", async () => {
    await using stub = await startChatStub(() => errorBody("response_format is not supported, max_tokens neither"));
    const model = structuredModel(openModel(stub.baseURL));
    const asking = model.generate({ schema: lesson, system: "s", prompt: "p" });
    await expect(asking).rejects.toMatchObject({ code: "PROVIDER_UNAVAILABLE", retryable: false });
    expect(stub.asked).toHaveLength(2);
  });
});

describe("what a vendor says instead of answering", () => {
  it.each<[string, StubReply, object]>([
    [
      "a context that is too small (OpenAI, vLLM)",
      errorBody(
        "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens.",
        "context_length_exceeded",
      ),
      { code: "PROVIDER_INPUT_TOO_LONG", message: expect.stringContaining("maximum context length is 8192") },
    ],
    [
      "a context that is too small (llama.cpp)",
      {
        status: 400,
        body: '{"error":{"code":400,"message":"the request exceeds the available context size, try increasing it","n_ctx":4096}}',
      },
      { code: "PROVIDER_INPUT_TOO_LONG" },
    ],
    [
      "a content filter (Azure)",
      errorBody(
        "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
        "content_filter",
      ),
      { code: "PROVIDER_REFUSED" },
    ],
    [
      "an answer that the filter ended",
      { text: "", finishReason: "content_filter" },
      { code: "PROVIDER_REFUSED", retryable: false },
    ],
    [
      "an empty account (DeepSeek)",
      {
        status: 402,
        body: '{"error":{"message":"Insufficient Balance","type":"unknown_error","param":null,"code":"invalid_request_error"}}',
      },
      { code: "PROVIDER_UNAVAILABLE", message: expect.stringContaining("Insufficient Balance") },
    ],
    [
      "a missing model (Ollama)",
      {
        status: 404,
        body: '{"error":{"message":"model \\"llama9\\" not found, try pulling it first","type":"api_error","param":null,"code":null}}',
      },
      { code: "PROVIDER_UNAVAILABLE", message: expect.stringContaining("try pulling it first") },
    ],
    [
      "a wait in words (Groq)",
      {
        status: 429,
        body: '{"error":{"message":"Rate limit reached for model … Please try again in 7.66s.","type":"tokens","code":"rate_limit_exceeded"}}',
      },
      { code: "PROVIDER_RATE_LIMITED", retryAfterS: 7.66 },
    ],
    [
      "a wait as a date",
      {
        status: 429,
        headers: { date: "Tue, 01 Dec 2026 10:00:00 GMT", "retry-after": "Tue, 01 Dec 2026 10:00:30 GMT" },
      },
      { code: "PROVIDER_RATE_LIMITED", retryAfterS: 30 },
    ],
    [
      "a wait in milliseconds (Azure)",
      { status: 429, headers: { "retry-after-ms": "1500" } },
      { code: "PROVIDER_RATE_LIMITED", retryAfterS: 1.5 },
    ],
    [
      "a wait in a detail (Google)",
      {
        status: 429,
        body: '{"error":{"code":429,"message":"Resource exhausted","details":[{"@type":"…google.rpc.RetryInfo","retryDelay":"34s"}]}}',
      },
      { code: "PROVIDER_RATE_LIMITED", retryAfterS: 34 },
    ],
  ])("has its own code and its words: %s", async (_what, reply, error) => {
    expect((await ask([reply, reply], lesson)).outcome).toMatchObject(error);
  });
});

const weather = {
  name: "weather",
  description: "The weather.",
  parameters: z.object({ city: z.string(), days: z.number().optional() }),
};
const turn: ToolRequest = {
  system: "You know the weather.",
  messages: [{ role: "user", text: "Oslo?" }],
  tools: [weather],
};

async function take(replies: readonly StubReply[], request: ToolRequest = turn) {
  await using stub = await startChatStub(({ index }) => replies[index] ?? { status: 500 });
  const model = toolModel(openModel(stub.baseURL));
  const outcome = await model.take(request).catch((error: unknown) => error);
  return { outcome, asked: stub.asked };
}

describe("a turn of a model that writes its calls as text", () => {
  const call = '{"name": "weather", "arguments": {"city": "Oslo", "days": 2}}';
  it.each([
    ["tool_call tags", `<tool_call>\n${call}\n</tool_call>`],
    ["bare JSON", call],
    ["a fence", `\`\`\`json\n${call}\n\`\`\``],
    ["JSON with parameters", '{"type":"function","name":"weather","parameters":{"city":"Oslo","days":2}}'],
    ["a function tag", '<function=weather>{"city":"Oslo","days":2}</function>'],
    [
      "parameter tags",
      "<tool_call>\n<function=weather>\n<parameter=city>\nOslo\n</parameter>\n<parameter=days>\n2\n</parameter>\n</function>\n</tool_call>",
    ],
    ["Mistral's list", `[TOOL_CALLS] [${call}]`],
    ["Llama's tag", `<|python_tag|>${call}`],
    ["an unclosed tag", `<tool_call>\n${call}`],
  ])("is read as calls: %s", async (_what, text) => {
    const { outcome } = await take([{ text }]);
    expect(outcome).toMatchObject({ text: "", calls: [{ name: "weather", input: { city: "Oslo", days: 2 } }] });
  });

  it("keeps the words around the calls, and each call", async () => {
    const text = `I look.\n<tool_call>${call}</tool_call>\n<tool_call>{"name":"weather","arguments":{"city":"Bergen"}}</tool_call>`;
    const { outcome } = await take([{ text }]);
    expect(outcome).toMatchObject({
      text: "I look.",
      calls: [{ input: { city: "Oslo" } }, { input: { city: "Bergen" } }],
    });
  });

  it.each([
    ["of a function that nobody offered", '{"name":"delete_all","arguments":{}}'],
    ["within a sentence", 'Use {"city":"Oslo"} as the argument.'],
  ])("leaves JSON %s as text", async (_what, text) => {
    expect((await take([{ text }])).outcome).toMatchObject({ text, calls: [] });
  });

  it("does not show thoughts", async () => {
    const { outcome } = await take([{ text: "<think>\nSecret.\n</think>\n\nIt rains." }]);
    expect(outcome).toMatchObject({ text: "It rains.", calls: [] });
  });

  it("repairs the arguments of a call", async () => {
    const { outcome } = await take([{ text: "", calls: [{ name: "weather", arguments: '{"city":"Oslo",}' }] }]);
    expect(outcome).toMatchObject({ calls: [{ input: { city: "Oslo" } }] });
  });
});

describe("a turn that gives nothing", () => {
  it.each<[string, StubReply, string]>([
    ["an empty answer", { text: "" }, "PROVIDER_BAD_ANSWER"],
    ["nothing but thoughts", { text: "<think>Hm.</think>" }, "PROVIDER_BAD_ANSWER"],
    ["a content filter", { text: "", finishReason: "content_filter" }, "PROVIDER_REFUSED"],
  ])("is an error: %s", async (_what, reply, code) => {
    expect((await take([reply])).outcome).toMatchObject({ code });
  });
});

describe("a server or model without functions", () => {
  it.each([
    ["Ollama", "registry.ollama.ai/library/gemma:2b does not support tools"],
    ["vLLM", '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set'],
    ["llama.cpp", "tools param requires --jinja flag"],
    ["OpenRouter", "No endpoints found that support tool use."],
  ])("gets them in the prompt, as by %s", async (_vendor, message) => {
    const answer = '<tool_call>{"name":"weather","arguments":{"city":"Oslo"}}</tool_call>';
    const { outcome, asked } = await take([errorBody(message), { text: answer }]);
    expect(outcome).toMatchObject({ calls: [{ name: "weather", input: { city: "Oslo" } }] });
    expect(asked.map(({ tools }) => tools === undefined)).toEqual([false, true]);
    expect(JSON.stringify(asked[1]?.messages[0])).toContain("weather");
  });

  it("gets earlier calls and results as text", async () => {
    const messages: ToolRequest["messages"] = [
      { role: "user", text: "Oslo?" },
      { role: "assistant", text: "", calls: [{ callId: "c1", name: "weather", input: { city: "Oslo" } }] },
      { role: "tool", results: [{ callId: "c1", name: "weather", text: "rain" }] },
    ];
    const { asked } = await take([errorBody("x does not support tools"), { text: "It rains." }], { ...turn, messages });
    expect(asked[1]?.messages.map(({ role }) => role)).toEqual(["system", "user", "assistant", "user"]);
    expect(JSON.stringify(asked[1]?.messages)).toContain("rain");
  });
});

describe("thoughts", () => {
  it("are removed wherever the stream is cut", () => {
    const visible = fc.stringMatching(/^[a-z<>/ [\]]{0,20}$/).filter((text) => !/think/i.test(text));
    fc.assert(
      fc.property(
        visible,
        fc.stringMatching(/^[a-z {}"]{0,20}$/),
        visible,
        fc.array(fc.nat(60), { maxLength: 8 }),
        (before, thought, after, cuts) => {
          const text = `${before}<think>${thought}</think>${after}`;
          const filter = new ThoughtFilter();
          const bounds = [0, ...cuts.map((cut) => Math.min(cut, text.length)).toSorted((a, b) => a - b), text.length];
          const pieces = bounds.slice(1).map((end, index) => text.slice(bounds[index], end));
          const shown = pieces.map((piece) => filter.push(piece)).join("") + filter.end();
          expect(shown.trim().replaceAll(/\s+/g, "")).toBe(`${before}${after}`.trim().replaceAll(/\s+/g, ""));
        },
      ),
    );
  });

  it("that never end are no answer", () => {
    expect(withoutThoughts("<think>Let me see")).toBe("");
  });
});
