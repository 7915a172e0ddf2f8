import type { ProviderExam } from "@headway-jobs/contract";
import type { ConversationAnalysis } from "@headway-jobs/ports/conversation-analysis";
import type { ConversationReader } from "@headway-jobs/ports/conversation-reader";
import type { Hearing } from "@headway-jobs/ports/hearing";
import type { SpeakerFinder } from "@headway-jobs/ports/speaker-finder";
import type { SpeechFinder } from "@headway-jobs/ports/speech-finder";
import type { Transcription } from "@headway-jobs/ports/transcription";

/** What the conversation service needs from outside. The composition root plugs providers and specialists in. */
export interface ConversationPorts {
  readonly transcription: Transcription;
  readonly hearing: Hearing;
  /** When somebody speaks in a recording. */
  readonly speech: SpeechFinder;
  /** Who speaks in it. */
  readonly speakers: SpeakerFinder;
  /** A new analysis of one conversation. */
  readonly analyse: (options: {
    readonly conversationId: string;
    readonly goal: string | undefined;
  }) => Promise<ConversationAnalysis>;
  /** A language model that reads along with the analysis; absent without one. */
  readonly readAlong?: (options: { readonly goal: string | undefined }) => Promise<ConversationReader>;
  /** What this machine's exam found for a provider; absent in deployments without exams. */
  readonly examOf?: (provider: string) => Promise<ProviderExam | undefined>;
  /** Milliseconds since the Unix epoch, for the expiry of live sessions. */
  readonly nowMs: () => number;
  /** Unguessable lower-case hex characters for ids. */
  readonly hex: (bytes: number) => string;
}

/** What the workflows use of it. */
export type WorkflowPorts = Omit<ConversationPorts, "hex">;
