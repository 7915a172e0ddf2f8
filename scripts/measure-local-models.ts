// Measures installed local models on recordings with references, beside the built-in recogniser and segmenter:
//
//   node scripts/measure-local-models.ts --models DIR --recordings DIR --runtime DIR [voices] [ears] [segmenters]
//
// --runtime is a folder of packages that has sherpa-onnx-node, such as node_modules of this checkout.
import { readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { ModelManifestSchema, type InstalledModel } from "../packages/local-models/src/manifest/model-manifest.ts";
import { modelTranscription } from "../packages/local-models/src/ear/model-transcription.ts";
import { ModelProcesses } from "../packages/local-models/src/process/model-processes.ts";
import { findSpeech } from "../packages/local-models/src/segmenter/find-speech.ts";
import { modelSpeech } from "../packages/local-models/src/voice/model-speech.ts";
import { segmentRecording } from "../packages/listening/src/segmenting/segment-recording.ts";
import type { Transcription } from "../packages/ports/src/transcription.ts";
import { pocketsphinxTranscription } from "../packages/server/src/providers/transcription/pocketsphinx.ts";
import { readPlainWav } from "../packages/tools/src/sound/plain-wav.ts";
import { bytesOf, samplesOf } from "../packages/tools/src/sound/pcm.ts";
import { toCommonRate } from "../packages/tools/src/sound/resample.ts";
import type { ExamRecording, ReferenceTurn } from "./exam-models/recordings.ts";
import { detectionOf, wordErrors, wordsOf } from "./exam-models/scores.ts";
import { Usage } from "./exam-models/usage.ts";

const SENTENCES = [
  "The committee agreed to meet again on Thursday morning.",
  "Please send the signed contract to the office before the end of the month.",
  "A quick brown fox jumps over the lazy dog near the river bank.",
  "Water boils at a lower temperature on the top of a mountain.",
  "She opened the window because the room had become too warm.",
  "Our train was late, so we missed the beginning of the concert.",
  "The museum is closed on Mondays but open late on Fridays.",
  "Every student should read the first chapter before the lesson.",
  "He could not remember where he had left his keys.",
  "The report describes how the bridge was repaired after the storm.",
] as const;

const { values, positionals } = parseArgs({
  options: { models: { type: "string" }, recordings: { type: "string" }, runtime: { type: "string" } },
  allowPositionals: true,
});
const { models = "", recordings: recordingsFolder = "" } = values;
// Paths of programs and packages are absolute.
const runtime = resolve(values.runtime ?? "");
const parts = positionals.length > 0 ? positionals : ["voices", "ears", "segmenters"];
const recordings = JSON.parse(
  await readFile(join(recordingsFolder, "recordings.json"), "utf8"),
) as readonly ExamRecording[];

const serverBefore = process.memoryUsage.rss();
const processes = new ModelProcesses();
const installed = async (name: string): Promise<InstalledModel> => {
  const folder = join(models, name);
  return {
    folder,
    manifest: ModelManifestSchema.parse(JSON.parse(await readFile(join(folder, "model.json"), "utf8"))),
  };
};
const ear = modelTranscription({ model: await installed("whisper-base-int8"), processes, runtime });
if (parts.includes("voices")) await measureVoices();
if (parts.includes("ears")) await measureEars();
if (parts.includes("segmenters")) await measureSegmenters();
const grownMb = (process.memoryUsage.rss() - serverBefore) / 2 ** 20;
console.log(`\nMemory of this process grew by ${grownMb.toFixed(0)} MB; no library of models is in it.`);
await processes.close();

async function measureVoices(): Promise<void> {
  const names = ["piper-en-us-joe-medium", "kokoro-82m-int8", "kokoro-82m-float-convolutions"];
  const all = await Promise.all(names.map(installed));
  console.log("\nvoice | seconds | of real time | processor | memory | errors of words by the ear");
  for (const model of all) {
    const speech = modelSpeech({ models: () => Promise.resolve([model]), processes, runtime });
    const voice = (await speech.voices())[0]?.id ?? "";
    // The first sentence loads the model.
    await speech.model.doGenerate({ text: "Hello.", voice });
    const usage = await Usage.of(processes, model.manifest.name);
    const sounds: Int16Array[] = [];
    for (const text of SENTENCES) {
      const { audio } = await speech.model.doGenerate({ text, voice });
      const wav = readPlainWav(typeof audio === "string" ? Buffer.from(audio, "base64") : audio);
      const common = wav === null ? null : toCommonRate(wav.samples, wav.rateHz);
      if (common !== null) sounds.push(everyThird(common));
    }
    const soundS = sounds.reduce((sum, { length }) => sum + length, 0) / 16_000;
    const used = await usage.sinceStart(soundS);
    let [errors, words] = [0, 0];
    for (const [at, samples] of sounds.entries()) {
      const reference = wordsOf(SENTENCES[at] ?? "");
      errors += wordErrors(reference, wordsOf(await textBy(ear, samples)));
      words += reference.length;
    }
    console.log([model.manifest.name, soundS.toFixed(1), ...used, percent(errors, words)].join(" | "));
  }
}

/** 48 kHz → 16 kHz, each sample the mean of three. */
function everyThird(samples: Int16Array): Int16Array {
  return new Int16Array(Math.floor(samples.length / 3)).map((_, at) => {
    const [a = 0, b = 0, c = 0] = samples.subarray(at * 3, at * 3 + 3);
    return Math.round((a + b + c) / 3);
  });
}

async function textBy(transcription: Transcription, samples: Int16Array): Promise<string> {
  const heard = await transcription.transcribe({ samples, language: "en", urgency: "recording" });
  return (heard?.segments ?? []).map(({ text }) => text).join(" ");
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)} %`;
}

async function measureEars(): Promise<void> {
  const sphinx = pocketsphinxTranscription();
  const groups = new Map<string, { words: number; local: number; builtIn: number; lengthS: number }>();
  await textBy(
    ear,
    new Int16Array(16_000).map((_, at) => 3000 * Math.sin(at / 9)),
  );
  const usage = await Usage.of(processes, "whisper-base-int8");
  let totalS = 0;
  for (const { group, file, text, lengthS } of recordings) {
    if (text === null) continue;
    const path = join(recordingsFolder, file);
    const reference = wordsOf(text);
    const heard = await textBy(ear, samplesOf(await readFile(path)));
    const sum = groups.get(group) ?? { words: 0, local: 0, builtIn: 0, lengthS: 0 };
    sum.words += reference.length;
    sum.local += wordErrors(reference, wordsOf(heard));
    sum.lengthS += lengthS;
    totalS += lengthS;
    groups.set(group, sum);
    console.log(`  ${file}: ${heard}`);
  }
  const used = await usage.sinceStart(totalS);
  for (const { group, file, text } of recordings) {
    const sum = groups.get(group);
    if (text === null || sum === undefined) continue;
    sum.builtIn += wordErrors(wordsOf(text), wordsOf(await textOfUtterances(sphinx, join(recordingsFolder, file))));
  }
  await sphinx.close();
  console.log("\nrecordings | seconds | words | errors of whisper-base-int8 | errors of pocketsphinx");
  for (const [group, { words, local, builtIn, lengthS }] of groups) {
    console.log([group, lengthS.toFixed(1), words, percent(local, words), percent(builtIn, words)].join(" | "));
  }
  console.log(`whisper-base-int8, ${totalS.toFixed(1)} s of sound: ${used.join(" | ")}`);
}

/** As a conversation is heard: utterance by utterance. */
async function textOfUtterances(transcription: Transcription, path: string): Promise<string> {
  const { signal } = new AbortController();
  const texts: string[] = [];
  for await (const { samples } of segmentRecording({ channels: [path], signal })) {
    texts.push(await textBy(transcription, samples));
  }
  return texts.join(" ");
}

async function measureSegmenters(): Promise<void> {
  const common = { model: await installed("silero-vad"), processes, runtime };
  const kinds = {
    "built in": builtInSpans,
    "silero 0.5 without margins": (path: string) => findSpeech({ ...common, threshold: 0.5, marginS: 0 }, path),
    "silero 0.5": (path: string) => findSpeech({ ...common, threshold: 0.5 }, path),
    "silero 0.25": (path: string) => findSpeech(common, path),
    "silero 0.1": (path: string) => findSpeech({ ...common, threshold: 0.1 }, path),
  };
  const noisy = await withNoise();
  console.log("\nrecordings | seconds of speech | missed, falsely found by each: " + Object.keys(kinds).join(", "));
  const groups = new Map<string, { speechS: number; restS: number; sums: { missedS: number; falseS: number }[] }>();
  for (const { group, path, turns, lengthS } of noisy) {
    const sum = groups.get(group) ?? {
      speechS: 0,
      restS: 0,
      sums: Object.keys(kinds).map(() => ({ missedS: 0, falseS: 0 })),
    };
    groups.set(group, sum);
    for (const [at, find] of Object.values(kinds).entries()) {
      const { speechS, missedS, falseS } = detectionOf(turns, await find(path), lengthS);
      const own = sum.sums[at];
      if (own === undefined) continue;
      own.missedS += missedS;
      own.falseS += falseS;
      if (at > 0) continue;
      sum.speechS += speechS;
      sum.restS += lengthS - speechS;
    }
  }
  for (const [group, { speechS, restS, sums }] of groups) {
    const each = sums.map(
      ({ missedS, falseS }) =>
        `${speechS === 0 ? "–" : percent(missedS, speechS)}, ${restS === 0 ? "–" : percent(falseS, restS)}`,
    );
    console.log([group, `${speechS.toFixed(0)} of ${(speechS + restS).toFixed(0)}`, ...each].join(" | "));
  }
  await Promise.all(noisy.flatMap(({ path, isMade }) => (isMade ? [rm(path)] : [])));
}

async function builtInSpans(path: string): Promise<readonly ReferenceTurn[]> {
  const turns: ReferenceTurn[] = [];
  const { signal } = new AbortController();
  for await (const { startS, endS } of segmentRecording({ channels: [path], signal })) turns.push({ startS, endS });
  return turns;
}

/** The recordings whose turns are known, and the speech among them again with music and with white noise 10 dB below it. */
async function withNoise() {
  const plain = recordings.flatMap(({ group, file, turns, lengthS }) =>
    turns === null ? [] : [{ group, path: join(recordingsFolder, file), turns, lengthS, isMade: false }],
  );
  const music = samplesOf(await readFile(join(recordingsFolder, "music.pcm")));
  const hiss = new Int16Array(music.length).map(
    (_, at) => ((Math.imul(at + 1, 2_654_435_761) >>> 16) % 20_001) - 10_000,
  );
  const made: typeof plain = [];
  for (const [kind, noise] of [["music", music] as const, ["hiss", hiss] as const]) {
    for (const { group, path, turns, lengthS } of plain.filter((one) => one.turns.length > 0)) {
      const samples = mixed(samplesOf(await readFile(path)), noise);
      const file = join(tmpdir(), `measure-${process.pid}-${made.length}.pcm`);
      await writeFile(file, bytesOf(samples));
      made.push({ group: `${group}, ${kind} at 10 dB`, path: file, turns, lengthS, isMade: true });
    }
  }
  return [...plain, ...made];
}

function mixed(speech: Int16Array, noise: Int16Array): Int16Array {
  const gain = Math.sqrt(power(speech) / power(noise) / 10);
  return speech.map((one, at) => {
    const sum = one + gain * (noise[at % noise.length] ?? 0);
    return Math.max(-32_768, Math.min(32_767, Math.round(sum)));
  });
}

function power(samples: Int16Array): number {
  return samples.reduce((sum, one) => sum + one ** 2, 0) / samples.length;
}
