import { samplesOf } from "@headway-jobs/tools/sound/pcm";
import { readWavHeader } from "./wav-header.ts";

/** A piece of live sound at 16 kHz: one channel, or the left and the right one, of one length. */
export type LiveSound = readonly [Int16Array] | readonly [left: Int16Array, right: Int16Array];

/** The sound of a WAV stream (16 bit, 16 kHz, one or two channels) as its bytes come. */
export async function* soundsOfWav(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<LiveSound> {
  let channels: number | null = null;
  let rest: Uint8Array = new Uint8Array();
  for await (const piece of bytes) {
    let all = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    if (channels === null) {
      const header = readWavHeader(all);
      if (header.kind === "pcm") {
        channels = header.layout.channels;
        all = all.subarray(header.headerBytes);
      }
    }
    const frameBytes = 2 * (channels ?? 0);
    const whole = channels === null ? 0 : all.length - (all.length % frameBytes);
    rest = all.subarray(whole);
    if (whole > 0) yield channelsOf(samplesOf(all.subarray(0, whole)), channels ?? 1);
  }
}

function channelsOf(woven: Int16Array, channels: number): LiveSound {
  if (channels === 1) return [woven];
  const [left, right] = [new Int16Array(woven.length / 2), new Int16Array(woven.length / 2)];
  for (let at = 0; at < left.length; at++) {
    left[at] = woven[2 * at] ?? 0;
    right[at] = woven[2 * at + 1] ?? 0;
  }
  return [left, right];
}

/** Both channels' mean; of one channel that channel itself. */
export function mixOf([left, right = left]: LiveSound): Int16Array {
  if (right === left) return left;
  const mix = new Int16Array(left.length);
  for (let at = 0; at < mix.length; at++) mix[at] = ((left[at] ?? 0) + (right[at] ?? 0)) >> 1;
  return mix;
}
