import type { ConversationConclusion, UtteranceAnalysis } from "./conversation-analysis.ts";
import type { Utterance } from "./utterance.ts";

export interface WindowRequest {
  readonly utterances: readonly Utterance[];
  /** The embedded reading of each, in the same order; what the model does not say stands as it is there. */
  readonly embedded: readonly UtteranceAnalysis[];
  /** What was said just before, for understanding only. */
  readonly context?: readonly Utterance[];
  readonly signal?: AbortSignal | undefined;
  /** True when the caller tries again: failures that may pass (PROVIDER_*, retryable) are then thrown. Default: they are warnings. */
  readonly mayFail?: boolean;
}

export interface WindowReading {
  /** As many as the window has utterances, in their order. */
  readonly analyses: readonly UtteranceAnalysis[];
  readonly warnings: readonly string[];
  /** `provider/model` of each model that answered; none where only the embedded readings are left. */
  readonly by: readonly string[];
}

/**
 * A language model that adds to the embedded analysis of a conversation. Its methods throw the signal's reason on abort and, where the caller asks for it,
 * what may pass; a bad answer leaves the embedded reading as it is, with a warning.
 */
export interface ConversationReader {
  /** `provider/model`. */
  readonly name: string;
  /** Utterances of a full window. */
  readonly windowSize: number;
  readWindow(request: WindowRequest): Promise<WindowReading>;
  conclude(request: {
    readonly conclusion: ConversationConclusion;
    readonly utterances: readonly Utterance[];
    readonly signal?: AbortSignal | undefined;
    /** As in WindowRequest. */
    readonly mayFail?: boolean;
  }): Promise<{ readonly conclusion: ConversationConclusion; readonly warnings: readonly string[] }>;
}
