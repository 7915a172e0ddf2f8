/** A text as a machine translates it. */
export interface MarkedText {
  readonly text: string;
  /** Whether it is HTML, whose tags belong around the translations of the words that they stand around. */
  readonly isHtml: boolean;
}
