import { execFile } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { readRttm } from "../../packages/exam/src/sets/rttm.ts";
import type { SpeakerTurn } from "../../packages/exam/src/scores/diarization-errors.ts";
import { type Cue, cuesToWebVtt } from "../../packages/tools/src/captions/cues.ts";
import { Repositories } from "./repositories.ts";
import { writeRttm } from "./write-rttm.ts";

const run = promisify(execFile);

/** What a source says of a recording. */
interface Known {
  readonly text?: string;
  /** With names of those who speak. */
  readonly cues?: readonly Cue[];
  readonly turns?: readonly SpeakerTurn[];
  readonly side?: "FL" | "FR";
}

const WHISPER_CPP = { repository: "ggml-org/whisper.cpp", commit: "233fe1fc9b48a09e361d3594520838ca266537fe" };
const PYANNOTE = { repository: "pyannote/pyannote-audio", commit: "b749285c5cdd4636b2edc7f766f1352c8dde9369" };
const SPHINX = { repository: "cmusphinx/pocketsphinx", commit: "511126b492dcb267cf30d49d631946d7b61a9530" };
const FASTER_WHISPER = { repository: "SYSTRAN/faster-whisper", commit: "65882eee9f5cdbeeb2d877f1131d48cf241b327d" };
const AUDIO_ANALYSIS = {
  repository: "tyiannak/pyAudioAnalysis",
  commit: "ae00ebd446d497dbbb654c40a71810e7fdf2cc1b",
};

/** The group of meetings, whose turns are known and whose words are not. */
export const MEETINGS = "meetings (AMI)";

const JFK =
  "And so my fellow Americans, ask not what your country can do for you, ask what you can do for your country.";

/**
 * Fetches the recordings and writes them as a folder for `headway exam --recordings`: `GROUP/NAME.wav` (16 kHz, one channel) with `.txt`, `.vtt` and
 * `.rttm` as far as the source has them. Returns what was written.
 */
export async function fetchRecordings(to: string, repositories: string): Promise<readonly string[]> {
  await mkdir(to, { recursive: true });
  const collector = new Collector(to, new Repositories(repositories));
  await collector.add("jfk", "jfk", [await collector.sources.read(WHISPER_CPP, "samples/jfk.wav")], { text: JFK });
  await addPyannote(collector);
  await addLibrivox(collector);
  await addCalls(collector);
  await addMusic(collector);
  return collector.names;
}

async function addPyannote(collector: Collector): Promise<void> {
  const { sources } = collector;
  const sample = "src/pyannote/audio/sample/sample";
  const cues = cuesOfStm((await sources.read(PYANNOTE, `${sample}.stm`)).toString());
  const turns = readRttm((await sources.read(PYANNOTE, `${sample}.rttm`)).toString());
  const sound = await sources.read(PYANNOTE, `${sample}.wav`);
  await collector.add("telephone", "telephone (pyannote sample)", [sound], { cues, turns });
  const parts = [
    { rttm: "development", names: ["dev00", "dev01"] },
    { rttm: "test", names: ["tst00", "tst01"] },
    {
      rttm: "train",
      names: ["trn00", "trn01", "trn02", "trn03", "trn04", "trn05", "trn06", "trn07", "trn08", "trn09"],
    },
  ];
  for (const { rttm, names } of parts) {
    const lines = (await sources.read(PYANNOTE, `tests/data/debug.${rttm}.rttm`)).toString();
    for (const name of names) {
      const cut = await sources.read(PYANNOTE, `tests/data/${name}.wav`).catch(() => null);
      if (cut === null) continue;
      await collector.add(`ami-${name}`, MEETINGS, [cut], { turns: readRttm(lines, name) });
    }
  }
}

/** STM (NIST): name, channel, speaker, from, to, words. */
function cuesOfStm(stm: string): Cue[] {
  return stm
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields.length > 5)
    .map(([, , voice = "", from, to, ...words]) => ({
      voice,
      startMs: Math.round(Number(from) * 1000),
      endMs: Math.round(Number(to) * 1000),
      text: words.join(" "),
    }));
}

