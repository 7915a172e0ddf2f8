/** A frame with what was decided of it alone. */
export interface HeardFrame {
  readonly levelDb: number;
  readonly bandsDb: Float64Array;
  readonly breadth: number;
  /** Clearly louder than the noise floor. */
  readonly isActive: boolean;
  /** Active, and repeating itself at a voice's pitch. */
  readonly isVoiced: boolean;
}
