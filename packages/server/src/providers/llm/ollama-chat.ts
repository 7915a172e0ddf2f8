import {
  APICallError,
  type LanguageModelV4,
  type LanguageModelV4CallOptions,
  type LanguageModelV4FinishReason,
  type LanguageModelV4StreamPart,
  type LanguageModelV4ToolCall,
  type LanguageModelV4Usage,
} from "@ai-sdk/provider";
import { z } from "zod";
import { answeredBadly, postToVendor, unreached } from "../vendor-server.ts";
import { ollamaBody } from "./ollama-body.ts";

export interface OllamaServer {
  /** Without `/api`. */
  readonly baseURL: string;
  readonly apiKey: string | undefined;
  /** `num_ctx`: without it Ollama takes a few thousand tokens and drops the beginning of what is longer. */
  readonly contextTokens: number;
  readonly keepAlive: string | number | undefined;
}

/** A model behind Ollama's `POST /api/chat` (docs/api.md of ollama/ollama): NDJSON, a line for each piece of the answer. */
export function ollamaModel(modelId: string, server: OllamaServer): LanguageModelV4 {
  const thinking = { isRefused: false };
  const ask = async (options: LanguageModelV4CallOptions): Promise<Response> => {
    const asked = { modelId, server, options };
    // A request beside this one may learn of the refusal first.
    const withThink = !thinking.isRefused;
    try {
      return await send(asked, withThink);
    } catch (error) {
      // Models without thoughts refuse the member on some versions.
      if (!withThink || !isThinkingRefused(error)) throw error;
      thinking.isRefused = true;
      return send(asked, false);
    }
  };
  return {
    specificationVersion: "v4",
    provider: "ollama",
    modelId,
    supportedUrls: {},
    async doGenerate(options) {
      let text = "";
      const calls: LanguageModelV4ToolCall[] = [];
      const response = await ask(options);
      for await (const line of readLines(response)) {
        text += line.message?.content ?? "";
        calls.push(...callsIn(line, calls.length));
        if (line.done === true) {
          requireWholePrompt(response, line, { options, server });
          return { content: [{ type: "text", text }, ...calls], ...endOf(line, calls.length), warnings: [] };
        }
      }
      throw answeredBadly(response, "");
    },
    async doStream(options) {
      const response = await ask(options);
      const onEnd = (line: Line): void => requireWholePrompt(response, line, { options, server });
      return { stream: ReadableStream.from(streamParts(readLines(response), onEnd)) };
    },
  };
}

const lineSchema = z.looseObject({
  message: z
    .looseObject({
      content: z.string().nullish(),
      tool_calls: z
        .array(
          z.looseObject({
            id: z.string().nullish(),
            function: z.looseObject({ name: z.string(), arguments: z.unknown() }),
          }),
        )
        .nullish(),
    })
    .nullish(),
  done: z.boolean().nullish(),
  done_reason: z.string().nullish(),
  prompt_eval_count: z.number().nullish(),
  eval_count: z.number().nullish(),
});
type Line = z.infer<typeof lineSchema>;

interface Asked {
  readonly modelId: string;
  readonly server: OllamaServer;
  readonly options: LanguageModelV4CallOptions;
}

async function send({ modelId, server, options }: Asked, withThink: boolean): Promise<Response> {
  const url = `${server.baseURL}/api/chat`;
  const { contextTokens, keepAlive, apiKey } = server;
  return postToVendor(url, {
    headers: {
      "Content-Type": "application/json",
      ...(apiKey === undefined ? {} : { Authorization: `Bearer ${apiKey}` }),
    },
    body: JSON.stringify(ollamaBody(options, { modelId, contextTokens, keepAlive, withThink })),
    signal: options.abortSignal,
  });
}

function isThinkingRefused(error: unknown): boolean {
  return (
    APICallError.isInstance(error) && error.statusCode === 400 && /\bthink(?:ing)?\b/i.test(error.responseBody ?? "")
  );
}

/** The lines of an answer. One with an error (`{"error": "…"}`) ends it, as does one that is not Ollama's. */
async function* readLines(response: Response): AsyncGenerator<Line> {
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for await (const chunk of response.body ?? []) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) if (line.trim() !== "") yield lineOf(response, line);
    }
  } catch (error) {
    throw APICallError.isInstance(error) ? error : unreached(response.url, error);
  }
  if (rest.trim() !== "") yield lineOf(response, rest);
}

function lineOf(response: Response, text: string): Line {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw answeredBadly(response, text);
  }
  const line = lineSchema.safeParse(json);
  if (!line.success || "error" in line.data) throw answeredBadly(response, text);
  return line.data;
}

function callsIn({ message }: Line, before: number): LanguageModelV4ToolCall[] {
  return (message?.tool_calls ?? []).map(({ id, function: { name, arguments: input } }, index) => ({
    type: "tool-call",
    toolCallId: id ?? `call_${before + index}`,
    toolName: name,
    input: typeof input === "string" ? input : JSON.stringify(input ?? {}),
  }));
}

interface End {
  readonly finishReason: LanguageModelV4FinishReason;
  readonly usage: LanguageModelV4Usage;
}

function endOf(line: Line, calls: number): End {
  // Old versions give no reason.
  const raw = line.done_reason ?? "stop";
  const isLength = raw === "length";
  const tokensIn = line.prompt_eval_count ?? undefined;
  const tokensOut = line.eval_count ?? undefined;
  return {
    finishReason: { unified: isLength ? "length" : calls > 0 ? "tool-calls" : "stop", raw },
    usage: {
      inputTokens: { total: tokensIn, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
      outputTokens: { total: tokensOut, text: undefined, reasoning: undefined },
    },
  };
}

/** No text has fewer tokens than this many characters each. */
const MOST_CHARS_PER_TOKEN = 8;
/** A prompt of as many is likely to fill the context by this share. */
const USUAL_CHARS_PER_TOKEN = 4;
const NEARLY_FULL = 0.75;

/**
 * Throws for a prompt that Ollama shortened without an error: versions that do not know `truncate: false`, and models with a renderer of their own, answer 200
 * and count what they have read (ollama/ollama#17889, #17944). Versions that do not count cached tokens are recognised by the size of the prompt.
 */
function requireWholePrompt(response: Response, line: Line, { options, server }: Omit<Asked, "modelId">): void {
  const read = line.prompt_eval_count ?? 0;
  const sentChars = JSON.stringify(options.prompt).length;
  const fillsContext = sentChars / USUAL_CHARS_PER_TOKEN > server.contextTokens * NEARLY_FULL;
  if (read === 0 || !fillsContext || sentChars / MOST_CHARS_PER_TOKEN <= read) return;
  const error = `The input length exceeds the context length: of ${sentChars} characters, ${read} tokens were read.`;
  throw answeredBadly(response, JSON.stringify({ error }));
}

async function* streamParts(
  lines: AsyncGenerator<Line>,
  onEnd: (line: Line) => void,
): AsyncGenerator<LanguageModelV4StreamPart> {
  const id = "0";
  let calls = 0;
  yield { type: "stream-start", warnings: [] };
  yield { type: "text-start", id };
  for await (const line of lines) {
    const delta = line.message?.content ?? "";
    // A piece without text is one of a thought, which shows that the model is at work.
    yield { type: "text-delta", id, delta };
    const called = callsIn(line, calls);
    calls += called.length;
    yield* called;
    if (line.done !== true) continue;
    onEnd(line);
    yield { type: "text-end", id };
    yield { type: "finish", ...endOf(line, calls) };
    return;
  }
}