async function addLibrivox(collector: Collector): Promise<void> {
  const sets = [
    { folder: "test/data/librivox", list: "transcription", group: "studio (LibriVox)" },
    { folder: "test/data/cards", list: "cards.transcription", group: "playing cards" },
  ];
  for (const { folder, list, group } of sets) {
    const texts = (await collector.sources.read(SPHINX, `${folder}/${list}`)).toString();
    for (const [, text = "", name = ""] of texts.matchAll(/<s>(.*?)<\/s> \((.+)\)/g)) {
      const sound = await collector.sources.read(SPHINX, `${folder}/${name}.wav`);
      await collector.add(name, group, [sound], { text: text.trim() });
    }
  }
}

/** The two sides of a call, by the texts of faster-whisper's own test. */
async function addCalls(collector: Collector): Promise<void> {
  const sound = await collector.sources.read(FASTER_WHISPER, "tests/data/stereo_diarization.wav");
  const left = "He began a confused complaint against the wizard, who had vanished behind the curtain on the left.";
  await collector.add("stereo-left", "read aloud, two sides", [sound], { text: left, side: "FL" });
  const right = "The horizon seems extremely distant.";
  await collector.add("stereo-right", "read aloud, two sides", [sound], { text: right, side: "FR" });
}

/** One second each of many pieces of music; some have singing, which counts as no speech. */
async function addMusic(collector: Collector): Promise<void> {
  const folder = "pytests/test_data/3_class";
  for (const kind of ["music", "silence"]) {
    const all = await collector.sources.list(AUDIO_ANALYSIS, `${folder}/${kind}`);
    const sounds: Buffer[] = [];
    for (const name of all.filter((one) => one.endsWith(".wav")).slice(0, MOST_CLIPS))
      sounds.push(await collector.sources.read(AUDIO_ANALYSIS, name));
    await collector.add(kind, `${kind} (pyAudioAnalysis)`, sounds, { turns: [] });
  }
}

const MOST_CLIPS = 60;

class Collector {
  readonly names: string[] = [];
  readonly sources: Repositories;
  readonly #to: string;

  constructor(to: string, sources: Repositories) {
    this.#to = to;
    this.sources = sources;
  }

  /** Sounds one after the other as one recording. */
  async add(name: string, group: string, sounds: readonly Buffer[], known: Known): Promise<void> {
    const pieces: Buffer[] = [];
    for (const sound of sounds) pieces.push(await this.#decode(sound, known.side));
    const folder = join(this.#to, group);
    await mkdir(folder, { recursive: true });
    await this.#writeWav(join(folder, `${name}.wav`), Buffer.concat(pieces));
    const { text, cues, turns } = known;
    if (text !== undefined) await writeFile(join(folder, `${name}.txt`), `${text}\n`);
    if (cues !== undefined) await writeFile(join(folder, `${name}.vtt`), cuesToWebVtt(cues));
    if (turns !== undefined) await writeFile(join(folder, `${name}.rttm`), writeRttm(name, turns));
    this.names.push(`${group}/${name}`);
  }

  async #decode(sound: Buffer, side: "FL" | "FR" | undefined): Promise<Buffer> {
    const channel = side === undefined ? ["-ac", "1"] : ["-af", `pan=mono|c0=${side}`];
    return this.#convert(sound, ["-i"], [...channel, "-ar", "16000", "-f", "s16le"]);
  }

  async #writeWav(file: string, samples: Buffer): Promise<void> {
    const format = ["-f", "s16le", "-ar", "16000", "-ac", "1", "-i"];
    await writeFile(file, await this.#convert(samples, format, ["-bitexact", "-f", "wav"]));
  }

  /** In files: the header of a WAV file that goes to a pipe has no sizes. */
  async #convert(sound: Buffer, input: readonly string[], output: readonly string[]): Promise<Buffer> {
    const [source, made] = [join(this.#to, "source.part"), join(this.#to, "made.part")];
    await writeFile(source, sound);
    await run("ffmpeg", ["-v", "error", "-y", ...input, source, ...output, made]);
    const converted = await readFile(made);
    await Promise.all([rm(source), rm(made)]);
    return converted;
  }
}
