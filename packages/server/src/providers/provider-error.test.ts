import { APICallError } from "@ai-sdk/provider";
import { type HeadwayError, rememberSecrets } from "@headway-jobs/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toProviderError } from "./provider-error.ts";

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Record<string, string>;
}

function errorOf({ status, body, headers = {} }: Answer): HeadwayError {
  const error = new APICallError({
    message: "failed",
    url: "http://10.0.0.7/v1/chat/completions",
    requestBodyValues: { messages: ["a text of the user"] },
    statusCode: status,
    responseBody: body,
    responseHeaders: headers,
  });
  return toProviderError(error, { provider: "The language model", name: "vendor/model" }) as HeadwayError;
}

const json = (value: unknown): string => JSON.stringify(value);

/** Bodies as the servers send them, each from the public page or issue above it. */
const ANSWERS: readonly (readonly [vendor: string, answer: Answer, words: string, code: string, retryable: boolean])[] =
  [
    [
      // https://github.com/ollama/ollama/pull/718
      "Ollama without the model",
      { status: 404, body: json({ error: "model 'mistral' not found, try pulling it first" }) },
      "model 'mistral' not found, try pulling it first",
      "PROVIDER_UNAVAILABLE",
      false,
    ],
    [
      // https://github.com/netease-youdao/QAnything/issues/555
      "Ollama's OpenAI-compatible route without the model",
      {
        status: 404,
        body: json({
          error: {
            message: 'model "ollama" not found, try pulling it first',
            type: "api_error",
            param: null,
            code: null,
          },
        }),
      },
      'model "ollama" not found, try pulling it first',
      "PROVIDER_UNAVAILABLE",
      false,
    ],
    [
      // https://github.com/Aider-AI/aider/issues/4851
      "DeepSeek without money",
      {
        status: 402,
        body: json({
          error: { message: "Insufficient Balance", type: "unknown_error", param: null, code: "invalid_request_error" },
        }),
      },
      "Insufficient Balance",
      "PROVIDER_UNAVAILABLE",
      false,
    ],
    [
      // https://platform.openai.com/docs/guides/error-codes
      "OpenAI with a wrong key",
      {
        status: 401,
        body: json({
          error: {
            message:
              "Incorrect API key provided: sk-abcde***************************************wxyz. " +
              "You can find your API key at https://platform.openai.com/account/api-keys.",
            type: "invalid_request_error",
            param: null,
            code: "invalid_api_key",
          },
        }),
      },
      "Incorrect API key provided: [key removed] You can find your API key at https://platform.openai.com/account/api-keys.",
      "PROVIDER_UNAVAILABLE",
      false,
    ],
    [
      // https://github.com/Center-for-AI-Innovation/ai-ta-backend/issues/67
      "OpenAI with an empty account",
      {
        status: 429,
        body: json({
          error: {
            message: "You exceeded your current quota, please check your plan and billing details.",
            type: "insufficient_quota",
            param: null,
            code: "insufficient_quota",
          },
        }),
      },
      "You exceeded your current quota, please check your plan and billing details.",
      "PROVIDER_RATE_LIMITED",
      false,
    ],
    [
      // https://github.com/OpenHands/OpenHands/issues/998
      "OpenAI with too long a prompt",
      {
        status: 400,
        body: json({
          error: {
            message:
              "This model's maximum context length is 16385 tokens. However, your messages resulted in 33625 tokens.",
            type: "invalid_request_error",
            param: "messages",
            code: "context_length_exceeded",
          },
        }),
      },
      "This model's maximum context length is 16385 tokens. However, your messages resulted in 33625 tokens.",
      "PROVIDER_INPUT_TOO_LONG",
      false,
    ],
    [
      // https://github.com/openai/openai-python/issues/331
      "Azure OpenAI's content filter",
      {
        status: 400,
        body: json({
          error: {
            message: "The response was filtered due to the prompt triggering Azure OpenAI’s content management policy.",
            type: null,
            param: "prompt",
            code: "content_filter",
            status: 400,
          },
        }),
      },
      "The response was filtered due to the prompt triggering Azure OpenAI’s content management policy.",
      "PROVIDER_REFUSED",
      false,
    ],
    [
      // https://github.com/anthropics/claude-code/issues/5184
      "Anthropic when it is overloaded",
      { status: 529, body: json({ type: "error", error: { type: "overloaded_error", message: "Overloaded" } }) },
      "Overloaded",
      "PROVIDER_UNAVAILABLE",
      true,
    ],
    [
      // https://github.com/continuedev/continue/issues/8516
      "Google with a wrong key",
      {
        status: 400,
        body: json([
          {
            error: {
              code: 400,
              message: "API key not valid. Please pass a valid API key.",
              status: "INVALID_ARGUMENT",
              details: [{ reason: "API_KEY_INVALID", metadata: { service: "generativelanguage.googleapis.com" } }],
            },
          },
        ]),
      },
      "API key not valid. Please pass a valid API key.",
      "PROVIDER_UNAVAILABLE",
      false,
    ],
    [
      // https://github.com/continuedev/continue/issues/9330
      "Google's JSON within a message",
      {
        status: 400,
        body: json({
          error: {
            message: json({ error: { code: 400, message: "API key not valid." } }),
            code: 400,
            status: "Bad Request",
          },
        }),
      },
      "API key not valid.",
      "PROVIDER_UNAVAILABLE",
      false,
    ],
    [
      // https://github.com/vllm-project/vllm/issues/3485
      "vLLM without the model",
      {
        status: 404,
        body: json({
          object: "error",
          message: "The model `Qwen1.5-14B-Chat-GPTQ-Int8` does not exist.",
          type: "NotFoundError",
          param: null,
          code: 404,
        }),
      },
      "The model `Qwen1.5-14B-Chat-GPTQ-Int8` does not exist.",
      "PROVIDER_UNAVAILABLE",
      false,
    ],
    [
      // https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/546
      "LM Studio with too short a context",
      {
        status: 400,
        body: json({
          error:
            "Trying to keep the first 111490 tokens when context the overflows. " +
            "However, the model is loaded with context length of only 32768 tokens, which is not enough.",
        }),
      },
      "Trying to keep the first 111490 tokens when context the overflows. " +
        "However, the model is loaded with context length of only 32768 tokens, which is not enough.",
      "PROVIDER_INPUT_TOO_LONG",
      false,
    ],
    [
      // https://github.com/ggml-org/whisper.cpp/issues/1614 (with status 200)
      "whisper.cpp that cannot read the sound",
      { status: 200, body: json({ error: "failed to read WAV file" }) },
      "failed to read WAV file",
      "PROVIDER_BAD_ANSWER",
      true,
    ],
    [
      // https://github.com/mudler/LocalAI/issues/1037
      "LocalAI that cannot load the model",
      {
        status: 500,
        body: json({
          error: {
            code: 500,
            message:
              "could not load model - all backends returned error: 25 errors occurred:\n\t* could not load model",
            type: "",
          },
        }),
      },
      "could not load model - all backends returned error: 25 errors occurred: * could not load model",
      "PROVIDER_UNAVAILABLE",
      true,
    ],
    [
      // https://github.com/open-webui/computer/issues/293
      "OpenRouter with the words of the server behind it",
      {
        status: 429,
        body: json({
          error: {
            message: "Provider returned error",
            code: 429,
            metadata: { raw: "z-ai/glm-5.3-flash is temporarily rate-limited upstream.", provider_name: "BaseTen" },
          },
        }),
      },
      "z-ai/glm-5.3-flash is temporarily rate-limited upstream.",
      "PROVIDER_RATE_LIMITED",
      true,
    ],
    [
      // https://github.com/diegosouzapw/OmniRoute/issues/3044
      "OpenRouter with JSON of the server behind it",
      {
        status: 400,
        body: json({
          error: {
            message: "Provider returned error",
            metadata: { raw: json({ error: { message: "Model 'kimi' supports at most 1 image per prompt." } }) },
          },
        }),
      },
      "Model 'kimi' supports at most 1 image per prompt.",
      "PROVIDER_UNAVAILABLE",
      false,
    ],
    [
      // https://fastapi.tiangolo.com/tutorial/handling-errors/ (Speaches, Kokoro-FastAPI and others are built on it)
      "a FastAPI server that refuses a field",
      {
        status: 422,
        body: json({ detail: [{ loc: ["body", "voice"], msg: "Input should be 'af_bella'", type: "enum" }] }),
      },
      "Input should be 'af_bella'",
      "PROVIDER_UNAVAILABLE",
      false,
    ],
    [
      // https://github.com/perplexityai/api-discussion/issues/284
      "Cloudflare before a server that is down",
      {
        status: 502,
        body:
          "<html> <head><title>502 Bad Gateway</title></head> <body> " +
          "<center><h1>502 Bad Gateway</h1></center> <hr><center>cloudflare</center> </body></html>",
      },
      "502 Bad Gateway",
      "PROVIDER_UNAVAILABLE",
      true,
    ],
    [
      "a server that answers in plain text",
      { status: 503, body: "no slot available\n" },
      "no slot available",
      "PROVIDER_UNAVAILABLE",
      true,
    ],
  ];

