import { describe, expect, it } from "vitest";
import { z } from "zod";
import { resolveLanguageModels } from "./resolve-language-model.ts";
import { structuredModel } from "./structured.ts";
import { toolModel } from "./tool-model.ts";
import { startVendorStub, type VendorReply, type Wire } from "./vendor-stub.testing.ts";
import { anthropicWire, googleWire, groqWire, mistralWire } from "./vendor-wires.testing.ts";

const VENDORS = {
  "anthropic:claude-sonnet-4-5": anthropicWire,
  "google:gemini-2.5-flash": googleWire,
  "mistral:mistral-small-latest": mistralWire,
  "groq:openai/gpt-oss-20b": groqWire,
} as const satisfies Record<string, Wire>;
type Setting = keyof typeof VENDORS;

const request = { schema: z.object({ city: z.string() }), system: "You know cities.", prompt: "Name one." };
const turn = { system: "s", messages: [{ role: "user" as const, text: "Oslo?" }], tools: [] };

async function ask(setting: Setting, replies: readonly VendorReply[], env: Readonly<Record<string, string>> = {}) {
  await using stub = await startVendorStub(VENDORS[setting], replies);
  const model = resolveLanguageModels(setting, { HEADWAY_LLM_BASE_URL: stub.origin, ...env })[0]?.made;
  if (model === undefined) throw new Error("no model");
  const outcome = await structuredModel(model)
    .generate(request)
    .catch((error: unknown) => error);
  const streamed = await toolModel(model)
    .take(turn)
    .catch((error: unknown) => error);
  return { outcome, streamed, asked: stub.asked };
}

const said = (text: string): unknown => expect.stringContaining(text);
const anthropic = (status: number, type: string, message: string, headers = {}): VendorReply => {
  const body = JSON.stringify({ type: "error", error: { type, message }, request_id: "req_011" });
  return { status, headers, body };
};
const google = (code: number, status: string, message: string, details: readonly object[] = []): VendorReply => {
  return { status: code, body: JSON.stringify({ error: { code, message, status, details } }) };
};
const groq = (status: number, error: object, headers = {}): VendorReply => {
  return { status, headers, body: JSON.stringify({ error }) };
};
const mistral = (status: number, body: object, headers = {}): VendorReply => {
  return { status, headers, body: JSON.stringify(body) };
};

