import { InvalidResponseDataError, type LanguageModelV4, type LanguageModelV4StreamPart } from "@ai-sdk/provider";
import { cleanWords, type Clock, HeadwayError } from "@headway-jobs/contract";
import { systemClock } from "@headway-jobs/tools/time/system-clock";
import type { ToolCall, ToolModel, ToolRequest, ToolTurn } from "@headway-jobs/ports/language-model";
import { countUse } from "../metering.ts";
import { toProviderError } from "../provider-error.ts";
import { jsonValuesInArguments } from "./answer-json.ts";
import { nameOf } from "./call-model.ts";
import { contextFull, isContextFull } from "./context-full.ts";
import { fitValue } from "./fit-value.ts";
import { offeredName } from "./offered-name.ts";
import { refusedBy } from "./refusal.ts";
import { callsInAnswer } from "./text-calls.ts";
import { finalChannel, ThoughtFilter } from "./thoughts.ts";
import { promptWithoutTools, promptWithTools } from "./tool-prompt.ts";
import { askWithoutRefused, type Unsupported } from "./unsupported.ts";
import { usageOf, warningsOf } from "./usage.ts";

const TURN_LIMIT_MS = 600_000;
const SILENCE_LIMIT_MS = 60_000;
/** Without a limit some servers stop after few tokens, and others write until their context is full. */
const MAX_OUTPUT_TOKENS = 16_000;

/**
 * The port that editors take, over any AI SDK language model that can stream. A model or server that takes no functions gets them in its prompt and
 * writes its calls as text.
 */
export function toolModel(model: LanguageModelV4, clock: Clock = systemClock): ToolModel {
  const learned = new Set<Unsupported>();
  return {
    name: nameOf(model),
    take: (request) =>
      askWithoutRefused({
        learned,
        parts: ["tools", "max_tokens"],
        send: (leftOut) => takeTurn({ model, request, clock, leftOut }),
      }),
  };
}

interface Turn {
  readonly model: LanguageModelV4;
  readonly request: ToolRequest;
  readonly clock: Clock;
  /** What the server has refused to take. */
  readonly leftOut: ReadonlySet<Unsupported>;
}

