import type { LanguageModelV4CallOptions, LanguageModelV4FunctionTool, LanguageModelV4Message } from "@ai-sdk/provider";
import { z } from "zod";
import type { ToolDefinition, ToolMessage, ToolRequest } from "@headway-jobs/ports/language-model";

type Asked = Pick<LanguageModelV4CallOptions, "prompt" | "tools" | "toolChoice">;

/** A turn for a server that takes functions by its API. */
export function promptWithTools({ system, messages, tools }: ToolRequest): Asked {
  return {
    prompt: [{ role: "system", content: system }, ...messages.map(messageOf)],
    tools: tools.map(toolOf),
    toolChoice: { type: "auto" },
  };
}

/** The same turn for a server or a model without functions: they stand in the system prompt, and calls and results in the text. */
export function promptWithoutTools({ system, messages, tools }: ToolRequest): Asked {
  const advice =
    "You can call the functions below. To call one, write exactly one line for each call, and no other text around its JSON:\n" +
    '<tool_call>{"name": "FUNCTION", "arguments": {…}}</tool_call>\n' +
    `Functions, with the JSON schema of their arguments:\n${tools.map(described).join("\n")}`;
  return { prompt: [{ role: "system", content: `${system}\n\n${advice}` }, ...messages.map(plainMessageOf)] };
}

function described({ name, description, parameters }: ToolDefinition): string {
  return JSON.stringify({ name, description, arguments: schemaOf(parameters) });
}

function schemaOf(parameters: z.ZodType): LanguageModelV4FunctionTool["inputSchema"] {
  const schema = z.toJSONSchema(parameters, { target: "draft-7", io: "input", unrepresentable: "any" });
  return schema as LanguageModelV4FunctionTool["inputSchema"];
}

function toolOf({ name, description, parameters }: ToolDefinition): LanguageModelV4FunctionTool {
  return { type: "function", name, description, inputSchema: schemaOf(parameters) };
}

function plainMessageOf(message: ToolMessage): LanguageModelV4Message {
  switch (message.role) {
    case "user":
      return textMessage("user", message.text);
    case "assistant": {
      const calls = message.calls.map(
        ({ name, input }) => `<tool_call>${JSON.stringify({ name, arguments: input ?? {} })}</tool_call>`,
      );
      return textMessage("assistant", [message.text, ...calls].filter((part) => part !== "").join("\n"));
    }
    case "tool": {
      const results = message.results.map(
        ({ name, text }) => `<tool_response name="${name}">\n${text}\n</tool_response>`,
      );
      return textMessage("user", results.join("\n"));
    }
  }
}

function textMessage(role: "user" | "assistant", text: string): LanguageModelV4Message {
  return { role, content: [{ type: "text", text }] };
}

function messageOf(message: ToolMessage): LanguageModelV4Message {
  switch (message.role) {
    case "user":
      return textMessage("user", message.text);
    case "assistant":
      return {
        role: "assistant",
        content: [
          ...(message.text === "" ? [] : [{ type: "text" as const, text: message.text }]),
          ...message.calls.map(({ callId, name, input }) => {
            return { type: "tool-call" as const, toolCallId: callId, toolName: name, input: input ?? {} };
          }),
        ],
      };
    case "tool":
      return {
        role: "tool",
        content: message.results.map(({ callId, name, text }) => {
          return {
            type: "tool-result" as const,
            toolCallId: callId,
            toolName: name,
            output: { type: "text" as const, value: text },
          };
        }),
      };
  }
}
