import type { SpeechSpan } from "@headway-jobs/ports/speech-finder";
import { LISTENING_RATE_HZ, readPcmStretch } from "@headway-jobs/tools/sound/pcm";

const FRAME = LISTENING_RATE_HZ / 50;
/** What is far louder on the other side leaks over from there. */
const LEAK_POWER = 10 ** (8 / 10);
/** Of the loud frames of a span. */
const OWN_SHARE = 0.3;

/** The spans of a call's two sides without those that mostly repeat the other side, more quietly. */
export async function withoutLeaks(
  spans: readonly SpeechSpan[],
  channels: readonly string[],
): Promise<readonly SpeechSpan[]> {
  const own: SpeechSpan[] = [];
  for (const span of spans) {
    const [here = "", there = ""] = [channels[span.channel], channels[1 - span.channel]];
    const [samples, others] = await Promise.all(
      [here, there].map((file) => readPcmStretch(file, span.startS, span.endS)),
    );
    if (ownShare(samples ?? NO_SOUND, others ?? NO_SOUND) >= OWN_SHARE) own.push(span);
  }
  return own;
}

const NO_SOUND = new Int16Array();

/** The share of a sound's louder half that does not leak over from the other side. */
function ownShare(samples: Int16Array, others: Int16Array): number {
  const frames = Array.from({ length: Math.ceil(samples.length / FRAME) }, (_, at) => ({
    power: powerOf(samples, at * FRAME),
    other: powerOf(others, at * FRAME),
  }));
  const loud = frames.toSorted((a, b) => b.power - a.power).slice(0, Math.ceil(frames.length / 2));
  return loud.filter(({ power, other }) => other <= LEAK_POWER * power).length / Math.max(1, loud.length);
}

function powerOf(samples: Int16Array, from: number): number {
  let sum = 0;
  for (let at = from; at < Math.min(samples.length, from + FRAME); at++) sum += (samples[at] ?? 0) ** 2;
  return sum;
}