async function takeTurn({ model, request, clock, leftOut }: Turn): Promise<ToolTurn> {
  const limit = AbortSignal.timeout(request.timeoutMs ?? TURN_LIMIT_MS);
  const silence = silenceWatch(request.silenceMs ?? SILENCE_LIMIT_MS, clock);
  const signals = [limit, silence.signal, ...(request.signal === undefined ? [] : [request.signal])];
  const name = nameOf(model);
  try {
    const { stream } = await model.doStream({
      ...(leftOut.has("tools") ? promptWithoutTools(request) : promptWithTools(request)),
      ...(leftOut.has("max_tokens") ? {} : { maxOutputTokens: MAX_OUTPUT_TOKENS }),
      abortSignal: AbortSignal.any(signals),
    });
    const turn = await readTurn(stream, silence, { model, request });
    countUse({ name, tokensIn: turn.usage.inputTokens, tokensOut: turn.usage.outputTokens });
    return turn;
  } catch (error) {
    countUse({ name, isFailed: true });
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

/** Aborts when nothing was received for that long: a connection that hangs never ends. */
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

type Finish = Extract<LanguageModelV4StreamPart, { readonly type: "finish" }>;

async function readTurn(
  stream: ReadableStream<LanguageModelV4StreamPart>,
  silence: SilenceWatch,
  { model, request }: Pick<Turn, "model" | "request">,
): Promise<ToolTurn> {
  const calls: ToolCall[] = [];
  const thoughts = new ThoughtFilter();
  let written = "";
  let text = "";
  let warnings: readonly string[] = [];
  for await (const part of stream) {
    silence.heard();
    if (part.type === "stream-start") warnings = warningsOf(part.warnings);
    else if (part.type === "text-delta") {
      written += part.delta;
      text += thoughts.push(part.delta);
    } else if (part.type === "error") requireOnlyUnfinished(part.error);
    else if (part.type === "tool-call") {
      const call = readCall(part, calls, request);
      calls.push(call);
      request.onCall?.(call);
    } else if (part.type === "finish") {
      const answered = { written, text: finalChannel(written) ?? text + thoughts.end(), calls, warnings };
      return endedTurn(part, answered, { model, request });
    }
  }
  throw brokenOff();
}

interface Answered extends Pick<ToolTurn, "text" | "calls" | "warnings"> {
  /** The text with its thoughts. */
  readonly written: string;
}

function endedTurn(
  finish: Finish,
  { written, ...answered }: Answered,
  { model, request }: Pick<Turn, "model" | "request">,
): ToolTurn {
  // Without a reason of the model's own the stream only stopped. Some servers never send one; what was called in full was meant.
  const isWhole = answered.calls.length > 0 && answered.calls.every(({ input }) => input !== undefined);
  if (finish.finishReason.raw === undefined && !isWhole) throw brokenOff();
  // The library gives the words of a refusal as the text; what a filter stopped is no word of the model's about it.
  if (finish.finishReason.unified === "content-filter") {
    const isFilter = /filter|safety|blocked/i.test(finish.finishReason.raw ?? "");
    throw refusedBy(model, isFilter ? "" : cleanWords(answered.text));
  }
  const turn = answered.calls.length > 0 ? answered : withTextCalls(answered, written, request);
  const cutOff = finish.finishReason.unified === "length";
  if (turn.text.trim() === "" && turn.calls.length === 0) {
    if (isContextFull(finish.finishReason)) throw contextFull(model);
    if (!cutOff) throw nothingAnswered();
  }
  return { ...turn, by: nameOf(model), usage: usageOf(finish), cutOff };
}

/** Small models write their calls into the text, whatever the API offers. */
function withTextCalls<T extends Pick<ToolTurn, "text">>(answered: T, written: string, request: ToolRequest) {
  const names = request.tools.map(({ name }) => name);
  const found = callsInAnswer(written, answered.text, names);
  const calls = found.calls.map(({ name, input }, index): ToolCall => ({
    callId: `text_${index}`,
    name,
    input: fitted(name, input, request),
  }));
  for (const call of calls) request.onCall?.(call);
  return { ...answered, text: found.text, calls };
}

/** Throws an error within the stream. The library also has one for a stream that only stopped, which `finish` tells as well. */
function requireOnlyUnfinished(error: unknown): void {
  if (InvalidResponseDataError.isInstance(error) && error.message.includes("without a finish reason")) return;
  throw said(error);
}

/** Some servers' errors within a stream come as their bare message; as a member it is known to be the server's and not an exception of ours. */
function said(error: unknown): unknown {
  return typeof error === "string" ? { message: error } : error;
}

function brokenOff(): HeadwayError {
  return new HeadwayError("PROVIDER_BAD_ANSWER", "The language model's answer broke off.");
}

function nothingAnswered(): HeadwayError {
  return new HeadwayError("PROVIDER_BAD_ANSWER", "The language model answered with nothing.");
}

type CalledPart = Extract<LanguageModelV4StreamPart, { readonly type: "tool-call" }>;

/** A call as the model means it. Some servers give every call the same id, or none. */
function readCall(
  { toolCallId, toolName, input }: CalledPart,
  before: readonly ToolCall[],
  request: ToolRequest,
): ToolCall {
  const name = offeredName(
    toolName,
    request.tools.map((tool) => tool.name),
  );
  const isTaken = toolCallId === "" || before.some(({ callId }) => callId === toolCallId);
  const callId = isTaken ? `${toolCallId}_${before.length}` : toolCallId;
  return { callId, name, input: fitted(name, parsed(input), request) };
}

/** Arguments that fit the function's parameters, with deviations that leave no doubt taken (fitValue); all others as they are. */
function fitted(name: string, input: unknown, { tools }: ToolRequest): unknown {
  const parameters = tools.find((tool) => tool.name === name)?.parameters;
  if (parameters === undefined || input === undefined || parameters.safeParse(input).success) return input;
  const value = fitValue(parameters, input);
  return value.ok ? value.value : input;
}

/** Arguments of a call; undefined when they are no JSON, not even with the slips that can be repaired. */
function parsed(input: string): unknown {
  // A call without arguments comes as an empty text.
  return input.trim() === "" ? {} : jsonValuesInArguments(input)[0];
}
