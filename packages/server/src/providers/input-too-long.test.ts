import { APICallError } from "@ai-sdk/provider";
import { describe, expect, it } from "vitest";
import { toProviderError } from "./provider-error.ts";

function codeOf(statusCode: number, responseBody: string): unknown {
  const error = new APICallError({ message: "x", url: "", requestBodyValues: {}, statusCode, responseBody });
  const made = toProviderError(error, { provider: "The language model", name: "a/b" });
  return made instanceof Error && "code" in made ? made.code : made;
}

const openai = (message: string, more: object = {}): string => JSON.stringify({ error: { message, ...more } });

describe("a request that is too long", () => {
  it.each<[string, number, string]>([
    // https://github.com/chathub-dev/chathub/issues/126
    [
      "OpenAI",
      400,
      openai(
        "This model's maximum context length is 4097 tokens. However, your messages resulted in 4294 tokens. Please reduce the length of the messages.",
        {
          type: "invalid_request_error",
          param: "messages",
          code: "context_length_exceeded",
        },
      ),
    ],
    // https://github.com/openai/codex, "Your input exceeds the context window of this model."
    [
      "OpenAI's Responses API",
      400,
      openai("Your input exceeds the context window of this model. Please adjust your input and try again."),
    ],
    // https://docs.claude.com/en/api/errors, anthropics/claude-code issues
    [
      "Anthropic",
      400,
      '{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 213462 tokens > 200000 maximum"}}',
    ],
    // https://github.com/stackblitz/bolt.new/issues/7414
    [
      "Anthropic with its limit of output",
      400,
      '{"type":"error","error":{"message":"input length and `max_tokens` exceed context limit: 90402 + 116650 > 204648, ' +
        'decrease input length or `max_tokens` and try again"}}',
    ],
    [
      "Anthropic's limit of bytes",
      413,
      '{"type":"error","error":{"type":"request_too_large","message":"Request exceeds the maximum size"}}',
    ],
    // https://ai.google.dev/gemini-api/docs/troubleshooting
    [
      "Google",
      400,
      '{"error":{"code":400,"message":"The input token count (1196265) exceeds the maximum number of tokens allowed (1048576).","status":"INVALID_ARGUMENT"}}',
    ],
    [
      "Mistral",
      400,
      '{"object":"error","message":"Prompt contains 65673 tokens and 0 draft tokens, too large for model with 32768 maximum ' +
        'context length","type":"invalid_request_prompt","code":"3051"}',
    ],
    // https://console.groq.com/docs/errors
    [
      "Groq",
      400,
      openai("Please reduce the length of the messages or completion.", {
        type: "invalid_request_error",
        param: "messages",
        code: "context_length_exceeded",
      }),
    ],
    [
      "Groq's tokens of a minute",
      413,
      openai("Request too large for model `x` on tokens per minute (TPM): Limit 6000, Requested 7021", {
        type: "tokens",
        code: "rate_limit_exceeded",
      }),
    ],
    [
      "OpenAI's tokens of a minute",
      429,
      openai("Request too large for gpt-4o on tokens per min (TPM): Limit 30000, Requested 41000.", {
        type: "tokens",
        code: "rate_limit_exceeded",
      }),
    ],
    // https://github.com/ggml-org/llama.cpp/pull/15780 and oobabooga/textgen#7257 (status 200 within a stream)
    [
      "llama.cpp",
      400,
      '{"error":{"code":400,"message":"the request exceeds the available context size. try increasing the context size or ' +
        'enable context shift","type":"exceed_context_size_error","n_prompt_tokens":14429,"n_ctx":8192}}',
    ],
    [
      "llama.cpp with status 200",
      200,
      '{"error":{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error"}}',
    ],
    // https://github.com/abetlen/llama-cpp-python/issues/416
    [
      "llama-cpp-python",
      500,
      '{"error":{"message":"Requested tokens (2285) exceed context window of 2048","type":"internal_server_error"}}',
    ],
    // https://github.com/AIDotNet/OpenCowork/issues/82
    [
      "vLLM",
      400,
      openai(
        "This model's maximum context length is 131072 tokens. However, you requested 128000 output tokens " +
          "and your prompt contains at least 3073 input tokens, for a total of at least 131073 tokens.",
      ),
    ],
    [
      "vLLM's older words",
      400,
      '{"object":"error","message":"The decoder prompt (length 5065) is longer than the maximum model length of 4096. Make ' +
        'sure that `max_model_len` is no smaller than the number of text tokens.","type":"BadRequestError"}',
    ],
    [
      "SGLang",
      400,
      '{"object":"error","message":"The input (40011 tokens) is longer than the model\'s context length (32768 tokens).","type":"BadRequestError"}',
    ],
    // https://github.com/Gitlawb/openclaude/issues/353
    [
      "LM Studio",
      400,
      '{"error":"The number of tokens to keep from the initial prompt is greater than the context length (n_keep: 13055>= ' +
        'n_ctx: 4096). Try to load the model with a larger context length, or provide a shorter input."}',
    ],
    // https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/546 and #2322 (status 200)
    [
      "LM Studio with status 200",
      200,
      '{"error":{"message":"Trying to keep the first 111490 tokens when context the overflows. However, the model is loaded ' +
        'with context length of only 32768 tokens, which is not enough."}}',
    ],
    ["MLX in LM Studio", 400, '{"error":"Context size has been exceeded."}'],
    // https://github.com/ollama/ollama/pull/17944
    ["Ollama with truncate: false", 400, '{"error":"the input length exceeds the context length"}'],
    ["Ollama's newer words", 400, '{"error":"prompt too long; exceeded max context length by 3120 tokens"}'],
    // https://github.com/refly-ai/refly/issues/1177
    [
      "OpenRouter",
      400,
      openai(
        "This endpoint's maximum context length is 32768 tokens. However, you requested about 42832 tokens (42832 of text input). " +
          'Please reduce the length of either one, or use the "middle-out" transform.',
        { code: 400 },
      ),
    ],
    [
      "xAI",
      400,
      '{"code":"Client specified an invalid argument","error":"This model\'s maximum prompt length is 131072 but the request contains 537812 tokens."}',
    ],
    [
      "Moonshot",
      400,
      openai("Invalid request: Your request exceeded model token limit: 262144", { type: "invalid_request_error" }),
    ],
    ["Bedrock", 400, '{"message":"Input is too long for requested model."}'],
    [
      "Alibaba",
      400,
      openai("<400> InternalError.Algo.InvalidParameter: Range of input length should be [1, 129024]", {
        code: "invalid_parameter_error",
      }),
    ],
    ["MiniMax", 400, openai("invalid params, context window exceeds limit (2013)")],
    // https://github.com/leookun/cursor-byok/issues/129
    [
      "SiliconFlow",
      400,
      '{"code":20015,"message":"number of input tokens (204703) has exceeded max_prompt_tokens (202752) limit.","data":null}',
    ],
    ["Z.ai", 400, '{"error":{"code":"1261","message":"Prompt exceeds max length"}}'],
    [
      "Text Generation Inference",
      422,
      '{"error":"Input validation error: `inputs` must have less than 4095 tokens. Given: 5000","error_type":"validation"}',
    ],
    [
      "Together",
      422,
      openai(
        "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 8193. Given: 9000 `inputs` tokens and 512 `max_new_tokens`",
      ),
    ],
    [
      "GitHub Copilot",
      400,
      openai("prompt token count of 135000 exceeds the limit of 128000", { code: "model_max_prompt_tokens_exceeded" }),
    ],
    ["a proxy's limit of bytes", 413, "<html><head><title>413 Request Entity Too Large</title></head></html>"],
  ])("is recognised as said by %s", (_vendor, status, body) => {
    expect(codeOf(status, body)).toBe("PROVIDER_INPUT_TOO_LONG");
  });

  it.each<[string, number, string]>([
    ["a limit of requests", 429, openai("Rate limit reached for requests. Limit: 3 / min. Please try again in 20s.")],
    [
      "tokens of a minute that were used",
      429,
      openai("Rate limit reached for gpt-4o on tokens per min (TPM): Limit 30000, Used 29000, Requested 2000."),
    ],
    ["a limit of requests at once", 400, openai("The number of concurrent requests exceeds the limit of 5")],
    [
      "an output limit of the model",
      400,
      openai("max_tokens is too large: 16000. This model supports at most 4096 completion tokens."),
    ],
    [
      "a long name",
      400,
      openai("Invalid 'tools[0].function.name': string too long. Expected a string with maximum length 64."),
    ],
    ["a budget", 400, openai("Budget has been exceeded! Current cost: 10.0, Max budget: 5.0")],
  ])("is not what is said by %s", (_what, status, body) => {
    expect(codeOf(status, body)).not.toBe("PROVIDER_INPUT_TOO_LONG");
  });
});
