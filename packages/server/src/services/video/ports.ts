import type { VideoTone } from "@headway-jobs/contract";
import type { PictureSource } from "@headway-jobs/ports/pictures";
import type { StructuredModel } from "@headway-jobs/ports/language-model";
import type { Translation } from "@headway-jobs/ports/translation";
import type { VoiceOrder } from "../../service-kit/with-first-voice.ts";

/** What the video service needs from outside. The composition root plugs providers in; tests may plug in small ones of their own. */
export interface VideoPorts {
  readonly narrator: Narrator;
  /** Writes lessons on any topic; absent until HEADWAY_LLM is set. */
  readonly model?: StructuredModel;
  readonly translation: Translation;
  /** Searches or generates pictures; absent = slides are illustrated by drawing. */
  readonly pictures?: PictureSource;
}

export interface Narrator {
  /** Voices that really speak; empty when no voice program is installed. */
  voices(): Promise<readonly NarratorVoice[]>;
  /** The spoken language's tag that fits a BCP-47 tag (`es-es` → `es`); null when no voice speaks it. */
  speaks(tag: string): Promise<string | null>;
  /** Sentences as they are spoken and captioned, none too long for a breath. */
  split(text: string, tag: string): readonly NarratedSentence[];
  /**
   * A voice, the first for the language (BCP-47 tag) where none is asked for, and those of other providers. Throws VOICE_FAILED for a voice that nobody has.
   */
  voiceOrder(voice: string | undefined, language: string): Promise<VoiceOrder>;
  /** Speaks sentences to WAV files (48 kHz mono, silence trimmed) in `dir`, in order. Throws TOOL_MISSING, VOICE_FAILED or PROVIDER_*. */
  speak(request: {
    readonly sentences: readonly NarratedSentence[];
    readonly language: string;
    readonly voice?: string;
    readonly tone: VideoTone;
    readonly dir: string;
    readonly signal: AbortSignal;
  }): Promise<{
    readonly sentences: readonly (NarratedSentence & { readonly file: string })[];
    readonly warnings: readonly string[];
  }>;
}

export interface NarratorVoice {
  readonly id: string;
  /** BCP-47 tag in lower case; `mul` for a voice of several languages. */
  readonly language: string;
  /** What a `mul` voice speaks: tags of its provider; absent = all that is spoken here. */
  readonly languages?: readonly string[];
}

export interface NarratedSentence {
  readonly text: string;
  readonly endsParagraph: boolean;
}
