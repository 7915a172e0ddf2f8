/** A stretch of one side of a recording in which somebody speaks. Seconds from the start of the recording. */
export interface SpeechSpan {
  /** Index of the side. */
  readonly channel: number;
  readonly startS: number;
  readonly endS: number;
}

/** What was found, and what found it. */
export interface Found<Span> {
  /** In the order of their starts; those of one side do not overlap. */
  readonly spans: readonly Span[];
  /** The method that gave the answer: `built-in`, or `local/` and the name of a model. */
  readonly by: string;
  /** Sentences about what failed before it. */
  readonly warnings: readonly string[];
}

/** Finds when somebody speaks: signal processing, or a model of this machine. */
export interface SpeechFinder {
  /**
   * Spans of PCM files (16 kHz mono, one for each side). The same sound gives the same spans. Errors: ANALYSIS_FAILURE, or of a model MODEL_MISSING,
   * MODEL_FAILED and PROVIDER_TIMEOUT.
   */
  find(request: { readonly channels: readonly string[]; readonly signal: AbortSignal }): Promise<Found<SpeechSpan>>;
}
