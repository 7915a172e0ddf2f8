import type {
  LanguageModelV4,
  LanguageModelV4FunctionTool,
  LanguageModelV4Message,
  LanguageModelV4StreamPart,
} from "@ai-sdk/provider";
import { type Clock, HeadwayError } from "@headway-jobs/contract";
import { systemClock } from "@headway-jobs/tools/time/system-clock";
import { z } from "zod";
import { countUse } from "../metering.ts";
import { toProviderError } from "../provider-error.ts";
import type {
  ToolCall,
  ToolDefinition,
  ToolMessage,
  ToolModel,
  ToolRequest,
  ToolTurn,
} from "@headway-jobs/ports/language-model";
import { usageOf, warningsOf } from "./structured.ts";

const TURN_LIMIT_MS = 600_000;
const SILENCE_LIMIT_MS = 60_000;

/** The port that editors take, over any AI SDK language model that can call functions and stream. */
export function toolModel(model: LanguageModelV4, clock: Clock = systemClock): ToolModel {
  return {
    name: `${model.provider}/${model.modelId}`,
    take: (request) => takeTurn(model, request, clock),
  };
}

async function takeTurn(model: LanguageModelV4, request: ToolRequest, clock: Clock): Promise<ToolTurn> {
  const limit = AbortSignal.timeout(request.timeoutMs ?? TURN_LIMIT_MS);
  const silence = silenceWatch(request.silenceMs ?? SILENCE_LIMIT_MS, clock);
  const signals = [limit, silence.signal, ...(request.signal === undefined ? [] : [request.signal])];
  const name = `${model.provider}/${model.modelId}`;
  try {
    const { stream } = await model.doStream({
      prompt: [{ role: "system", content: request.system }, ...request.messages.map(messageOf)],
      tools: request.tools.map(toolOf),
      toolChoice: { type: "auto" },
      abortSignal: AbortSignal.any(signals),
    });
    const turn = await readTurn(stream, silence, request);
    countUse({ name, tokensIn: turn.usage.inputTokens, tokensOut: turn.usage.outputTokens });
    return turn;
  } catch (error) {
    countUse({ name });
    if ((limit.aborted || silence.signal.aborted) && request.signal?.aborted !== true) {
      throw new HeadwayError("PROVIDER_TIMEOUT", "The language model took too long.", { cause: error });
    }
    throw toProviderError(error, { provider: "The language model", name, signal: request.signal });
  } finally {
    silence.stop();
  }
}

interface SilenceWatch {
  readonly signal: AbortSignal;
  heard(): void;
  stop(): void;
}

/** Aborts when nothing was heard for that long: a connection that hangs never ends of its own accord. */
function silenceWatch(limitMs: number, clock: Clock): SilenceWatch {
  const controller = new AbortController();
  const arm = (): (() => void) => clock.after(limitMs, () => controller.abort());
  let cancel = arm();
  return {
    signal: controller.signal,
    heard() {
      cancel();
      cancel = arm();
    },
    stop: () => cancel(),
  };
}

async function readTurn(
  stream: ReadableStream<LanguageModelV4StreamPart>,
  silence: SilenceWatch,
  request: ToolRequest,
): Promise<ToolTurn> {
  const calls: ToolCall[] = [];
  let text = "";
  let warnings: readonly string[] = [];
  for await (const part of stream) {
    silence.heard();
    if (part.type === "stream-start") warnings = warningsOf(part.warnings);
    else if (part.type === "text-delta") text += part.delta;
    else if (part.type === "error") throw said(part.error);
    else if (part.type === "tool-call") {
      const call = { callId: part.toolCallId, name: part.toolName, input: parsed(part.input) };
      calls.push(call);
      request.onCall?.(call);
    } else if (part.type === "finish") {
      // Without a reason of the model's own the stream only stopped.
      if (part.finishReason.raw === undefined) throw brokenOff();
      return { text, calls, usage: usageOf(part), cutOff: part.finishReason.unified === "length", warnings };
    }
  }
  throw brokenOff();
}

/** Some servers' errors within a stream come as their bare message; as a member it is known to be the server's and not an exception of ours. */
function said(error: unknown): unknown {
  return typeof error === "string" ? { message: error } : error;
}

function brokenOff(): HeadwayError {
  return new HeadwayError("PROVIDER_BAD_ANSWER", "The language model's answer broke off.");
}

function parsed(input: string): unknown {
  try {
    // A call without arguments comes as an empty text.
    return input.trim() === "" ? {} : (JSON.parse(input) as unknown);
  } catch {
    return undefined;
  }
}

function toolOf({ name, description, parameters }: ToolDefinition): LanguageModelV4FunctionTool {
  const inputSchema = z.toJSONSchema(parameters, { target: "draft-7", io: "input", unrepresentable: "any" });
  return {
    type: "function",
    name,
    description,
    inputSchema: inputSchema as LanguageModelV4FunctionTool["inputSchema"],
  };
}

function messageOf(message: ToolMessage): LanguageModelV4Message {
  switch (message.role) {
    case "user":
      return { role: "user", content: [{ type: "text", text: message.text }] };
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
