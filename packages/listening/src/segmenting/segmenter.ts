import { LISTENING_RATE_HZ } from "@headway-jobs/tools/sound/pcm";
import { FRAME_SPAN, FRAME_STEP, openFrameMeter } from "./frames.ts";
import type { HeardFrame } from "./heard-frame.ts";
import { likenessOf } from "./likeness.ts";
import { openNoiseFloor } from "./noise-floor.ts";
import { openSampleBuffer, type SampleBuffer } from "./sample-buffer.ts";

export interface SegmenterOptions {
  /** Silence that ends an utterance; 600 by default. */
  readonly pauseMs?: number;
  /** Longer speech is cut, where possible in a short pause of its last third; 15 by default. */
  readonly maxUtteranceS?: number;
  /** What is shorter is no utterance; 200 by default. */
  readonly minSpeechMs?: number;
  /** Kept before and after, so that soft consonants stay whole; 150 by default. */
  readonly marginMs?: number;
}

export type SegmenterEvent =
  /** Speech was recognised as such; it began at `startS`. */
  | { readonly type: "open"; readonly startS: number }
  | { readonly type: "closed"; readonly startS: number; readonly endS: number; readonly samples: Int16Array };

/** Finds utterances in a sound as it comes. Times are seconds since the first sample. */
export interface Segmenter {
  /** `otherChannel`: the same moments on a call's other side; what is far louder there is its speaker leaking over. */
  add(samples: Int16Array, otherChannel?: Int16Array): SegmenterEvent[];
  /** No more samples: closes what is open. */
  end(): SegmenterEvent[];
  /** An utterance that becomes too long will not be cut before this moment: what ended until then on the other side of a call was reported already. */
  cutNotBefore(atS: number): void;
  /** Start of the open utterance; null without speech. */
  readonly openStartS: number | null;
  /** What was heard so far of the open utterance, for partial transcripts; empty when there is none. */
  heard(): Int16Array;
  /** How far the sound was taken. */
  readonly positionS: number;
}

/**
 * Utterances from voice activity: frames louder than an adaptive noise floor that repeat at a voice's pitch, in stretches whose spectrum moves as
 * articulation moves it. Steady sounds (hum, noise, tones, held notes) are not opened. The same samples give the same utterances in whatever
 * pieces they come; memory is bounded by one utterance.
 */
export function createSegmenter(options: SegmenterOptions = {}): Segmenter {
  return new FrameSegmenter(options);
}

const msToFrames = (ms: number): number => Math.round((ms * LISTENING_RATE_HZ) / 1000 / FRAME_STEP);

// Under this nothing is heard, however silent the rest.
const INAUDIBLE_DB = -65;
const ABOVE_FLOOR_DB = 6;
const VOICED = 0.6;
/** Unvoiced sounds belong to speech this long before and after a voiced one. */
const CONSONANT_FRAMES = 25;
/** Likeness is judged over so many of the latest frames. */
const JUDGED_FRAMES = 100;
const JUDGE_EVERY = 8;
const MIN_VOICED_FRAMES = 9;
const MIN_BREADTH = 3.6;
// Thresholds for the beginning of speech and for its continuation.
const OPENING = { articulationDb: 3, stillShare: 0.5 };
const GOING_ON = { articulationDb: 2.2, stillShare: 0.7 };
/** A sound that is not speech after so long will not become it: only its latest part is kept in mind. */
const UNDECIDED_FRAMES = 200;
const CUT_PAUSE_FRAMES = 12;

class FrameSegmenter implements Segmenter {
  readonly #pauseFrames: number;
  readonly #maxFrames: number;
  readonly #minFrames: number;
  readonly #margin: number;
  readonly #meter = openFrameMeter();
  readonly #floor = openNoiseFloor();
  readonly #samples: SampleBuffer = openSampleBuffer();
  readonly #others: SampleBuffer = openSampleBuffer();
  /** Frames from `#firstFrame` on. */
  #frames: HeardFrame[] = [];
  #firstFrame = 0;
  #state: "quiet" | "undecided" | "open" = "quiet";
  /** First and last frame of what is undecided or open. */
  #start = 0;
  #lastSpeech = 0;
  #lastVoiced = Number.NEGATIVE_INFINITY;
  #isLikeSpeech = false;
  /** Utterances never overlap. */
  #endOfLast = 0;
  #earliestCut = 0;

