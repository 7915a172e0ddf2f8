import type { StructuredModel } from "@headway-jobs/ports/language-model";
import type { Transcription } from "@headway-jobs/ports/transcription";

/** What the conversation service needs from outside. The composition root plugs providers in. */
export interface ConversationPorts {
  readonly transcription: Transcription;
  /** Reads along with the embedded methods; these do alone without one. */
  readonly model?: StructuredModel;
  /** Made when missing; what a killed server leaves there is removed at the next start. */
  readonly temporaryDir: string;
  /** Milliseconds since the Unix epoch, for the expiry of live sessions. */
  readonly nowMs: () => number;
  /** Unguessable lower-case hex characters for ids. */
  readonly hex: (bytes: number) => string;
}
