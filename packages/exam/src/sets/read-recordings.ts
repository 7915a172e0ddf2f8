import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, extname, join, relative } from "node:path";
import { HeadwayError } from "@headway-jobs/contract";
import { readCues } from "@headway-jobs/tools/captions/read-cues";
import type { SpokenWords } from "../scores/cp-word-errors.ts";
import type { SpeakerTurn } from "../scores/diarization-errors.ts";
import { wordsOf } from "../scores/word-errors.ts";
import { readRttm } from "./rttm.ts";

/** A recording and what is known of it. */
export interface RecordingWithReference {
  /** Path of the sound file. */
  readonly file: string;
  /** The folder in which it is, seen from the folder of the set; empty for that folder itself. */
  readonly group: string;
  /** What is said; null where only the turns are known. */
  readonly text: string | null;
  /** What each speaker says; null where the reference names no speakers. */
  readonly spoken: readonly SpokenWords[] | null;
  /** Who speaks when; null where only the words are known. */
  readonly turns: readonly SpeakerTurn[] | null;
}

const SOUND = /\.(?:wav|flac|mp3|m4a|aac|ogg|opus|mp4|mov|webm|mkv)$/i;
const REFERENCES = [".txt", ".vtt", ".srt", ".rttm"] as const;

/**
 * The recordings of a folder and its subfolders, by name. The reference of `call.wav` is `call.txt` (the words), `call.vtt` or `call.srt` (the words, and their
 * speakers and times where every cue names its speaker) and `call.rttm` (who speaks when); one or several of them. Also returns the sound files that have none.
 * Throws INVALID_INPUT when no recording has a reference, or a reference cannot be read.
 */
export async function readRecordings(
  folder: string,
): Promise<{ readonly recordings: readonly RecordingWithReference[]; readonly withoutReference: readonly string[] }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => null);
  if (entries === null) throw new HeadwayError("INVALID_INPUT", "The folder of recordings cannot be read.");
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const known = new Set(files);
  const sounds = files.filter((file) => SOUND.test(file)).toSorted();
  const hasReference = (file: string): boolean => REFERENCES.some((suffix) => known.has(beside(file, suffix)));
  const withReference = sounds.filter(hasReference);
  if (withReference.length === 0) {
    const message = "No recording has a reference: beside NAME.wav, put NAME.txt, NAME.vtt, NAME.srt or NAME.rttm.";
    throw new HeadwayError("INVALID_INPUT", message);
  }
  const recordings: RecordingWithReference[] = [];
  for (const file of withReference) recordings.push(await readReference(file, relative(folder, dirname(file)), known));
  return { recordings, withoutReference: sounds.filter((file) => !hasReference(file)) };
}

async function readReference(file: string, group: string, known: ReadonlySet<string>): Promise<RecordingWithReference> {
  const read = async (suffix: (typeof REFERENCES)[number]): Promise<string | null> =>
    known.has(beside(file, suffix)) ? (await readFile(beside(file, suffix), "utf8")).replace(/^\uFEFF/, "") : null;
  const [plain, captions, rttm] = [
    await read(".txt"),
    (await read(".vtt")) ?? (await read(".srt")),
    await read(".rttm"),
  ];
  const cues = captions === null ? null : cuesOf(captions, file);
  const spoken = cues?.flatMap(({ speaker, text }) => (speaker === null ? [] : [{ speaker, words: wordsOf(text) }]));
  const isNamed = cues !== null && cues.length > 0 && spoken?.length === cues.length;
  const timed = isNamed ? cues.map(({ speaker, startS, endS }) => ({ speaker: speaker ?? "", startS, endS })) : null;
  return {
    file,
    group,
    text: plain ?? cues?.map(({ text }) => text).join("\n") ?? null,
    spoken: isNamed ? (spoken ?? null) : null,
    // Captions are shown for longer than somebody speaks, so that an RTTM file beside them has the turns.
    turns: rttm === null ? timed : turnsOf(rttm, file),
  };
}

function cuesOf(text: string, file: string) {
  const cues = readCues(text, (why) => unreadable(file, why));
  if (cues.length === 0) throw unreadable(file, "it has no cue");
  return cues;
}

/** A file that lists several recordings has the turns of the one of its name. */
function turnsOf(text: string, file: string): readonly SpeakerTurn[] {
  const own = readRttm(text, basename(file, extname(file)));
  return own.length > 0 ? own : readRttm(text);
}

function unreadable(file: string, why: string): HeadwayError {
  return new HeadwayError("INVALID_INPUT", `The captions of ${basename(file)} cannot be read: ${why}.`);
}

function beside(file: string, suffix: string): string {
  return `${file.slice(0, -extname(file).length)}${suffix}`;
}
