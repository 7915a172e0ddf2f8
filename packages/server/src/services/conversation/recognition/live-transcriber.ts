import { HeadwayError } from "@headway-jobs/contract";
import type { JobContext, NewEvent, StepContext } from "@headway-jobs/engine";
import { LISTENING_RATE_HZ } from "@headway-jobs/tools/sound/pcm";
import { conversationIdOf } from "../events.ts";
import type { Heard } from "@headway-jobs/ports/hearing";
import { InOrder } from "../../../service-kit/in-order.ts";
import type { WorkflowPorts } from "../ports.ts";
import { transcribeSamples, type TranscribedTurn, wordsOf } from "./transcribe-turn.ts";
import type { RecognisedSpeech } from "../steps/publish-utterances.ts";
import { newEvent } from "../events.ts";
import type { ChunkQueue } from "../live/chunk-queue.ts";

/** Seconds of ended turns that may wait for recognition. When there is more, decoding waits and chunks stay in the store. */
const MOST_WAITING_S = 60;
/** No partial transcript is made of speech that is older than this. */
const FRESH_MS = 3_000;

/** A partial transcript of an open turn. */
interface Reading {
  readonly text: string;
}

/**
 * Transcribes the chunks of a session. Turns are recognised in parallel and published in order. The open turn is transcribed
 * again about once a second while nothing else needs the recogniser.
 */
export class LiveTranscriber {
  /** When the newest chunk was taken in; partial transcripts are for what is spoken now. */
  newestMs = 0;
  readonly #ctx: JobContext;
  readonly #ports: WorkflowPorts;
  readonly #queue: ChunkQueue;
  readonly #inOrder: InOrder<RecognisedSpeech | null>;
  readonly #conversationId: string;
  readonly #warnings = new Set<string>();
  readonly #recognising = new Set<Promise<void>>();
  readonly #shown = new Set<number>();
  /** How often each opening was read, in this run and those before. */
  readonly #readings = new Map<number, number>();
  /** Settled when it is known what earlier runs have shown of an opening. */
  readonly #known = new Map<number, Promise<void>>();
  #waitingS = 0;
  readonly #ended = new Set<number>();
  #partial: Promise<void> | undefined;
  readonly #failure = Promise.withResolvers<never>();

