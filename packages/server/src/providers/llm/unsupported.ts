import { APICallError } from "@ai-sdk/provider";
import { isInputTooLong } from "../provider-error.ts";

/** A part of a request that some servers refuse. */
export type Unsupported = "response_format" | "max_tokens" | "tools";

/**
 * Which part of a request the server refused, by its own words; undefined for any other error. Sources of the words: OpenAI ("Invalid parameter:
 * 'response_format' of type 'json_schema' is not supported with this model"), DeepSeek ("This response_format type is unavailable now"), LM Studio
 * ("'response_format.type' must be 'json_schema' or 'text'"), Ollama ("… does not support tools"), vLLM ("\"auto\" tool choice requires
 * --enable-auto-tool-choice and --tool-call-parser to be set"), llama.cpp ("tools param requires --jinja flag"), OpenRouter ("No endpoints found that
 * support tool use"), Anthropic ("output_config.format.schema: …"), Google ("… at 'generation_config.response_schema'"). A context that is too small is
 * none of these, though its message may name `max_tokens`.
 */
export function unsupportedIn(error: unknown): Unsupported | undefined {
  if (!APICallError.isInstance(error) || error.statusCode === undefined) return undefined;
  if (![400, 404, 422, 500, 501].includes(error.statusCode)) return undefined;
  const words = error.responseBody ?? "";
  if (isInputTooLong(words)) return undefined;
  return WORDS.find(({ pattern }) => pattern.test(words))?.part;
}

const WORDS: readonly { readonly part: Unsupported; readonly pattern: RegExp }[] = [
  { part: "tools", pattern: /tools? (?:param|use|calls?|calling|choice)|support tools|tool_choice|function calling/i },
  {
    part: "response_format",
    pattern: /response.?(?:format|schema)|json_(?:schema|object)|structured outputs?|grammar|output_(?:config|format)/i,
  },
  { part: "max_tokens", pattern: /max_(?:completion_)?tokens|(?:max|maximum) output tokens|max_new_tokens/i },
];
