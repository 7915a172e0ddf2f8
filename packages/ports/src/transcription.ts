export interface TranscribedWord {
  readonly text: string;
  /** Seconds from the start of the sound that was sent. */
  readonly startS: number;
  readonly endS: number;
  /** 0–1; null when the recogniser does not say. */
  readonly confidence: number | null;
}

export interface TranscribedSegment {
  readonly text: string;
  readonly startS: number;
  readonly endS: number;
  readonly confidence: number | null;
  /** The recogniser's own label of who speaks; null when it does not tell speakers apart. */
  readonly speaker: string | null;
  /** Empty when the recogniser times segments only. */
  readonly words: readonly TranscribedWord[];
}

export interface TranscriptionRequest {
  /** Mono, 16 kHz. */
  readonly samples: Int16Array;
  /** ISO 639 code of what is spoken; the recogniser's own choice when absent. */
  readonly language?: string;
  /** Live sound goes before recordings where recognisers are scarce; `partial` is dropped (null) rather than kept waiting. */
  readonly urgency: "recording" | "live" | "partial";
  readonly signal?: AbortSignal | undefined;
}

/** Shorter sounds hold no word, and what recognises refuses them. */
export const SHORTEST_SOUND_S = 0.1;

export interface Transcription {
  /** `pocketsphinx`, or `provider/model`. */
  readonly name: string;
  /** Longest sound that one call should get, in seconds; 0 = one utterance a call. As far as is known when `languages` was asked last. */
  readonly spanS: number;
  /** ISO 639 codes that are understood on this machine; null = any. Empty when the program or its model is missing. */
  languages(): Promise<readonly string[] | null>;
  /** Segments in order; none when no word was understood. Throws HeadwayError: TOOL_MISSING, TOOL_FAILED, UNSUPPORTED_LANGUAGE or PROVIDER_*. */
  transcribe(request: TranscriptionRequest): Promise<{
    readonly segments: readonly TranscribedSegment[];
    readonly warnings: readonly string[];
    /** The recogniser that answered, where it may be another one than `name`. */
    readonly by?: string;
  } | null>;
  /** A recording of some length comes soon: gets ready for it, as far as that takes time. Never fails, as the first request says what is wrong. */
  warmUp?(soundS: number): Promise<void>;
  /** Ends what it keeps running. */
  close(): Promise<void>;
}
