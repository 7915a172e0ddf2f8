import { execFile } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const MOST_BYTES = 64 * 1024 * 1024;

/** A span of speech by the reference, in seconds. */
export interface ReferenceTurn {
  readonly startS: number;
  readonly endS: number;
}

/** A recording of public sources as `recordings.json` lists it. */
export interface ExamRecording {
  readonly name: string;
  readonly group: string;
  /** PCM file, 16 kHz mono, beside the list. */
  readonly file: string;
  readonly lengthS: number;
  /** What is said; null where the source does not say. */
  readonly text: string | null;
  /** When somebody speaks; null where the source does not say. */
  readonly turns: readonly ReferenceTurn[] | null;
}

interface Source {
  readonly repository: string;
  readonly commit: string;
}

const WHISPER_CPP = { repository: "ggml-org/whisper.cpp", commit: "233fe1fc9b48a09e361d3594520838ca266537fe" };
const PYANNOTE = { repository: "pyannote/pyannote-audio", commit: "b749285c5cdd4636b2edc7f766f1352c8dde9369" };
const SPHINX = { repository: "cmusphinx/pocketsphinx", commit: "511126b492dcb267cf30d49d631946d7b61a9530" };
const FASTER_WHISPER = { repository: "SYSTRAN/faster-whisper", commit: "65882eee9f5cdbeeb2d877f1131d48cf241b327d" };
const AUDIO_ANALYSIS = {
  repository: "tyiannak/pyAudioAnalysis",
  commit: "ae00ebd446d497dbbb654c40a71810e7fdf2cc1b",
};

const JFK =
  "And so my fellow Americans, ask not what your country can do for you, ask what you can do for your country.";

/** Fetches the recordings and writes them, decoded, with the list `recordings.json` into a folder. */
export async function fetchRecordings(to: string, repositories: string): Promise<readonly ExamRecording[]> {
  await mkdir(to, { recursive: true });
  const collector = new Collector(to, repositories);
  await collector.add("jfk", "jfk", [await collector.read(WHISPER_CPP, "samples/jfk.wav")], { text: JFK });
  await addPyannote(collector);
  await addLibrivox(collector);
  await addCalls(collector);
  await addMusic(collector);
  await writeFile(join(to, "recordings.json"), `${JSON.stringify(collector.recordings, null, 2)}\n`);
  return collector.recordings;
}

async function addPyannote(collector: Collector): Promise<void> {
  const sample = "src/pyannote/audio/sample/sample";
  const stm = (await collector.read(PYANNOTE, `${sample}.stm`)).toString();
  // Name, channel, speaker, from, to, words.
  const text = stm
    .split("\n")
    .map((line) => line.trim().split(/\s+/).slice(5).join(" "))
    .join(" ");
  const turns = turnsOfRttm((await collector.read(PYANNOTE, `${sample}.rttm`)).toString(), "sample");
  const sound = await collector.read(PYANNOTE, `${sample}.wav`);
  await collector.add("telephone", "telephone (pyannote sample)", [sound], { text, turns });
  const parts = [
    { rttm: "development", names: ["dev00", "dev01"] },
    { rttm: "test", names: ["tst00", "tst01"] },
    {
      rttm: "train",
      names: ["trn00", "trn01", "trn02", "trn03", "trn04", "trn05", "trn06", "trn07", "trn08", "trn09"],
    },
  ];
  for (const { rttm, names } of parts) {
    const lines = (await collector.read(PYANNOTE, `tests/data/debug.${rttm}.rttm`)).toString();
    for (const name of names) {
      const cut = await collector.read(PYANNOTE, `tests/data/${name}.wav`).catch(() => null);
      if (cut === null) continue;
      await collector.add(`ami-${name}`, "meetings (AMI)", [cut], { turns: turnsOfRttm(lines, name) });
    }
  }
}

async function addLibrivox(collector: Collector): Promise<void> {
  const sets = [
    { folder: "test/data/librivox", list: "transcription", group: "studio (LibriVox)" },
    { folder: "test/data/cards", list: "cards.transcription", group: "playing cards" },
  ];
  for (const { folder, list, group } of sets) {
    const lines = (await collector.read(SPHINX, `${folder}/${list}`)).toString().matchAll(/<s>(.*?)<\/s> \((.+)\)/g);
    for (const [, text = "", name = ""] of lines) {
      const sound = await collector.read(SPHINX, `${folder}/${name}.wav`);
      await collector.add(`${group.split(" ")[0]}-${name}`, group, [sound], { text: text.trim() });
    }
  }
}

