import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { type LiveDecoder, openLiveDecoder } from "../../../media/listening/live/live-decoder.ts";
import { LISTENING_RATE_HZ } from "../../../media/listening/pcm.ts";
import { createSegmenter } from "../../../media/listening/segmenting/segmenter.ts";
import type { Heard, Hearing, Turn } from "../hearing.ts";

/** Who speaks and how, told turn by turn from the sound alone. */
export type MeetTurn = (samples: Int16Array) => Promise<Pick<Turn, "speaker" | "prosody">>;

/** Pieces in which the segmenter is asked whether somebody speaks: the same ones however the decoder cut the sound. */
const PIECE = LISTENING_RATE_HZ / 10;
const OPEN_EVERY = LISTENING_RATE_HZ;
const SOUND_EVERY_S = 10;

/** Decodes a capture while it comes, and finds the turns in it. */
export async function* listenLive(
  { chunks, ending, signal, temporaryDir }: Parameters<Hearing["listen"]>[0] & { readonly temporaryDir: string },
  meet: MeetTurn,
): AsyncGenerator<Heard> {
  await mkdir(temporaryDir, { recursive: true });
  const dir = await mkdtemp(join(temporaryDir, "headway-capture-"));
  // A run that is given up stands still where it is and never comes to its end.
  const removed = () => rm(dir, { recursive: true, force: true });
  signal.addEventListener("abort", () => void removed(), { once: true });
  const decoder = openLiveDecoder({ signal, suffix: ending, dir });
  const writing = writeAll(decoder, chunks);
  writing.catch(() => undefined);
  try {
    yield* turnsOf(pieces(decoder.samples), meet);
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
async function* turnsOf(sound: AsyncIterable<Int16Array>, meet: MeetTurn): AsyncGenerator<Heard> {
  const segmenter = createSegmenter();
  let number = 0;
  // Said of the first piece too: from then on the session is being heard.
  let shownS = -SOUND_EVERY_S;
  let shownSamples = 0;
  const closed = async function* (events: ReturnType<typeof segmenter.add>): AsyncGenerator<Heard> {
    for (const event of events) {
      if (event.type !== "closed") continue;
      const { startS, endS, samples } = event;
      yield { kind: "turn", number, turn: { channel: 0, startS, endS, ...(await meet(samples)) }, samples };
      number += 1;
      shownSamples = 0;
    }
  };
  for await (const piece of sound) {
    yield* closed(segmenter.add(piece));
    const { openStartS, positionS } = segmenter;
    if (openStartS !== null) {
      const samples = segmenter.heard();
      if (samples.length - shownSamples >= OPEN_EVERY) {
        shownSamples = samples.length;
        yield { kind: "open", number, startS: openStartS, samples };
      }
    }
    if (positionS - shownS >= SOUND_EVERY_S) {
      shownS = positionS;
      yield { kind: "sound", durationS: positionS };
    }
  }
  yield* closed(segmenter.end());
  yield { kind: "sound", durationS: segmenter.positionS };
}

async function* pieces(sound: AsyncIterable<Int16Array>): AsyncGenerator<Int16Array> {
  let piece = new Int16Array(PIECE);
  let filled = 0;
  for await (const samples of sound) {
    for (let at = 0; at < samples.length;) {
      const part = samples.subarray(at, at + PIECE - filled);
      piece.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < PIECE) continue;
      yield piece;
      piece = new Int16Array(PIECE);
      filled = 0;
    }
  }
  if (filled > 0) yield piece.subarray(0, filled);
}
