import { HeadwayError, type ProviderUse } from "@headway-jobs/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { metered } from "../metering.ts";
import { jsonValuesIn } from "./answer-json.ts";
import { startChatStub, type StubReply } from "./chat-stub.testing.ts";
import { resolveLanguageModels } from "./resolve-language-model.ts";
import { generateStructured } from "./structured.ts";

const schema = z.object({ city: z.string().min(1), population: z.number().optional() });
const request = { schema, system: "You know cities.", prompt: "Name one.", timeoutMs: 10_000 };

async function ask(
  replies: readonly StubReply[],
  options: { timeoutMs?: number; signal?: AbortSignal; adapter?: string } = {},
) {
  await using stub = await startChatStub(({ index }) => replies[index] ?? { status: 500 });
  const env = { HEADWAY_LLM_BASE_URL: stub.baseURL, HEADWAY_LLM_API_KEY: "sk-test" };
  const model = resolveLanguageModels(`${options.adapter ?? "openai-compatible"}:stub`, env)[0]?.made;
  if (model === undefined) throw new Error("no model");
  const outcome = await generateStructured({ ...request, ...options, model }).catch((error: unknown) => error);
  return { outcome, asked: stub.asked, headers: stub.headers };
}

const inNorway = ({ city }: { city: string }): string[] => (city === "Rome" ? ["the city must lie in Norway"] : []);

describe("structured answers of a language model", () => {
  it.each(["openai-compatible", "openai", "lmstudio", "vllm"])("come from %s", async (adapter) => {
    const { outcome, asked } = await ask([{ text: '{"city":"Oslo"}' }], { adapter });
    expect(outcome).toEqual({
      value: { city: "Oslo" },
      by: `${adapter}/stub`,
      usage: { inputTokens: 10, outputTokens: 5 },
      warnings: [],
    });
    expect(JSON.stringify(asked[0]?.messages)).toContain("You know cities.");
  });

  it("are counted with their tokens, repairs and failures included", async () => {
    const uses: ProviderUse[] = [];
    await metered(
      (use) => uses.push(use),
      () => ask([{ text: '{"town":1}' }, { text: '{"city":"Oslo"}' }]),
    );
    await metered(
      (use) => uses.push(use),
      () => ask([{ status: 400 }]),
    );
    const name = "openai-compatible/stub";
    const answered = { name, tokensIn: 10, tokensOut: 5 };
    expect(uses).toEqual([answered, answered, { name, isFailed: true }]);
  });

  it("carry the schema in the prompt, for servers that ignore response_format", async () => {
    const { asked, headers } = await ask([{ text: '{"city":"Oslo"}' }]);
    expect(JSON.stringify(asked[0]?.messages[0])).toContain("population");
    expect(asked[0]?.response_format).toBeDefined();
    expect(headers[0]?.authorization).toBe("Bearer sk-test");
  });

  it.each([
    ["prose around it", 'Sure! Here you are: {"city":"Oslo"} Anything else?'],
    ["a fence", '```json\n{"city":"Oslo"}\n```'],
    ["thoughts with braces before it", '<think>{maybe [Rome]?}</think>{"city":"Oslo"}'],
    ["a trailing comma", '{"city":"Oslo",}'],
  ])("are found with %s", async (_what, text) => {
    const { outcome, asked } = await ask([{ text }]);
    expect(outcome).toMatchObject({ value: { city: "Oslo" } });
    expect(asked).toHaveLength(1);
  });

  it("are repaired once, with the model told what was wrong", async () => {
    const { outcome, asked } = await ask([{ text: '{"city":"Oslo"' }, { text: '{"city":"Oslo"}' }]);
    expect(outcome).toMatchObject({ value: { city: "Oslo" }, usage: { inputTokens: 20, outputTokens: 10 } });
    expect(JSON.stringify(asked[1]?.messages.at(-1))).toContain("no valid JSON");
  });

  it("that were cut off are said to have been", async () => {
    const { asked } = await ask([{ text: '{"city":"Os', finishReason: "length" }, { text: '{"city":"Oslo"}' }]);
    expect(JSON.stringify(asked[1]?.messages.at(-1))).toContain("cut off");
  });

  it("of the wrong shape twice end in PROVIDER_BAD_ANSWER that names the member", async () => {
    const { outcome } = await ask([{ text: '{"town":"Oslo"}' }, { text: '{"city":""}' }]);
    expect(outcome).toMatchObject({ code: "PROVIDER_BAD_ANSWER", retryable: false });
    expect(String(outcome)).toContain("city");
  });

  it("that fail the caller's own check are sent back", async () => {
    await using stub = await startChatStub(({ index }) => ({
      text: index === 0 ? '{"city":"Rome"}' : '{"city":"Oslo"}',
    }));
    const model = resolveLanguageModels("vllm:stub", { VLLM_BASE_URL: stub.baseURL })[0]?.made;
    if (model === undefined) throw new Error("no model");
    const answer = await generateStructured({ ...request, model, check: inNorway });
    expect(answer.value.city).toBe("Oslo");
    expect(JSON.stringify(stub.asked[1]?.messages.at(-1))).toContain("must lie in Norway");
  });

  it.each([
    [
      "429",
      { status: 429, headers: { "retry-after": "7" } },
      { code: "PROVIDER_RATE_LIMITED", retryable: true, retryAfterS: 7 },
    ],
    ["500", { status: 500 }, { code: "PROVIDER_UNAVAILABLE", retryable: true }],
    ["401", { status: 401 }, { code: "PROVIDER_UNAVAILABLE", retryable: false }],
    [
      "a cut connection",
      "cut",
      { code: expect.stringMatching(/^PROVIDER_(UNAVAILABLE|BAD_ANSWER)$/), retryable: true },
    ],
    ["a page instead of JSON", { status: 200, body: "<html>busy</html>" }, { code: "PROVIDER_BAD_ANSWER" }],
  ] as const)("fail with their code after %s", async (_what, reply, error) => {
    const { outcome, asked } = await ask([reply]);
    expect(outcome).toBeInstanceOf(HeadwayError);
    expect(outcome).toMatchObject(error);
    expect(String(outcome)).not.toContain("127.0.0.1");
    expect(asked).toHaveLength(1);
  });

  it("that never come end in PROVIDER_TIMEOUT", async () => {
    const { outcome } = await ask(["hang"], { timeoutMs: 80 });
    expect(outcome).toMatchObject({ code: "PROVIDER_TIMEOUT" });
  });

  it("stop at once when the caller aborts, with the caller's reason", async () => {
    const stop = new AbortController();
    const running = ask(["hang"], { signal: stop.signal });
    stop.abort(new Error("cancelled"));
    expect((await running).outcome).toEqual(new Error("cancelled"));
  });

  it("of a server that is not there are PROVIDER_UNAVAILABLE", async () => {
    const model = resolveLanguageModels("vllm:stub", { VLLM_BASE_URL: "http://127.0.0.1:9/v1" })[0]?.made;
    if (model === undefined) throw new Error("no model");
    await expect(generateStructured({ ...request, model })).rejects.toMatchObject({ code: "PROVIDER_UNAVAILABLE" });
  });
});

