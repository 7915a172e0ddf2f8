import type { JobContext } from "@headway-jobs/engine";
import type { ConversationAnalysis, UtteranceAnalysis } from "@headway-jobs/ports/conversation-analysis";
import {
  conversationIdOf,
  eventsOfUtterance,
  type PublishedUtterance,
  type Stability,
  utteranceIdOf,
} from "../events.ts";
import type { Utterance } from "@headway-jobs/ports/utterance";
import type { ConversationReader } from "@headway-jobs/ports/conversation-reader";
import { readWindow } from "./read-window.ts";

/** A recognised utterance that has no id yet. */
export interface RecognisedSpeech extends Omit<Utterance, "utteranceId"> {
  /** What recognised it; absent in what earlier versions journaled. */
  readonly recogniser?: string;
}

interface PublisherParts {
  readonly analysis: ConversationAnalysis;
  /** Reads windows of utterances again before they are published; without it each is published at once. */
  readonly reader?: ConversationReader | undefined;
  readonly stabilityOf?: (utterance: Utterance, published: readonly PublishedUtterance[]) => Stability;
}

/** The first window is short, so that a reader of the stream soon sees something. */
const FIRST_WINDOW = 4;

/**
 * Publishes a conversation utterance by utterance, in the order of the calls. Each is read in the light of those before it;
 * its transcript and readings become public in one commit. A replay makes the same calls and publishes nothing twice.
 */
export class UtterancePublisher {
  readonly published: PublishedUtterance[] = [];
  /** Language models that read along. */
  readonly readBy = new Set<string>();
  readonly #ctx: JobContext;
  readonly #parts: PublisherParts;
  #window: { readonly utterance: Utterance; readonly embedded: UtteranceAnalysis }[] = [];
  readonly #recognisers = new Set<string>();
  #count = 0;

  constructor(ctx: JobContext, parts: PublisherParts) {
    this.#ctx = ctx;
    this.#parts = parts;
  }

  async publish({ recogniser, ...heard }: RecognisedSpeech): Promise<void> {
    await this.#noteRecogniser(recogniser);
    const utterance = { ...heard, utteranceId: utteranceIdOf(conversationIdOf(this.#ctx.job), this.#count) };
    this.#count += 1;
    const embedded = this.#parts.analysis.add(utterance);
    const { reader } = this.#parts;
    if (reader === undefined) return this.#publishOne(utterance, embedded);
    this.#window.push({ utterance, embedded });
    if (this.#window.length >= (this.published.length === 0 ? FIRST_WINDOW : reader.windowSize)) await this.finish();
  }

  /** Another recogniser takes over when a model is removed or fails: what is heard from then on is of another quality. */
  async #noteRecogniser(name: string | undefined): Promise<void> {
    if (name === undefined || this.#recognisers.has(name)) return;
    const before = [...this.#recognisers].at(-1);
    this.#recognisers.add(name);
    if (before === undefined) return;
    await this.#ctx.warn(
      "RECOGNISER_CHANGED",
      `From utterance ${this.#count + 1} on, ${name} heard the sound instead of ${before}.`,
    );
  }

  /** The names of what recognised the utterances; the one given where none is known. */
  recogniser(configured: string): string {
    return this.#recognisers.size === 0 ? configured : [...this.#recognisers].join(", ");
  }

  /** Publishes what waits for its window to become full. */
  async finish(): Promise<void> {
    const window = this.#window;
    this.#window = [];
    if (window.length === 0) return;
    const before = this.published.map(({ utterance }) => utterance);
    const { reader } = this.#parts;
    const { analyses, by } =
      reader === undefined ? { analyses: [], by: [] } : await readWindow(this.#ctx, reader, window, before);
    for (const name of by) this.readBy.add(name);
    for (const [at, { utterance, embedded }] of window.entries())
      await this.#publishOne(utterance, analyses[at] ?? embedded);
  }

  async #publishOne(utterance: Utterance, read: UtteranceAnalysis): Promise<void> {
    const { published } = this;
    const stability = this.#parts.stabilityOf?.(utterance, published) ?? "final";
    const analysis = await this.#ctx.step(`tell:${published.length}`, async () => read, {
      events: (journaled) => eventsOfUtterance(utterance, journaled, stability),
    });
    published.push({ utterance, analysis, stability });
  }
}