describe("what a vendor of language models answers instead", () => {
  // Types and statuses: https://docs.claude.com/en/api/errors
  it.each<[string, VendorReply, object]>([
    [
      "a wrong key",
      anthropic(401, "authentication_error", "invalid x-api-key"),
      { code: "PROVIDER_UNAVAILABLE", retryable: false, message: said("refused the key (401): “invalid x-api-key”") },
    ],
    [
      "an empty account",
      anthropic(400, "invalid_request_error", "Your credit balance is too low to access the Anthropic API."),
      {
        code: "PROVIDER_UNAVAILABLE",
        retryable: false,
        message: said("has no balance left (400): “Your credit balance"),
      },
    ],
    [
      "a bill that is not paid",
      anthropic(402, "billing_error", "There is an issue with your billing or payment information."),
      { code: "PROVIDER_UNAVAILABLE", retryable: false, message: said("has no balance left") },
    ],
    [
      "an unknown model",
      anthropic(404, "not_found_error", "model: claude-sonnet-9"),
      { code: "PROVIDER_UNAVAILABLE", retryable: false, message: said("model: claude-sonnet-9") },
    ],
    [
      "too many requests",
      anthropic(429, "rate_limit_error", "This request would exceed your organization's rate limit", {
        "retry-after": "12",
        "anthropic-ratelimit-requests-remaining": "0",
      }),
      { code: "PROVIDER_RATE_LIMITED", retryable: true, retryAfterS: 12, message: said("rate limit") },
    ],
    [
      "an overload",
      anthropic(529, "overloaded_error", "Overloaded"),
      { code: "PROVIDER_UNAVAILABLE", retryable: true, message: said("is overloaded (529): “Overloaded”") },
    ],
    [
      "a prompt that is too long",
      anthropic(400, "invalid_request_error", "prompt is too long: 208310 tokens > 200000 maximum"),
      { code: "PROVIDER_INPUT_TOO_LONG", retryable: false, message: said("208310 tokens") },
    ],
    [
      "a prompt that leaves no room for the answer",
      anthropic(
        400,
        "invalid_request_error",
        "input length and `max_tokens` exceed context limit: 190000 + 16000 > 200000",
      ),
      { code: "PROVIDER_INPUT_TOO_LONG", message: said("190000 + 16000") },
    ],
    [
      "a request that is too large",
      anthropic(413, "request_too_large", "Request exceeds the maximum size"),
      { code: "PROVIDER_INPUT_TOO_LONG" },
    ],
    [
      "a filter",
      anthropic(400, "invalid_request_error", "Output blocked by content filtering policy"),
      { code: "PROVIDER_REFUSED", retryable: false, message: said("content filtering policy") },
    ],
  ])("is understood from Anthropic: %s", async (_what, reply, error) => {
    const { outcome, streamed } = await ask("anthropic:claude-sonnet-4-5", [reply]);
    expect(outcome).toMatchObject(error);
    expect(streamed).toMatchObject(error);
  });

  // https://ai.google.dev/gemini-api/docs/troubleshooting; the bodies are google.rpc.Status as JSON.
  it.each<[string, VendorReply, object]>([
    [
      "a wrong key, with status 400",
      google(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", [
        { "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: "API_KEY_INVALID", domain: "googleapis.com" },
      ]),
      { code: "PROVIDER_UNAVAILABLE", retryable: false, message: said("refused the key (400): “API key not valid") },
    ],
    [
      "an unknown model",
      google(404, "NOT_FOUND", "models/gemini-9 is not found for API version v1beta"),
      { code: "PROVIDER_UNAVAILABLE", retryable: false, message: said("gemini-9 is not found") },
    ],
    [
      "a quota of the minute, whose words are those of an empty account",
      google(
        429,
        "RESOURCE_EXHAUSTED",
        "You exceeded your current quota, please check your plan and billing details.",
        [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "34s" }],
      ),
      { code: "PROVIDER_RATE_LIMITED", retryable: true, retryAfterS: 34 },
    ],
    [
      "an overload",
      google(503, "UNAVAILABLE", "The model is overloaded. Please try again later."),
      { code: "PROVIDER_UNAVAILABLE", retryable: true, message: said("The model is overloaded") },
    ],
    [
      "a prompt that is too long",
      google(
        400,
        "INVALID_ARGUMENT",
        "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
      ),
      { code: "PROVIDER_INPUT_TOO_LONG", message: said("1200000") },
    ],
  ])("is understood from Google: %s", async (_what, reply, error) => {
    const { outcome, streamed } = await ask("google:gemini-2.5-flash", [reply]);
    expect(outcome).toMatchObject(error);
    expect(streamed).toMatchObject(error);
  });

  // https://docs.mistral.ai/resources/error-glossary and issues of its client
  it.each<[string, VendorReply, object]>([
    [
      "a wrong key",
      mistral(401, { detail: "Unauthorized" }),
      { code: "PROVIDER_UNAVAILABLE", retryable: false, message: said("refused the key (401): “Unauthorized”") },
    ],
    [
      "an unknown model",
      mistral(400, {
        object: "error",
        message: "Invalid model: mistral-9",
        type: "invalid_model",
        param: null,
        code: "1500",
      }),
      { code: "PROVIDER_UNAVAILABLE", retryable: false, message: said("Invalid model: mistral-9") },
    ],
    [
      "a full tier",
      mistral(429, {
        object: "error",
        message: "Service tier capacity exceeded for this model.",
        type: "service_tier_capacity_exceeded",
        param: null,
        code: "3505",
      }),
      { code: "PROVIDER_RATE_LIMITED", retryable: true, message: said("Service tier capacity exceeded") },
    ],
    [
      "a prompt that is too long",
      mistral(400, {
        object: "error",
        message:
          "Prompt contains 40960 tokens and 0 draft tokens, too large for model with 32768 maximum context length",
        type: "invalid_request_prompt",
        param: null,
        code: "3051",
      }),
      { code: "PROVIDER_INPUT_TOO_LONG", message: said("40960 tokens") },
    ],
    [
      "a member that it does not take",
      mistral(422, {
        detail: [{ type: "extra_forbidden", loc: ["body", "x"], msg: "Extra inputs are not permitted" }],
      }),
      { code: "PROVIDER_UNAVAILABLE", retryable: false, message: said("Extra inputs are not permitted") },
    ],
  ])("is understood from Mistral: %s", async (_what, reply, error) => {
    const { outcome, streamed } = await ask("mistral:mistral-small-latest", [reply]);
    expect(outcome).toMatchObject(error);
    expect(streamed).toMatchObject(error);
  });

  // https://console.groq.com/docs/errors and …/docs/rate-limits
  it.each<[string, VendorReply, object]>([
    [
      "a wrong key",
      groq(401, { message: "Invalid API Key", type: "invalid_request_error", code: "invalid_api_key" }),
      { code: "PROVIDER_UNAVAILABLE", retryable: false, message: said("refused the key (401): “Invalid API Key”") },
    ],
    [
      "an unknown model",
      groq(404, {
        message: "The model `llama-9` does not exist or you do not have access to it.",
        type: "invalid_request_error",
        code: "model_not_found",
      }),
      { code: "PROVIDER_UNAVAILABLE", retryable: false, message: said("does not exist") },
    ],
    [
      "too many tokens a minute",
      groq(
        429,
        { message: "Rate limit reached for model `x`", type: "tokens", code: "rate_limit_exceeded" },
        {
          "retry-after": "2",
          "x-ratelimit-remaining-tokens": "0",
          "x-ratelimit-reset-tokens": "7.66s",
        },
      ),
      { code: "PROVIDER_RATE_LIMITED", retryable: true, retryAfterS: 2 },
    ],
    [
      "a request beyond the tokens of a minute",
      groq(413, {
        message: "Request too large for model `x` on tokens per minute (TPM): Limit 6000, Requested 7021",
        type: "tokens",
      }),
      { code: "PROVIDER_INPUT_TOO_LONG", message: said("Requested 7021") },
    ],
    [
      "JSON of the model that Groq refuses",
      groq(400, {
        message: "Failed to generate JSON. Please adjust your prompt. See 'failed_generation' for more details.",
        type: "invalid_request_error",
        code: "json_validate_failed",
        failed_generation: '{"town"',
      }),
      { code: "PROVIDER_BAD_ANSWER", retryable: true, message: said("Failed to generate JSON") },
    ],
    [
      "a full flexible tier",
      groq(498, { message: "Flex tier capacity exceeded", type: "capacity_exceeded" }),
      { code: "PROVIDER_UNAVAILABLE", retryable: true, message: said("Flex tier capacity exceeded") },
    ],
  ])("is understood from Groq: %s", async (_what, reply, error) => {
    const { outcome, streamed } = await ask("groq:openai/gpt-oss-20b", [reply]);
    expect(outcome).toMatchObject(error);
    expect(streamed).toMatchObject(error);
  });
});

