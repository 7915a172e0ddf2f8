import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bytesOf, LISTENING_RATE_HZ, samplesOf } from "@headway-jobs/tools/sound/pcm";
import { runTool } from "@headway-jobs/tools/programs/run-tool";
import { type SeededNoise, seededNoise } from "./seeded-noise.ts";

/** `flite:slt`, `flite:awb`, `flite:rms`, `flite:kal16`; `espeak:en-us`, `espeak:en-gb+f3` and whatever else espeak-ng names. */
export type CallVoice = `flite:${string}` | `espeak:${string}`;

export interface CallTurn {
  readonly voice: CallVoice;
  readonly text: string;
  /** Silence before the turn, 0.8 s by default; negative when it begins over the one before. */
  readonly pauseS?: number;
  readonly gainDb?: number;
}

export interface CallRequest {
  readonly turns: readonly CallTurn[];
  /** Two channels: the first voice left, all others right. One channel otherwise. */
  readonly stereo?: boolean;
  /** How loud a voice leaks into the other channel, relative to itself; not at all by default. */
  readonly leakDb?: number;
  /** Speech to noise, in dB; no noise by default. */
  readonly snrDb?: number;
  /** Silence (or noise) at both ends, 0.5 s by default. */
  readonly marginS?: number;
}

/** A turn where it is truly heard: silence that the voice puts around its words is cut away. */
export interface SpokenTurn extends CallTurn {
  readonly startS: number;
  readonly endS: number;
}

export interface Call {
  readonly turns: readonly SpokenTurn[];
  /** 16 kHz; two of them for stereo. */
  readonly channels: readonly Int16Array[];
}

/** A conversation of synthetic voices whose turns' true times are known; the same request gives the same samples. For tests and demos. */
export async function synthesiseCall(request: CallRequest): Promise<Call> {
  const { turns, stereo = false, leakDb, snrDb, marginS = 0.5 } = request;
  const spoken = await Promise.all(turns.map((turn) => speak(turn.voice, turn.text)));
  const placed = place(turns, spoken, marginS);
  const samples = Math.round(((placed.at(-1)?.endS ?? 0) + marginS) * LISTENING_RATE_HZ);
  const first = turns[0]?.voice;
  const channels = Array.from({ length: stereo ? 2 : 1 }, (_, channel) => {
    const mix = new Float64Array(samples);
    for (const [index, turn] of placed.entries()) {
      const isOwn = !stereo || (turn.voice === first) === (channel === 0);
      if (!isOwn && leakDb === undefined) continue;
      addTo(mix, spoken[index] ?? new Int16Array(), turn.startS, (turn.gainDb ?? 0) + (isOwn ? 0 : (leakDb ?? 0)));
    }
    if (snrDb !== undefined) addNoise(mix, speechPower(spoken) * 10 ** (-snrDb / 10), seededNoise(channel + 1));
    return Int16Array.from(mix, (value) => Math.max(-32_768, Math.min(32_767, Math.round(value))));
  });
  return { turns: placed, channels };
}

/** A call as a WAV file. */
export async function writeCall(file: string, call: Pick<Call, "channels">): Promise<void> {
  await writeFile(file, wavBytes(call.channels));
}

/** Channels of 16-bit samples as the bytes of a WAV file. */
export function wavBytes(channels: readonly Int16Array[], rateHz = LISTENING_RATE_HZ): Buffer {
  const count = channels.length;
  const woven = new Int16Array((channels[0]?.length ?? 0) * count);
  for (const [channel, samples] of channels.entries())
    for (let at = 0; at < samples.length; at++) woven[at * count + channel] = samples[at] ?? 0;
  const head = Buffer.alloc(44);
  head.write("RIFF", 0, "latin1");
  head.writeUInt32LE(36 + woven.byteLength, 4);
  head.write("WAVEfmt ", 8, "latin1");
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(count, 22);
  head.writeUInt32LE(rateHz, 24);
  head.writeUInt32LE(rateHz * count * 2, 28);
  head.writeUInt16LE(count * 2, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36, "latin1");
  head.writeUInt32LE(woven.byteLength, 40);
  return Buffer.concat([head, bytesOf(woven)]);
}

/** One sentence at 16 kHz, without the silence around it. */
export async function speak(voice: CallVoice, text: string): Promise<Int16Array> {
  const dir = await mkdtemp(join(tmpdir(), "headway-voice-"));
  try {
    const signal = AbortSignal.timeout(SPEAK_LIMIT_MS);
    const [program, name = ""] = voice.split(":");
    const [wav, script] = [join(dir, "voice.wav"), join(dir, "text.txt")];
    await writeFile(script, text);
    await (program === "flite"
      ? runTool({ tool: "flite", args: ["-voice", name, "-f", script, "-o", wav], task: "speaking", signal })
      : runTool({ tool: "espeak-ng", args: ["-v", name, "-f", script, "-w", wav], task: "speaking", signal }));
    const pcm = join(dir, "voice.pcm");
    await runTool({
      tool: "ffmpeg",
      args: ["-v", "error", "-nostdin", "-i", wav, "-ar", String(LISTENING_RATE_HZ), "-ac", "1", "-f", "s16le", pcm],
      task: "speaking",
      signal,
    });
    return withoutSilence(samplesOf(await readFile(pcm)));
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

const SPEAK_LIMIT_MS = 60_000;
// −46 dB below full scale.
const SILENT_PEAK = 160;

const isLoud = (value: number): boolean => Math.abs(value) > SILENT_PEAK;

function withoutSilence(samples: Int16Array): Int16Array {
  const first = samples.findIndex(isLoud);
  return first === -1 ? new Int16Array() : samples.slice(first, samples.findLastIndex(isLoud) + 1);
}

function place(turns: readonly CallTurn[], spoken: readonly Int16Array[], marginS: number): SpokenTurn[] {
  let atS = marginS;
  return turns.map((turn, index) => {
    const startS = index === 0 ? marginS : Math.max(0, atS + (turn.pauseS ?? 0.8));
    const endS = startS + (spoken[index]?.length ?? 0) / LISTENING_RATE_HZ;
    atS = Math.max(atS, endS);
    return { ...turn, startS, endS };
  });
}

function addTo(mix: Float64Array, samples: Int16Array, startS: number, gainDb: number): void {
  const from = Math.round(startS * LISTENING_RATE_HZ);
  const gain = 10 ** (gainDb / 20);
  for (const [index, value] of samples.entries()) {
    const at = from + index;
    if (at < mix.length) mix[at] = (mix[at] ?? 0) + value * gain;
  }
}

function speechPower(spoken: readonly Int16Array[]): number {
  let [sum, count] = [0, 0];
  for (const samples of spoken) {
    for (const value of samples) sum += value * value;
    count += samples.length;
  }
  return count === 0 ? 0 : sum / count;
}

function addNoise(mix: Float64Array, power: number, noise: SeededNoise): void {
  const level = Math.sqrt(power);
  for (let at = 0; at < mix.length; at++) mix[at] = (mix[at] ?? 0) + level * noise();
}
