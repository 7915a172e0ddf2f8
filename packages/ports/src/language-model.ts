import type { z } from "zod";

export interface ModelUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export interface StructuredRequest<T> {
  readonly schema: z.ZodType<T>;
  /** Short name of what is asked for, e.g. `lesson`; providers show it in their logs. */
  readonly name?: string;
  readonly system: string;
  readonly prompt: string;
  readonly signal?: AbortSignal | undefined;
  /** Limit of one call to the model, in milliseconds; default two minutes. */
  readonly timeoutMs?: number;
  readonly maxOutputTokens?: number;
  /** What the schema cannot say: sentences that name what is wrong, none when all is well. `round` is 0 for the first answer. */
  readonly check?: (value: T, round: number) => readonly string[];
}

export interface StructuredAnswer<T> {
  readonly value: T;
  /** `provider/model` of the model that answered, which is not the first one of a list when that one failed. */
  readonly by: string;
  /** Tokens of all calls, the repair round included. */
  readonly usage: ModelUsage;
  readonly warnings: readonly string[];
}

/**
 * A language model that answers in a given shape. Throws HeadwayError: PROVIDER_BAD_ANSWER when corrections do not help, PROVIDER_REFUSED,
 * PROVIDER_INPUT_TOO_LONG, PROVIDER_TIMEOUT, PROVIDER_RATE_LIMITED, PROVIDER_UNAVAILABLE; the caller's own abort passes through as its reason.
 */
export interface StructuredModel {
  /** `provider/model`, for logs and messages. */
  readonly name: string;
  generate<T>(request: StructuredRequest<T>): Promise<StructuredAnswer<T>>;
}

/** A function that a model may call. Its arguments are passed on unchecked. */
export interface ToolDefinition {
  readonly name: string;
  readonly description: string;
  readonly parameters: z.ZodType;
}

export interface ToolCall {
  readonly callId: string;
  readonly name: string;
  /** Parsed; undefined when what came is not JSON. */
  readonly input: unknown;
}

export type ToolMessage =
  | { readonly role: "user"; readonly text: string }
  | { readonly role: "assistant"; readonly text: string; readonly calls: readonly ToolCall[] }
  | {
      readonly role: "tool";
      readonly results: readonly { readonly callId: string; readonly name: string; readonly text: string }[];
    };

export interface ToolRequest {
  readonly system: string;
  readonly messages: readonly ToolMessage[];
  readonly tools: readonly ToolDefinition[];
  readonly signal?: AbortSignal | undefined;
  /** Limit of the whole turn, in milliseconds; default ten minutes. */
  readonly timeoutMs?: number;
  /** Limit of a silence within the turn, in milliseconds; default one minute. */
  readonly silenceMs?: number;
  /** Called for each call as soon as the model has finished it, while the turn continues. */
  readonly onCall?: (call: ToolCall) => void;
}

/** What a model said and asked for in one turn. */
export interface ToolTurn {
  /** `provider/model` of the model that answered, as in StructuredAnswer. */
  readonly by: string;
  readonly text: string;
  readonly calls: readonly ToolCall[];
  readonly usage: ModelUsage;
  /** True when the turn ended at the model's limit of output. */
  readonly cutOff: boolean;
  readonly warnings: readonly string[];
}

/** A language model that works by calling functions, streamed. Throws HeadwayError like StructuredModel. */
export interface ToolModel {
  /** `provider/model`, for logs and messages. */
  readonly name: string;
  take(request: ToolRequest): Promise<ToolTurn>;
}