const OVERLOADED = '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}';
const BEGUN = anthropicWire.pieces({ text: "And then" }).slice(0, 3).join("");
const BLOCKED = {
  promptFeedback: { blockReason: "SAFETY" },
  usageMetadata: { promptTokenCount: 10, totalTokenCount: 10 },
};
const STOPPED = {
  candidates: [{ finishReason: "SAFETY", index: 0, safetyRatings: [] }],
  usageMetadata: { promptTokenCount: 10, totalTokenCount: 10 },
};

describe("an answer of status 200 that is none", () => {
  it.each([
    ["as the first event", `event: error\ndata: ${OVERLOADED}\n\n`],
    ["within the answer", `${BEGUN}event: error\ndata: ${OVERLOADED}\n\n`],
  ])("is Anthropic's overload %s", async (_where, raw) => {
    const { streamed } = await ask("anthropic:claude-sonnet-4-5", [{ text: '{"city":"Oslo"}' }, { raw }]);
    expect(streamed).toMatchObject({
      code: "PROVIDER_UNAVAILABLE",
      retryable: true,
      message: said("is overloaded (529): “Overloaded”"),
    });
  });

  it.each([
    ["a prompt", BLOCKED],
    ["an answer", STOPPED],
  ])("is Google's block of %s", async (_what, body) => {
    const raws = [{ raw: JSON.stringify(body) }, { raw: `data: ${JSON.stringify(body)}\n\n` }];
    const { outcome, streamed } = await ask("google:gemini-2.5-flash", raws);
    expect(outcome).toMatchObject({ code: "PROVIDER_REFUSED", retryable: false });
    expect(streamed).toMatchObject({ code: "PROVIDER_REFUSED", retryable: false });
  });

  it("is Anthropic's refusal", async () => {
    const { outcome } = await ask("anthropic:claude-sonnet-4-5", [
      { raw: JSON.stringify({ ...anthropicWire.answer({ text: "" }), content: [], stop_reason: "refusal" }) },
    ]);
    expect(outcome).toMatchObject({ code: "PROVIDER_REFUSED" });
  });
});