  constructor(
    ctx: JobContext,
    ports: WorkflowPorts,
    queue: ChunkQueue,
    publish: (heard: RecognisedSpeech) => Promise<void>,
  ) {
    this.#ctx = ctx;
    this.#ports = ports;
    this.#queue = queue;
    this.#conversationId = conversationIdOf(ctx.job);
    this.#inOrder = new InOrder(async (speech) => {
      if (speech !== null) await publish(speech);
    });
  }

  /** Resolves with the length of the capture in seconds when all of it was transcribed and published. Rejects at once when a turn cannot be recognised. */
  transcribe(ending: string): Promise<number> {
    return Promise.race([this.#transcribeAll(ending), this.#failure.promise]);
  }

  async #transcribeAll(ending: string): Promise<number> {
    let durationS = 0;
    const { signal } = this.#ctx;
    for await (const heard of this.#ports.hearing.listen({ chunks: this.#queue.chunks(), ending, signal })) {
      if (heard.kind === "sound") durationS = await this.#showProgress(heard.durationS);
      else if (heard.kind === "open") this.#readOpen(heard);
      else await this.#takeTurn(heard);
    }
    await this.#partial;
    await Promise.all(this.#recognising);
    await this.#inOrder.finished();
    for (const warning of this.#warnings) await this.#ctx.warn("TRANSCRIPTION", warning);
    return durationS;
  }

  async #takeTurn(heard: Extract<Heard, { kind: "turn" }>): Promise<void> {
    const lengthS = heard.samples.length / LISTENING_RATE_HZ;
    this.#waitingS += lengthS;
    this.#ended.add(heard.opening);
    const recognising = this.#recognise(heard)
      .catch((error: unknown) => this.#failure.reject(asLiveFailure(error)))
      .finally(() => {
        this.#waitingS -= lengthS;
        this.#recognising.delete(recognising);
      });
    this.#recognising.add(recognising);
    while (this.#waitingS > MOST_WAITING_S && this.#recognising.size > 1) await Promise.race(this.#recognising);
  }

  async #recognise({ number, opening, turn, samples }: Extract<Heard, { kind: "turn" }>): Promise<void> {
    // A run that was killed may have shown words that this one has to declare final.
    await (this.#known.get(opening) ?? this.#readAgain(opening, async () => ({ text: "" })));
    const { speech, warnings } = await this.#ctx.step(
      `hear:${number}`,
      (step) => {
        const request = { samples, turn, prosodyOf: () => Promise.resolve(turn.prosody) };
        return transcribeSamples(this.#ports, { ...request, urgency: "live", signal: step.signal });
      },
      { events: ({ speech: said }) => this.#closePartial(opening, turn.startS, said) },
    );
    for (const warning of warnings) this.#warnings.add(warning);
    this.#inOrder.put(number, speech);
  }

  #closePartial(opening: number, startS: number, said: TranscribedTurn["speech"]) {
    if (!this.#shown.has(opening)) return [];
    return [this.#partialEvent({ opening, startS, text: said?.text ?? "", isFinal: true })];
  }

  /** One at a time, and only of current speech: in a replay the turn ended long ago. */
  #readOpen(heard: Extract<Heard, { kind: "open" }>): void {
    const isNow = this.#queue.isDrained && this.#ports.nowMs() - this.newestMs < FRESH_MS;
    if (this.#partial !== undefined || !isNow) return;
    this.#partial = this.#publishPartial(heard)
      .catch((error: unknown) => this.#missPartial(error))
      .finally(() => (this.#partial = undefined));
  }

  async #publishPartial({ opening, startS, samples }: Extract<Heard, { kind: "open" }>): Promise<void> {
    const recognise = async ({ signal }: StepContext): Promise<Reading> => {
      try {
        const heard = await this.#ports.transcription.transcribe({ samples, urgency: "partial", signal });
        return { text: wordsOf(heard?.segments ?? []) };
      } catch (error) {
        if (signal.aborted) throw error;
        this.#missPartial(error);
        return { text: "" };
      }
    };
    await this.#readAgain(opening, recognise, ({ text }) => {
      // The turn may have ended in the meantime: then its final words are on their way.
      if (text === "" || this.#ended.has(opening)) return [];
      this.#shown.add(opening);
      return [this.#partialEvent({ opening, startS, text, isFinal: false })];
    });
  }

  /** A warning is enough: the final transcript of the turn is still to come, and the session fails only with that. */
  #missPartial(error: unknown): void {
    this.#warnings.add(`No partial transcript: ${messageOf(error)}`);
  }

  /** Replays the partial transcripts that earlier runs have journaled, and makes the next one. */
  async #readAgain(
    opening: number,
    read: (step: StepContext) => Promise<Reading>,
    events: (reading: Reading) => NewEvent[] = () => [],
  ): Promise<void> {
    const known = Promise.withResolvers<void>();
    this.#known.set(opening, known.promise);
    const begin = (step: StepContext): Promise<Reading> => {
      known.resolve();
      return read(step);
    };
    try {
      while (await this.#wasRead(opening, begin, events)) continue;
    } finally {
      known.resolve();
    }
  }

  /** Whether the next reading of an opening was journaled by an earlier run; else it is made now. */
  async #wasRead(
    opening: number,
    read: (step: StepContext) => Promise<Reading>,
    events: (reading: Reading) => NewEvent[],
  ): Promise<boolean> {
    const count = this.#readings.get(opening) ?? 0;
    this.#readings.set(opening, count + 1);
    let isNew = false;
    const work = (step: StepContext): Promise<Reading> => {
      isNew = true;
      return read(step);
    };
    const { text } = await this.#ctx.step(`partial:${opening}:${count}`, work, { attempts: 1, events });
    if (!isNew && text !== "") this.#shown.add(opening);
    return !isNew;
  }

  #partialEvent(partial: { opening: number; startS: number; text: string; isFinal: boolean }) {
    return newEvent("partial_transcript", {
      partial_id: `${this.#conversationId}_partial_${String(partial.opening).padStart(4, "0")}`,
      text: partial.text,
      is_final: partial.isFinal,
      t_start: Math.round(partial.startS * 1000) / 1000,
    });
  }

  /** The length of a capture is not known in advance: progress approaches its end and never reaches it. */
  async #showProgress(durationS: number): Promise<number> {
    const progress = Math.round(90 * (1 - 1 / (1 + durationS / 120)) * 10) / 10;
    await this.#ctx.progress({ phase: "listening", progress, message: `${Math.floor(durationS)} s decoded` });
    return durationS;
  }
}

const messageOf = (error: unknown): string =>
  error instanceof HeadwayError ? error.message : "it failed unexpectedly.";

/** SPEC §5: whatever keeps a turn from being recognised ends the session with one code. */
function asLiveFailure(error: unknown): unknown {
  if (!(error instanceof HeadwayError) || error.code === "EVENT_LIMIT") return error;
  return new HeadwayError("LIVE_ASR_FAILURE", error.message, { cause: error });
}
