import type { JobContext } from "@headway-jobs/engine";
import type { ConversationAnalysis, UtteranceAnalysis } from "@headway-jobs/ports/conversation-analysis";
import { conversationIdOf, utteranceIdOf } from "../events.ts";
import { eventsOfUtterance, type Stability } from "../events.ts";
import type { Utterance } from "@headway-jobs/ports/utterance";
import type { ConversationReader } from "@headway-jobs/ports/conversation-reader";
import { readWindow } from "./read-window.ts";

/** Speech that was heard, before it has its number in the conversation. */
export type RecognisedSpeech = Omit<Utterance, "utteranceId">;

export interface PublishedUtterance {
  readonly utterance: Utterance;
  readonly analysis: UtteranceAnalysis;
  readonly stability: Stability;
}

interface PublisherParts {
  readonly analysis: ConversationAnalysis;
  /** Reads windows of utterances once more before they are told; without it each is told at once. */
  readonly reader?: ConversationReader | undefined;
  readonly stabilityOf?: (utterance: Utterance, told: readonly PublishedUtterance[]) => Stability;
}

/** The first window is short, so that a reader of the stream soon sees something. */
const FIRST_WINDOW = 4;

/**
 * Tells a conversation utterance by utterance, in the order in which they are handed over: each is read in the light of those before it, and its transcript and
 * readings become public in one commit. A replay hands over the same and tells nothing twice.
 */
export class UtterancePublisher {
  readonly told: PublishedUtterance[] = [];
  readonly #ctx: JobContext;
  readonly #parts: PublisherParts;
  #window: { readonly utterance: Utterance; readonly embedded: UtteranceAnalysis }[] = [];
  #count = 0;

  constructor(ctx: JobContext, parts: PublisherParts) {
    this.#ctx = ctx;
    this.#parts = parts;
  }

  async tell(heard: RecognisedSpeech): Promise<void> {
    const utterance = { ...heard, utteranceId: utteranceIdOf(conversationIdOf(this.#ctx.job), this.#count) };
    this.#count += 1;
    const embedded = this.#parts.analysis.add(utterance);
    const { reader } = this.#parts;
    if (reader === undefined) return this.#tellOne(utterance, embedded);
    this.#window.push({ utterance, embedded });
    if (this.#window.length >= (this.told.length === 0 ? FIRST_WINDOW : reader.windowSize)) await this.finish();
  }

  /** Tells what waits for its window to become full. */
  async finish(): Promise<void> {
    const window = this.#window;
    this.#window = [];
    if (window.length === 0) return;
    const before = this.told.map(({ utterance }) => utterance);
    const { reader } = this.#parts;
    const analyses = reader === undefined ? [] : await readWindow(this.#ctx, reader, window, before);
    for (const [at, { utterance, embedded }] of window.entries())
      await this.#tellOne(utterance, analyses[at] ?? embedded);
  }

  async #tellOne(utterance: Utterance, read: UtteranceAnalysis): Promise<void> {
    const { told } = this;
    const stability = this.#parts.stabilityOf?.(utterance, told) ?? "final";
    const analysis = await this.#ctx.step(`tell:${told.length}`, async () => read, {
      events: (journaled) => eventsOfUtterance(utterance, journaled, stability),
    });
    told.push({ utterance, analysis, stability });
  }
}
