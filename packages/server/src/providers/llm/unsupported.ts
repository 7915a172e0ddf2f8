import { APICallError } from "@ai-sdk/provider";
import { HeadwayError } from "@headway-jobs/contract";
import { isInputTooLong } from "../input-too-long.ts";
import { isOutputRefused } from "../provider-error.ts";
import { wordsOfBody } from "../words-of-body.ts";

/** A part of a request that some servers refuse. */
export type Unsupported = "response_format" | "max_tokens" | "tools";

interface Asking<T> {
  /** What this server has refused so far. What it refuses now is added, so that later requests go without it at once. */
  readonly learned: Set<Unsupported>;
  /** The parts that the request has and that can be left out. */
  readonly parts: readonly Unsupported[];
  /** Sends the request without these parts. Throws HeadwayError with the library's error as its cause. */
  readonly send: (leftOut: ReadonlySet<Unsupported>) => Promise<T>;
}

/**
 * The answer to a request, which is repeated without each part that the server refuses. Servers count the limit of output as a part of the context (vLLM)
 * or of a quota (Groq), so a request that is too long is repeated without it once; that is not learned, as the next one may be short.
 */
export async function askWithoutRefused<T>({ learned, parts, send }: Asking<T>): Promise<T> {
  let tooLong: HeadwayError | undefined;
  for (;;) {
    // A copy, since a request beside this one may learn while this one is under way.
    const leftOut = new Set(learned);
    if (tooLong !== undefined) leftOut.add("max_tokens");
    try {
      return await send(leftOut);
    } catch (error) {
      const isTooLong = error instanceof HeadwayError && error.code === "PROVIDER_INPUT_TOO_LONG";
      const refused = isTooLong ? "max_tokens" : unsupportedIn(error instanceof HeadwayError ? error.cause : error);
      if (refused === undefined || !parts.includes(refused)) throw error;
      // Some servers require the limit; what they said first is then the fault.
      if (leftOut.has(refused)) throw refused === "max_tokens" ? (tooLong ?? error) : error;
      if (isTooLong) tooLong = error;
      else learned.add(refused);
    }
  }
}

/**
 * Which part of a request the server refused, by its own words; undefined for any other error. Sources of the words: OpenAI ("Invalid parameter:
 * 'response_format' of type 'json_schema' is not supported with this model"), DeepSeek ("This response_format type is unavailable now"), LM Studio
 * ("'response_format.type' must be 'json_schema' or 'text'"), Ollama ("… does not support tools"), vLLM ("\"auto\" tool choice requires
 * --enable-auto-tool-choice and --tool-call-parser to be set"), llama.cpp ("tools param requires --jinja flag"), OpenRouter ("No endpoints found that
 * support tool use"), Anthropic ("output_config.format.schema: …"), Google ("… at 'generation_config.response_schema'"). A context that is too small is
 * none of these, though its message may name `max_tokens`. Nor is an answer of the model that the server refuses, though it may hold any words.
 */
function unsupportedIn(error: unknown): Unsupported | undefined {
  if (!APICallError.isInstance(error) || error.statusCode === undefined) return undefined;
  if (![400, 404, 422, 500, 501].includes(error.statusCode)) return undefined;
  const body = error.responseBody ?? "";
  if (isInputTooLong(body) || isOutputRefused(body)) return undefined;
  const words = [wordsOfBody(body), ...(body.match(NAMED_MEMBER) ?? [])].join(" ");
  return WORDS.find(({ pattern }) => pattern.test(words))?.part;
}

/** Where OpenAI and Pydantic name the member that they refuse. Within a string the quotes would be escaped. */
const NAMED_MEMBER = /"param"\s*:\s*"[^"]*"|"loc"\s*:\s*\[[^\]]*\]/g;

const WORDS: readonly { readonly part: Unsupported; readonly pattern: RegExp }[] = [
  {
    part: "tools",
    pattern: /tools? (?:param|use|calling|choice)|support (?:for )?tools?\b|tool_choice|function calling/i,
  },
  {
    part: "response_format",
    pattern: /response.?(?:format|schema)|json_(?:schema|object)|structured outputs?|grammar|output_(?:config|format)/i,
  },
  { part: "max_tokens", pattern: /max_(?:completion_)?tokens|(?:max|maximum) output tokens|max_new_tokens/i },
];
