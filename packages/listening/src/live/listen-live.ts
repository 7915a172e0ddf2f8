import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { type LiveDecoder, openLiveDecoder } from "./live-decoder.ts";
import { createLiveSegmenter, type HeardUtterance, type LiveUtterance } from "./live-segmenter.ts";
import type { LiveSound } from "./live-sound.ts";
import { LISTENING_RATE_HZ } from "@headway-jobs/tools/sound/pcm";
import type { Heard, Hearing, Turn } from "@headway-jobs/ports/hearing";

/** Who speaks and how, turn by turn, from the sound alone. */
export type DescribeTurn = (utterance: LiveUtterance) => Promise<Pick<Turn, "speaker" | "prosody">>;

/** Pieces in which the segmenter is asked whether somebody speaks: the same ones however the decoder cut the sound. */
const PIECE = LISTENING_RATE_HZ / 10;
const OPEN_EVERY = LISTENING_RATE_HZ;
const SOUND_EVERY_S = 10;

/** Decodes a capture while it comes, and finds the turns in it. */
export async function* listenLive(
  { chunks, ending, signal, temporaryDir }: Parameters<Hearing["listen"]>[0] & { readonly temporaryDir: string },
  describe: DescribeTurn,
): AsyncGenerator<Heard> {
  await mkdir(temporaryDir, { recursive: true });
  const dir = await mkdtemp(join(temporaryDir, "headway-capture-"));
  // A run that is given up is suspended for good: its `finally` is not reached.
  const removed = () => rm(dir, { recursive: true, force: true });
  signal.addEventListener("abort", () => void removed(), { once: true });
  const decoder = openLiveDecoder({ signal, suffix: ending, dir });
  const writing = writeAll(decoder, chunks);
  writing.catch(() => undefined);
  try {
    yield* turnsOf(pieces(decoder.sound), describe);
    await writing;
  } finally {
    decoder.close();
    await removed();
  }
}

async function writeAll(decoder: LiveDecoder, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of chunks) await decoder.write(chunk);
  await decoder.end();
}

/** A pure fold: the same samples give the same turns. */
async function* turnsOf(sound: AsyncIterable<LiveSound>, describe: DescribeTurn): AsyncGenerator<Heard> {
  const segmenter = createLiveSegmenter();
  const openings = new Openings(() => segmenter.active);
  let number = 0;
  // Said of the first piece too: from then on the session is being heard.
  let shownS = -SOUND_EVERY_S;
  const turns = async function* (utterances: readonly HeardUtterance[]): AsyncGenerator<Heard> {
    for (const utterance of utterances) {
      const { source, side, startS, endS, samples } = utterance;
      const turn = { channel: side ?? 0, startS, endS, ...(await describe(utterance)) };
      yield { kind: "turn", number, opening: openings.close(source), turn, samples };
      number += 1;
    }
  };
  for await (const piece of sound) {
    yield* turns(segmenter.add(piece));
    for (const { source, startS, samples } of segmenter.open()) {
      const opening = openings.grown(source, samples.length);
      if (opening !== null) yield { kind: "open", opening, startS, samples };
    }
    const { positionS } = segmenter;
    if (positionS - shownS >= SOUND_EVERY_S) {
      shownS = positionS;
      yield { kind: "sound", durationS: positionS };
    }
  }
  yield* turns(segmenter.end());
  yield { kind: "sound", durationS: segmenter.positionS };
}

/** Numbers what is open, and says when it has become so much longer that it is worth reading again. */
class Openings {
  readonly #open = new Map<object, { readonly opening: number; shown: number }>();
  readonly #active: () => readonly object[];
  #count = 0;

  constructor(active: () => readonly object[]) {
    this.#active = active;
  }

  grown(source: object, samples: number): number | null {
    const open = this.#of(source);
    if (samples - open.shown < OPEN_EVERY) return null;
    open.shown = samples;
    return open.opening;
  }

  close(source: object): number {
    const { opening } = this.#of(source);
    this.#open.delete(source);
    return opening;
  }

  #of(source: object): { readonly opening: number; shown: number } {
    const known = this.#open.get(source);
    if (known !== undefined) return known;
    const open = this.#takeOver() ?? { opening: (this.#count += 1) - 1, shown: 0 };
    this.#open.set(source, open);
    return open;
  }

  /** What a source had open that is no longer active continues in another one: no turn would end it otherwise. */
  #takeOver(): { readonly opening: number; shown: number } | undefined {
    const [source, open] = [...this.#open].find(([one]) => !this.#active().includes(one)) ?? [];
    if (source !== undefined) this.#open.delete(source);
    return open === undefined ? undefined : { opening: open.opening, shown: 0 };
  }
}

/** The sound in pieces of one length, however it comes. */
async function* pieces(sound: AsyncIterable<LiveSound>): AsyncGenerator<LiveSound> {
  let piece = emptyPiece();
  let filled = 0;
  let hasTwo = false;
  const whole = (): LiveSound => {
    const [left, right] = [piece[0].subarray(0, filled), piece[1].subarray(0, filled)];
    return hasTwo ? [left, right] : [left];
  };
  for await (const [left, right = left] of sound) {
    for (let at = 0; at < left.length;) {
      const count = Math.min(left.length - at, PIECE - filled);
      piece[0].set(left.subarray(at, at + count), filled);
      piece[1].set(right.subarray(at, at + count), filled);
      hasTwo ||= right !== left;
      filled += count;
      at += count;
      if (filled < PIECE) continue;
      yield whole();
      piece = emptyPiece();
      filled = 0;
      hasTwo = false;
    }
  }
  if (filled > 0) yield whole();
}

const emptyPiece = (): readonly [Int16Array, Int16Array] => [new Int16Array(PIECE), new Int16Array(PIECE)];
