import type { LanguageModelV4CallOptions, LanguageModelV4Message } from "@ai-sdk/provider";

interface BodySettings {
  readonly modelId: string;
  readonly contextTokens: number;
  readonly keepAlive: string | number | undefined;
  readonly withThink: boolean;
}

/** The request of `POST /api/chat` (ChatRequest in api/types.go of ollama/ollama). Versions that do not know a member ignore it. */
export function ollamaBody(options: LanguageModelV4CallOptions, settings: BodySettings): object {
  const { prompt, tools, responseFormat, maxOutputTokens } = options;
  const { modelId, contextTokens, keepAlive, withThink } = settings;
  const functions = (tools ?? []).flatMap((tool) =>
    tool.type === "function"
      ? [
          {
            type: "function",
            function: { name: tool.name, description: tool.description, parameters: tool.inputSchema },
          },
        ]
      : [],
  );
  return {
    model: modelId,
    messages: prompt.flatMap(messagesOf),
    stream: true,
    // Input that is too long is an error instead of an answer to its end, and an answer ends where the context is full.
    truncate: false,
    shift: false,
    ...(withThink ? { think: false } : {}),
    ...(keepAlive === undefined ? {} : { keep_alive: keepAlive }),
    ...(functions.length === 0 ? {} : { tools: functions }),
    ...(responseFormat?.type === "json" ? { format: responseFormat.schema ?? "json" } : {}),
    options: { num_ctx: contextTokens, ...(maxOutputTokens === undefined ? {} : { num_predict: maxOutputTokens }) },
  };
}

function messagesOf(message: LanguageModelV4Message): object[] {
  switch (message.role) {
    case "system":
      return [{ role: "system", content: message.content }];
    case "user":
      return [{ role: "user", content: textOf(message.content) }];
    case "assistant": {
      const calls = message.content.flatMap((part) =>
        part.type === "tool-call"
          ? [{ id: part.toolCallId, function: { name: part.toolName, arguments: objectOf(part.input) } }]
          : [],
      );
      const content = textOf(message.content);
      return [{ role: "assistant", content, ...(calls.length === 0 ? {} : { tool_calls: calls }) }];
    }
    case "tool":
      return message.content.flatMap((part) =>
        part.type === "tool-result"
          ? [
              {
                role: "tool",
                tool_name: part.toolName,
                tool_call_id: part.toolCallId,
                content: "value" in part.output ? asText(part.output.value) : "",
              },
            ]
          : [],
      );
  }
}

function textOf(parts: readonly { readonly type: string }[]): string {
  return parts.map((part) => ("text" in part && part.type === "text" ? String(part.text) : "")).join("");
}

const asText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** Ollama takes arguments as an object only. */
function objectOf(input: unknown): unknown {
  return typeof input === "object" && input !== null && !Array.isArray(input) ? input : { input };
}
