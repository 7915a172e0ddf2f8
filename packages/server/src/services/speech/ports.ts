import type { SpeechVoice } from "@headway-jobs/contract";
import type { Translation } from "@headway-jobs/ports/translation";
import type { CatalogueVoice, VoiceCatalogue } from "@headway-jobs/ports/voice-catalogue";
import type { VoiceOrder } from "../../service-kit/with-first-voice.ts";

/** What the speech service needs from outside. The composition root plugs providers in. */
export interface SpeechPorts {
  readonly voices: VoiceCatalogue;
  /** A voice as `/list-voices` shows it. */
  readonly listed: (voice: CatalogueVoice) => SpeechVoice;
  readonly translation: Translation;
  /** Sentences of a paragraph in their order, none too long for a breath; BCP-47 tag. */
  readonly split: (text: string, tag: string) => readonly { readonly text: string }[];
  /** A voice and those of other providers for the language (BCP-47 tag). Throws VOICE_FAILED for a voice that nobody has. */
  readonly voiceOrder: (voice: string, language: string) => Promise<VoiceOrder>;
  /** Speaks one sentence to a WAV file (48 kHz mono, silence trimmed) in `dir`. Throws TOOL_MISSING, VOICE_FAILED or PROVIDER_*. */
  readonly speak: (request: {
    readonly text: string;
    /** BCP-47 tag. */
    readonly language: string;
    readonly voice: string;
    readonly gender?: "male" | "female";
    /** Years. */
    readonly age?: number;
    readonly dir: string;
    readonly signal: AbortSignal;
  }) => Promise<{ readonly file: string; readonly samples: number; readonly warnings: readonly string[] }>;
  /** A new, unguessable task id: a UUID. */
  readonly newTaskId: () => string;
}