/** The two sides of a call, by the texts of faster-whisper's own test. */
async function addCalls(collector: Collector): Promise<void> {
  const sound = await collector.read(FASTER_WHISPER, "tests/data/stereo_diarization.wav");
  const left = "He began a confused complaint against the wizard, who had vanished behind the curtain on the left.";
  await collector.add("stereo-left", "read aloud, two sides", [sound], { text: left, side: "FL" });
  const right = "The horizon seems extremely distant.";
  await collector.add("stereo-right", "read aloud, two sides", [sound], { text: right, side: "FR" });
}

/** One second each of many pieces of music; some have singing, which counts as no speech. */
async function addMusic(collector: Collector): Promise<void> {
  const folder = "pytests/test_data/3_class";
  for (const kind of ["music", "silence"]) {
    const names = (await collector.list(AUDIO_ANALYSIS, `${folder}/${kind}`)).filter((name) => name.endsWith(".wav"));
    const sounds: Buffer[] = [];
    for (const name of names.slice(0, MOST_CLIPS)) sounds.push(await collector.read(AUDIO_ANALYSIS, name));
    await collector.add(kind, `${kind} (pyAudioAnalysis)`, sounds, { turns: [] });
  }
}

const MOST_CLIPS = 60;

/** `SPEAKER file channel start length …`, one turn a line. */
function turnsOfRttm(rttm: string, name: string): ReferenceTurn[] {
  return rttm
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter((parts) => parts[1] === name)
    .map(([, , , start = "", length = ""]) => ({ startS: Number(start), endS: Number(start) + Number(length) }));
}

class Collector {
  readonly recordings: ExamRecording[] = [];
  readonly #to: string;
  readonly #repositories: string;

  constructor(to: string, repositories: string) {
    this.#to = to;
    this.#repositories = repositories;
  }

  async read(source: Source, path: string): Promise<Buffer> {
    const folder = await this.#folderOf(source);
    const options = { encoding: "buffer", maxBuffer: MOST_BYTES } as const;
    return (await run("git", ["-C", folder, "show", `${source.commit}:${path}`], options)).stdout;
  }

  async list(source: Source, path: string): Promise<string[]> {
    const folder = await this.#folderOf(source);
    const names = await run("git", ["-C", folder, "ls-tree", "-r", "--name-only", source.commit, path]);
    return names.stdout.split("\n").filter((name) => name !== "");
  }

  /** Sounds one after the other as one recording. */
  async add(
    name: string,
    group: string,
    sounds: readonly Buffer[],
    known: { readonly text?: string; readonly turns?: readonly ReferenceTurn[]; readonly side?: "FL" | "FR" },
  ): Promise<void> {
    const pieces: Buffer[] = [];
    for (const sound of sounds) pieces.push(await this.#decode(sound, known.side));
    const samples = Buffer.concat(pieces);
    const file = `${name}.pcm`;
    await writeFile(join(this.#to, file), samples);
    const { text = null, turns = null } = known;
    this.recordings.push({ name, group, file, lengthS: samples.length / 32_000, text, turns });
  }

  async #decode(sound: Buffer, side: "FL" | "FR" | undefined): Promise<Buffer> {
    const source = join(this.#to, "source.part");
    await writeFile(source, sound);
    const channel = side === undefined ? ["-ac", "1"] : ["-af", `pan=mono|c0=${side}`];
    const output = join(this.#to, "decoded.part");
    await run("ffmpeg", ["-v", "error", "-y", "-i", source, ...channel, "-ar", "16000", "-f", "s16le", output]);
    const samples = await readFile(output);
    await Promise.all([rm(source), rm(output)]);
    return samples;
  }

  /** A copy of the repository with one commit, as `OWNER+NAME/repo`. */
  async #folderOf({ repository, commit }: Source): Promise<string> {
    const folder = join(this.#repositories, repository.replace("/", "+"), "repo");
    const isThere = await run("git", ["-C", folder, "cat-file", "-e", commit]).then(
      () => true,
      () => false,
    );
    if (isThere) return folder;
    await mkdir(folder, { recursive: true });
    await run("git", ["init", "--bare", "--quiet", folder]);
    await run("git", ["-C", folder, "fetch", "--quiet", "--depth=1", `https://github.com/${repository}`, commit]);
    return folder;
  }
}