describe("the JSON in an answer", () => {
  it("is found between any prose without braces, whatever it holds", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.stringMatching(/^[^{}[\]"`]*$/), (value, prose) => {
        expect(jsonValuesIn(`${prose}\n${JSON.stringify(value)}\n${prose}`)[0]).toEqual(
          JSON.parse(JSON.stringify(value)),
        );
      }),
    );
  });

  it("is looked for in any text without failing", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void jsonValuesIn(text)));
  });
});

describe("HEADWAY_LLM", () => {
  it("may be unset", () => {
    expect(resolveLanguageModels(undefined, {})).toEqual([]);
    expect(resolveLanguageModels("  ", {})).toEqual([]);
  });

  it.each([
    ["gpt-4o", "expected ADAPTER:MODEL"],
    ["openai:", "expected ADAPTER:MODEL"],
    ["clippy:1", "expected ADAPTER:MODEL"],
    ["constructor:x", "expected ADAPTER:MODEL"],
    ["openai:gpt-4o", "OPENAI_API_KEY"],
    ["openai-compatible:m", "HEADWAY_LLM_BASE_URL"],
  ])("of %s is refused with what was expected", (setting, words) => {
    expect(() => resolveLanguageModels(setting, {})).toThrow(words);
  });

  it.each([["ftp://x"], ["not a url"]])("refuses the base URL %s by the variable's name", (url) => {
    expect(() => resolveLanguageModels("vllm:m", { VLLM_BASE_URL: url })).toThrow("VLLM_BASE_URL");
  });

  it("keeps colons in the model's name", async () => {
    await using stub = await startChatStub(() => ({ text: '{"city":"Oslo"}' }));
    const model = resolveLanguageModels("vllm:llama3:8b", { VLLM_BASE_URL: stub.baseURL })[0]?.made;
    if (model === undefined) throw new Error("no model");
    expect((await generateStructured({ ...request, model })).value).toEqual({ city: "Oslo" });
    expect(stub.asked[0]?.model).toBe("llama3:8b");
  });

  it.each([
    ["openai", "OPENAI_API_KEY"],
    ["openai-compatible", "OPENAI_API_KEY"],
    ["vllm", "VLLM_API_KEY"],
    ["lmstudio", "LMSTUDIO_API_KEY"],
  ])("sends nothing but HEADWAY_LLM_API_KEY to HEADWAY_LLM_BASE_URL: %s", async (adapter, variable) => {
    await using stub = await startChatStub(() => ({ text: '{"city":"Oslo"}' }));
    const own = { HEADWAY_LLM_BASE_URL: stub.baseURL };
    for (const env of [
      { ...own, [variable]: "sk-vendor" },
      { ...own, [variable]: "sk-vendor", HEADWAY_LLM_API_KEY: "local" },
    ]) {
      const model = resolveLanguageModels(`${adapter}:m`, env)[0]?.made;
      if (model === undefined) throw new Error("no model");
      await generateStructured({ ...request, model });
    }
    const sent = stub.headers.map(({ authorization }) => authorization);
    expect(JSON.stringify(sent)).not.toContain("sk-vendor");
    expect(sent[1]).toBe("Bearer local");
  });
});
