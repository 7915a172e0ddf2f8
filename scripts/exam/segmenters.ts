import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import {
  type DiarizationErrors,
  diarizationErrors,
  type SpeakerTurn,
} from "../../packages/exam/src/scores/diarization-errors.ts";
import type { RecordingWithReference } from "../../packages/exam/src/sets/read-recordings.ts";
import { segmentRecording } from "../../packages/listening/src/segmenting/segment-recording.ts";
import type { InstalledModel } from "../../packages/local-models/src/manifest/model-manifest.ts";
import { ModelProcesses } from "../../packages/local-models/src/process/model-processes.ts";
import { findSpeech } from "../../packages/local-models/src/segmenter/find-speech.ts";
import { bytesOf } from "../../packages/tools/src/sound/pcm.ts";
import { readPlainWav } from "../../packages/tools/src/sound/plain-wav.ts";
import { type ExamRow, round } from "./rows.ts";

type Spans = readonly { readonly startS: number; readonly endS: number }[];

interface Piece {
  readonly set: string;
  readonly samples: Int16Array;
  readonly turns: Spans;
}

/**
 * The built-in finding of speech, and a model where one is given, on the recordings whose turns are known, and on those with speech again with music 10 dB
 * below it. A row for each set. The sound is that of one channel at 16 kHz.
 */
export async function examSegmenters(
  recordings: readonly RecordingWithReference[],
  silero: { readonly model: InstalledModel; readonly runtime: string } | null,
): Promise<readonly ExamRow[]> {
  const pieces = await piecesOf(recordings);
  const folder = await mkdtemp(join(tmpdir(), "headway-exam-"));
  const processes = new ModelProcesses();
  try {
    const rows = await rowsOf("built-in", pieces, folder, builtIn);
    if (silero === null) return rows;
    const find = (file: string): Promise<Spans> => findSpeech({ ...silero, processes }, file);
    return [...rows, ...(await rowsOf(silero.model.manifest.name, pieces, folder, find))];
  } finally {
    await processes.close();
    await rm(folder, { recursive: true });
  }
}

async function piecesOf(recordings: readonly RecordingWithReference[]): Promise<readonly Piece[]> {
  const plain: Piece[] = [];
  let music = new Int16Array(0);
  for (const { file, group, turns } of recordings) {
    if (turns === null) continue;
    const sound = readPlainWav(await readFile(file));
    if (sound === null || sound.rateHz !== 16_000) throw new Error(`${basename(file)} is not one channel at 16 kHz.`);
    if (basename(file) === "music.wav") music = new Int16Array(sound.samples);
    plain.push({ set: group, samples: sound.samples, turns });
  }
  const spoken = plain.filter(({ turns }) => turns.length > 0);
  const mixed = spoken.map(({ set, samples, turns }) => ({
    set: `${set}, music at 10 dB`,
    samples: withNoise(samples, music),
    turns,
  }));
  return [...plain, ...(music.length === 0 ? [] : mixed)];
}

async function rowsOf(
  provider: string,
  pieces: readonly Piece[],
  folder: string,
  find: (file: string) => Promise<Spans>,
): Promise<ExamRow[]> {
  const sums = new Map<string, { errors: DiarizationErrors; lengthS: number; items: number }>();
  const file = join(folder, "sound.pcm");
  for (const { set, samples, turns } of pieces) {
    await writeFile(file, bytesOf(samples));
    const one = diarizationErrors(somebody(turns), somebody(await find(file)), { collarS: 0 });
    const sum = sums.get(set) ?? { errors: NOTHING, lengthS: 0, items: 0 };
    const errors = {
      speechS: sum.errors.speechS + one.speechS,
      missedS: sum.errors.missedS + one.missedS,
      falseS: sum.errors.falseS + one.falseS,
      confusedS: 0,
    };
    sums.set(set, { errors, lengthS: sum.lengthS + samples.length / 16_000, items: sum.items + 1 });
  }
  return [...sums].map(([set, { errors, lengthS, items }]) => {
    const { speechS, missedS, falseS } = errors;
    const figures = {
      ...(speechS > 0 ? { "missed speech": round(missedS / speechS) } : {}),
      ...(lengthS > speechS ? { "false speech": round(falseS / (lengthS - speechS)) } : {}),
    };
    return { capability: "finding speech", provider, set, items, figures, speed: "", memoryMb: null };
  });
}

/** Whether anybody speaks: turns of several at once count once. */
function somebody(turns: Spans): SpeakerTurn[] {
  return turns.map(({ startS, endS }) => ({ speaker: "somebody", startS, endS }));
}

const NOTHING: DiarizationErrors = { speechS: 0, missedS: 0, falseS: 0, confusedS: 0 };

async function builtIn(file: string): Promise<Spans> {
  const spans: { startS: number; endS: number }[] = [];
  const { signal } = new AbortController();
  for await (const { startS, endS } of segmentRecording({ channels: [file], signal })) spans.push({ startS, endS });
  return spans;
}

function withNoise(speech: Int16Array, noise: Int16Array): Int16Array {
  const gain = Math.sqrt(power(speech) / power(noise) / 10);
  return speech.map((one, at) => {
    const sum = one + gain * (noise[at % noise.length] ?? 0);
    return Math.max(-32_768, Math.min(32_767, Math.round(sum)));
  });
}

function power(samples: Int16Array): number {
  return samples.reduce((sum, one) => sum + one ** 2, 0) / samples.length;
}