describe("a vendor of language models", () => {
  const REQUIRED: readonly (readonly [Setting, string, string])[] = [
    ["anthropic:claude-sonnet-4-5", "ANTHROPIC_API_KEY", "x-api-key"],
    ["google:gemini-2.5-flash", "GOOGLE_GENERATIVE_AI_API_KEY", "x-goog-api-key"],
    ["google:gemini-2.5-flash", "GEMINI_API_KEY", "x-goog-api-key"],
    ["mistral:mistral-small-latest", "MISTRAL_API_KEY", "authorization"],
    ["groq:openai/gpt-oss-20b", "GROQ_API_KEY", "authorization"],
  ];

  it.each(REQUIRED)("is refused without its key: %s, %s", (setting, variable) => {
    expect(() => resolveLanguageModels(setting, {})).toThrow(variable);
    expect(resolveLanguageModels(setting, { [variable]: "k" })[0]?.made).toMatchObject({
      modelId: setting.split(":")[1],
    });
  });

  it.each(REQUIRED)(
    "gets only HEADWAY_LLM_API_KEY at an address of the user's own: %s, %s",
    async (setting, variable, header) => {
      const { asked } = await ask(setting, [{ text: '{"city":"Oslo"}' }], { [variable]: "cloud-key" });
      expect(JSON.stringify(asked.map(({ headers, path }) => [headers, path]))).not.toContain("cloud-key");
      const own = await ask(setting, [{ text: '{"city":"Oslo"}' }], {
        [variable]: "cloud-key",
        HEADWAY_LLM_API_KEY: "own",
      });
      expect(own.asked[0]?.headers[header]).toMatch(/^(?:Bearer )?own$/);
    },
  );

  it("is asked by Anthropic's own form: the schema as output format, the limit, the version", async () => {
    const { asked } = await ask("anthropic:claude-sonnet-4-5", [{ text: '{"city":"Oslo"}' }]);
    expect(asked[0]?.path).toBe("/messages");
    expect(asked[0]?.headers["anthropic-version"]).toBe("2023-06-01");
    expect(asked[0]?.body).toMatchObject({ max_tokens: 16_000, output_config: { format: { type: "json_schema" } } });
  });

  it.each<[Setting, VendorReply]>([
    [
      "anthropic:claude-sonnet-4-5",
      anthropic(400, "invalid_request_error", "output_config.format.schema: too complex"),
    ],
    [
      "google:gemini-2.5-flash",
      google(400, "INVALID_ARGUMENT", "Unknown name \"x\" at 'generation_config.response_schema'"),
    ],
    ["groq:openai/gpt-oss-20b", groq(400, { message: "This model does not support response format `json_schema`." })],
  ])("that does not take the schema is asked without it: %s", async (setting, refused) => {
    const { outcome, asked } = await ask(setting, [refused, { text: '{"city":"Oslo"}' }]);
    expect(outcome).toMatchObject({ value: { city: "Oslo" } });
    expect(JSON.stringify(asked[1]?.body)).not.toMatch(/output_config|response_?schema|response_format/i);
  });

  it("of open models is not held to Groq's strict form, which refuses optional members", async () => {
    const { asked } = await ask("groq:openai/gpt-oss-20b", [{ text: '{"city":"Oslo"}' }]);
    expect(asked[0]?.body).toMatchObject({ response_format: { json_schema: { strict: false } } });
  });
});
