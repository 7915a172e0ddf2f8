import type { JobContext } from "@headway/engine";
import type { ConversationAnalysis, UtteranceAnalysis } from "./analysis/analysis.ts";
import { conversationIdOf, utteranceIdOf } from "./conversation-id.ts";
import { eventsOfUtterance, type Stability } from "./told.ts";
import type { Utterance } from "./utterance.ts";

/** Speech that was heard, before it has its number in the conversation. */
export type HeardSpeech = Omit<Utterance, "utteranceId">;

export interface Told {
  readonly utterance: Utterance;
  readonly analysis: UtteranceAnalysis;
  readonly stability: Stability;
}

/**
 * Tells a conversation utterance by utterance, in the order in which they are handed over: each is read in the light of those before it, and its transcript and
 * readings become public in one commit. A replay hands over the same and tells nothing twice.
 */
export class Telling {
  readonly told: Told[] = [];
  readonly #ctx: JobContext;
  readonly #analysis: ConversationAnalysis;
  readonly #stabilityOf: (utterance: Utterance, told: readonly Told[]) => Stability;

  constructor(
    ctx: JobContext,
    analysis: ConversationAnalysis,
    stabilityOf: (utterance: Utterance, told: readonly Told[]) => Stability = () => "final",
  ) {
    this.#ctx = ctx;
    this.#analysis = analysis;
    this.#stabilityOf = stabilityOf;
  }

  async tell(heard: HeardSpeech): Promise<void> {
    const number = this.told.length;
    const utterance = { ...heard, utteranceId: utteranceIdOf(conversationIdOf(this.#ctx.job), number) };
    const stability = this.#stabilityOf(utterance, this.told);
    const read = this.#analysis.add(utterance);
    const analysis = await this.#ctx.step(`tell:${number}`, async () => read, {
      events: (journaled) => eventsOfUtterance(utterance, journaled, stability),
    });
    this.told.push({ utterance, analysis, stability });
  }
}
