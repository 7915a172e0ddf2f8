import type { WordReading } from "./read-words.ts";

/** Shares of the most frequent English words: running English has 50–70 %, other languages in Latin script up to about 20 % by chance. */
const ENGLISH_FROM = 0.3;
const UNKNOWN_BELOW = 0.2;
/** Fewer words than this are read with what the conversation was so far. */
const TELLING_WORDS = 4;
const FADE = 0.8;

/** Whether a conversation is held in the lexicon's language, judged utterance by utterance with a memory, as one utterance may hold names only. */
export class LanguageWatch {
  #known = 0;
  #all = 0;

  /** True when the words of this utterance may be read. */
  hears({ tokens, knownShare }: WordReading): boolean {
    this.#known = this.#known * FADE + knownShare * tokens.length;
    this.#all = this.#all * FADE + tokens.length;
    const running = this.#all === 0 ? 1 : this.#known / this.#all;
    if (tokens.length >= TELLING_WORDS && knownShare >= ENGLISH_FROM) return true;
    if (tokens.length >= TELLING_WORDS && knownShare < UNKNOWN_BELOW) return false;
    return running >= (UNKNOWN_BELOW + ENGLISH_FROM) / 2;
  }
}