describe("an error answer of a provider", () => {
  it.each(ANSWERS)("%s keeps its words, status and code", (_vendor, answer, words, code, retryable) => {
    const error = errorOf(answer);
    expect(error).toMatchObject({
      code,
      retryable,
      provider: { name: "vendor/model", message: words, ...(answer.status < 400 ? {} : { status: answer.status }) },
    });
    expect(error.message).toContain(`“${words.replace(/\.$/, "")}”`);
  });

  it("with an empty body keeps its status and quotes nothing", () => {
    const error = errorOf({ status: 500, body: "" });
    expect(error.message).toBe("The language model failed (500).");
    expect(error.provider).toEqual({ name: "vendor/model", message: "", status: 500 });
  });

  it.each<[number, unknown, string]>([
    [200, { error: "the input length exceeds the context length" }, "PROVIDER_INPUT_TOO_LONG"],
    [200, { error: { message: "Slow down", code: 429 } }, "PROVIDER_RATE_LIMITED"],
    [429, { error: { message: "Request too large for m: Limit 30000, Requested 40000" } }, "PROVIDER_INPUT_TOO_LONG"],
  ])("of status %s is told by the error itself: %j", (status, body, code) => {
    expect(errorOf({ status, body: json(body) })).toMatchObject({ code });
  });

  it("of status 200 that is no error quotes none of its content", () => {
    const error = errorOf({ status: 200, body: json({ choices: [{ text: "a secret answer" }] }) });
    expect(error.message).toBe("The language model answered badly.");
  });

  it("says how long to wait, also where it is overloaded and not rate-limited", () => {
    expect(errorOf({ status: 503, body: "", headers: { "retry-after": "60" } }).retryAfterS).toBe(60);
  });

  it("names the reason why a server cannot be reached, without its address", () => {
    const cause = Object.assign(new Error("connect ECONNREFUSED 10.0.0.7:11434"), { code: "ECONNREFUSED" });
    const call = new APICallError({
      message: "Cannot connect",
      url: "http://10.0.0.7:11434",
      requestBodyValues: {},
      cause,
    });
    const error = toProviderError(call, { provider: "The language model", name: "ollama/x" }) as HeadwayError;
    expect(error.message).toBe("The language model could not be reached (ECONNREFUSED).");
  });

  it("never lets a key out, in whatever form of body it stands", () => {
    const secrets = fc.stringMatching(/^[A-Za-z0-9]{16,60}$/).map((rest) => `k${rest}`);
    const bodies = fc.constantFrom<(key: string) => string>(
      (key) => json({ error: { message: `Incorrect API key provided: ${key}.` } }),
      (key) => json({ error: `invalid ${key}` }),
      (key) => json({ detail: [{ msg: key }] }),
      (key) => json({ unknown: key }),
      (key) => `<html><head><title>Denied ${key}</title></head></html>`,
      (key) => `denied: ${key}`,
      (key) => json({ error: { message: json({ error: { message: key } }) } }),
    );
    fc.assert(
      fc.property(secrets, bodies, fc.constantFrom(200, 400, 401, 429, 500), (key, body, status) => {
        rememberSecrets([key]);
        const error = errorOf({ status, body: body(key) });
        expect(json([error.message, error.provider])).not.toContain(key);
      }),
    );
  });

  it("is read within bounds, whatever it holds", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.json({ maxDepth: 12 }), fc.string()),
        fc.integer({ min: 400, max: 599 }),
        (body, status) => {
          const error = errorOf({ status, body });
          expect([...(error.provider?.message ?? "")].length).toBeLessThanOrEqual(300);
        },
      ),
    );
    const deep = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
    expect(errorOf({ status: 500, body: deep }).message.length).toBeLessThan(400);
  });
});
