import { quote } from "../text/quote.ts";

/** Quotes each utterance once over a whole summary: who has read it once needs its time only. */
export class QuotedOnce {
  readonly #quoted = new Set<string>();

  /** `: "…"` at the first call for an utterance, nothing later. */
  after(utteranceId: string, text: string, maxCharacters?: number): string {
    if (this.#quoted.has(utteranceId)) return "";
    this.#quoted.add(utteranceId);
    return `: ${quote(text, maxCharacters)}`;
  }

  has(utteranceId: string): boolean {
    return this.#quoted.has(utteranceId);
  }

  /** A sentence that ends with a quotation of the utterance, without it when it was quoted before. */
  sentence(utteranceId: string, sentence: string): string {
    const bare = sentence.replace(/: "[^"]*"\.$/, ".");
    if (bare === sentence) return sentence;
    if (this.#quoted.has(utteranceId)) return bare;
    this.#quoted.add(utteranceId);
    return sentence;
  }
}
