/**
 * How something was said, measured from its sound. Frequencies in Hz, levels in dB relative to full scale, times in seconds. What cannot be measured (no
 * voiced frame) is null.
 */
export interface Prosody {
  readonly durationS: number;
  /** Median, 5th and 95th percentile of the fundamental frequency over voiced frames. */
  readonly pitchMedianHz: number | null;
  readonly pitchLowHz: number | null;
  readonly pitchHighHz: number | null;
  /** Semitones per second over the utterance; at its end (last 300 ms voiced): rises in questions. */
  readonly pitchSlopeSemitonesPerS: number | null;
  readonly finalSlopeSemitonesPerS: number | null;
  /** Standard deviation of pitch in semitones. */
  readonly pitchSpreadSemitones: number | null;
  readonly levelDb: number;
  /** 95th minus 10th percentile of frame levels. */
  readonly levelRangeDb: number;
  /** Syllable nuclei per second of speech. */
  readonly syllablesPerS: number;
  /** Share of the duration that is pause (≥ 150 ms without speech), and how many pauses there are. */
  readonly pauseShare: number;
  readonly pauses: number;
  /** Mean relative change of period and of amplitude from one cycle to the next: rough voices have more. */
  readonly jitter: number | null;
  readonly shimmer: number | null;
  readonly voicedShare: number;
  /** Spectral centroid; energy above 1 kHz relative to below, in dB: pressed and loud voices have more. */
  readonly centroidHz: number;
  readonly highToLowDb: number;
}