  constructor({ pauseMs = 600, maxUtteranceS = 15, minSpeechMs = 200, marginMs = 150 }: SegmenterOptions) {
    this.#pauseFrames = msToFrames(pauseMs);
    this.#maxFrames = msToFrames(maxUtteranceS * 1000);
    this.#minFrames = msToFrames(minSpeechMs);
    this.#margin = Math.round((marginMs * LISTENING_RATE_HZ) / 1000);
  }

  get openStartS(): number | null {
    return this.#state === "open" ? this.#startSample() / LISTENING_RATE_HZ : null;
  }

  get positionS(): number {
    return this.#samples.end / LISTENING_RATE_HZ;
  }

  heard(): Int16Array {
    return this.#state === "open" ? this.#samples.slice(this.#startSample(), this.#samples.end) : new Int16Array();
  }

  add(samples: Int16Array, otherChannel?: Int16Array): SegmenterEvent[] {
    const events: SegmenterEvent[] = [];
    // In pieces, so that a large one is not held whole.
    for (let at = 0; at < samples.length; at += LISTENING_RATE_HZ) {
      this.#samples.append(samples.subarray(at, at + LISTENING_RATE_HZ));
      if (otherChannel !== undefined) this.#others.append(otherChannel.subarray(at, at + LISTENING_RATE_HZ));
      while (this.#nextFrame() * FRAME_STEP + FRAME_SPAN <= this.#samples.end) this.#takeFrame(events);
      this.#forget();
    }
    return events;
  }

  end(): SegmenterEvent[] {
    const events: SegmenterEvent[] = [];
    if (this.#state === "undecided") this.#judge(events);
    if (this.#state === "open") this.#close(events);
    this.#state = "quiet";
    return events;
  }

  cutNotBefore(atS: number): void {
    this.#earliestCut = Math.ceil((atS * LISTENING_RATE_HZ) / FRAME_STEP);
  }

  #nextFrame(): number {
    return this.#firstFrame + this.#frames.length;
  }

  #takeFrame(events: SegmenterEvent[]): void {
    const now = this.#nextFrame();
    const heard = this.#hear(now * FRAME_STEP);
    this.#frames.push(heard);
    if (heard.isVoiced) this.#lastVoiced = now;
    if (this.#state !== "quiet" && now % JUDGE_EVERY === 0) this.#judge(events);
    const isSpeech = heard.isActive && now - this.#lastVoiced <= CONSONANT_FRAMES;
    if (isSpeech && this.#state === "quiet") this.#begin(now);
    if (isSpeech && (this.#state !== "open" || this.#isLikeSpeech)) this.#lastSpeech = now;
    if (this.#state === "quiet") return;
    if (now - this.#lastSpeech >= this.#pauseFrames) {
      if (this.#state === "open") this.#close(events);
      this.#state = "quiet";
    } else if (this.#state === "open" && now - this.#start >= this.#maxFrames) {
      this.#cut(now, events);
    } else if (this.#state === "undecided" && now - this.#start > UNDECIDED_FRAMES) {
      this.#start = now - JUDGED_FRAMES;
    }
  }

  #hear(at: number): HeardFrame {
    const samples = this.#samples.view(at, FRAME_SPAN);
    const { levelDb, bandsDb, breadth } = this.#meter.measure(samples);
    const isAudible = levelDb > Math.max(this.#floor.next(levelDb) + ABOVE_FLOOR_DB, INAUDIBLE_DB);
    const isActive = isAudible && !isLeak(samples, this.#others.view(at, FRAME_SPAN));
    return { levelDb, bandsDb, breadth, isActive, isVoiced: isActive && this.#meter.periodicity(samples) > VOICED };
  }

  /** What led up to the first voiced frame belongs to it. */
  #begin(now: number): void {
    this.#state = "undecided";
    this.#start = now;
    this.#lastSpeech = now;
    const earliest = Math.max(this.#firstFrame, now - CONSONANT_FRAMES, Math.ceil(this.#endOfLast / FRAME_STEP));
    while (this.#start > earliest && this.#frameAt(this.#start - 1)?.isActive === true) this.#start -= 1;
  }

  #frameAt(frame: number): HeardFrame | undefined {
    return this.#frames[frame - this.#firstFrame];
  }

  #judge(events: SegmenterEvent[]): void {
    const from = Math.max(this.#state === "undecided" ? this.#start : 0, this.#nextFrame() - JUDGED_FRAMES);
    const likeness = likenessOf(this.#frames.slice(Math.max(0, from - this.#firstFrame)));
    const bar = this.#state === "open" ? GOING_ON : OPENING;
    const moves = likeness.articulationDb >= bar.articulationDb && likeness.stillShare <= bar.stillShare;
    this.#isLikeSpeech = moves && likeness.voicedFrames > 0;
    if (this.#state !== "undecided" || !moves) return;
    if (likeness.breadth < MIN_BREADTH) return;
    if (likeness.voicedFrames < MIN_VOICED_FRAMES || likeness.activeFrames < this.#minFrames) return;
    this.#state = "open";
    events.push({ type: "open", startS: this.#startSample() / LISTENING_RATE_HZ });
  }

  #startSample(): number {
    return Math.max(this.#endOfLast, this.#start * FRAME_STEP - this.#margin, 0);
  }

  #close(events: SegmenterEvent[]): void {
    const end = (this.#lastSpeech + 1) * FRAME_STEP + FRAME_SPAN / 2 + this.#margin;
    this.#closeAt(Math.min(end, this.#samples.end), events);
  }

  #closeAt(end: number, events: SegmenterEvent[]): void {
    const start = this.#startSample();
    const samples = this.#samples.slice(start, end);
    events.push({ type: "closed", startS: start / LISTENING_RATE_HZ, endS: end / LISTENING_RATE_HZ, samples });
    this.#endOfLast = end;
  }

  /** Ends an utterance that became too long; what follows the cut is judged again. */
  #cut(now: number, events: SegmenterEvent[]): void {
    const lastThird = this.#start + Math.round((this.#maxFrames * 2) / 3);
    const at = this.#weakest(Math.min(now, Math.max(lastThird, this.#earliestCut)), now);
    this.#closeAt(at * FRAME_STEP + FRAME_SPAN / 2, events);
    this.#state = "undecided";
    this.#start = Math.min(now, at + 1);
    this.#judge(events);
  }

  /** The middle of the longest pause among these frames, or else their quietest moment. */
  #weakest(from: number, to: number): number {
    let [longest, run, quietest, lowestDb] = [0, 0, to, Number.POSITIVE_INFINITY];
    let middle = to;
    for (let frame = from; frame <= to; frame++) {
      const heard = this.#frameAt(frame);
      run = heard?.isActive === true ? 0 : run + 1;
      if (run > longest) [longest, middle] = [run, frame - Math.floor(run / 2)];
      if (heard !== undefined && heard.levelDb < lowestDb) [lowestDb, quietest] = [heard.levelDb, frame];
    }
    return longest >= CUT_PAUSE_FRAMES ? middle : quietest;
  }

  /** Keeps what an utterance may still need: all of it when there is one, else what could lead up to the next. */
  #forget(): void {
    const needed = this.#state === "quiet" ? this.#nextFrame() : this.#start;
    const first = Math.max(this.#firstFrame, Math.min(needed - CONSONANT_FRAMES, this.#nextFrame() - JUDGED_FRAMES));
    this.#frames.splice(0, first - this.#firstFrame);
    this.#firstFrame = first;
    this.#samples.dropBefore(Math.max(0, (needed - CONSONANT_FRAMES) * FRAME_STEP - this.#margin));
    this.#others.dropBefore(this.#nextFrame() * FRAME_STEP);
  }
}

/** Speech that is quieter than the other side by this much counts as a leak while both speak. */
const LEAK_POWER = 10 ** (8 / 10);

function isLeak(own: Int16Array, other: Int16Array): boolean {
  return other.length > 0 && powerOf(other) > LEAK_POWER * powerOf(own);
}

function powerOf(samples: Int16Array): number {
  let sum = 0;
  for (let n = 0; n < samples.length; n++) sum += (samples[n] ?? 0) ** 2;
  return sum;
}
