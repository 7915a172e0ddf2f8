import type { RecordingWithReference } from "../../packages/exam/src/sets/read-recordings.ts";
import { MEETINGS } from "../exam-models/recordings.ts";

/** Settings and models with which the exam runs, as a user may have them. */
export interface Variant {
  readonly name: string;
  /** What it is examined in. */
  readonly capabilities: readonly ("voice" | "ear" | "speakers" | "translation")[];
  /** Names of models that are installed; one that the folder lacks leaves the variant out. */
  readonly models: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Of known sentences or of the parallel set. */
  readonly sentences: number;
}

const WHISPER = "whisper-base-int8";
const LOCAL_EAR = { HEADWAY_TRANSCRIPTION: "local" };
const HEARING = ["ear", "speakers"] as const;

/** Built-in and local side by side. Voices are heard by the same recogniser. */
export const VARIANTS: readonly Variant[] = [
  {
    name: "pocketsphinx",
    capabilities: HEARING,
    models: [],
    env: { HEADWAY_TRANSCRIPTION: "pocketsphinx" },
    sentences: 10,
  },
  { name: "Whisper base", capabilities: HEARING, models: [WHISPER], env: LOCAL_EAR, sentences: 10 },
  { name: "Parakeet", capabilities: HEARING, models: ["parakeet-tdt-0.6b-v3-int8"], env: LOCAL_EAR, sentences: 10 },
  {
    name: "pyannote and Silero with Whisper base",
    capabilities: HEARING,
    models: [WHISPER, "silero-vad", "pyannote-segmentation-3.0", "campplus-zh-en"],
    env: LOCAL_EAR,
    sentences: 10,
  },
  {
    name: "flite",
    capabilities: ["voice"],
    models: [WHISPER],
    env: { ...LOCAL_EAR, HEADWAY_SPEECH: "flite" },
    sentences: 10,
  },
  {
    name: "espeak-ng",
    capabilities: ["voice"],
    models: [WHISPER],
    env: { ...LOCAL_EAR, HEADWAY_SPEECH: "espeak" },
    sentences: 10,
  },
  {
    name: "Piper joe",
    capabilities: ["voice"],
    models: [WHISPER, "piper-en-us-joe-medium"],
    env: { ...LOCAL_EAR, HEADWAY_SPEECH: "local" },
    sentences: 10,
  },
  {
    // Several times slower than real time on two cores.
    name: "Kokoro",
    capabilities: ["voice"],
    models: [WHISPER, "kokoro-82m-int8"],
    env: { ...LOCAL_EAR, HEADWAY_SPEECH: "local" },
    sentences: 4,
  },
  {
    name: "Apertium",
    capabilities: ["translation"],
    models: [],
    env: { HEADWAY_TRANSLATION: "apertium" },
    sentences: 300,
  },
  {
    name: "Bergamot",
    capabilities: ["translation"],
    models: ["bergamot-en-es"],
    env: { HEADWAY_TRANSLATION: "local" },
    sentences: 300,
  },
];

/** Meetings that are analysed as conversations: all of them would take a quarter of an hour. The finding of speech is examined on all. */
const MEETINGS_HEARD = /ami-(?:dev|tst)00\.wav$/;

/** Whether a recording is analysed as a conversation. In music and silence there is nothing to hear but what is invented, which the finding of speech shows. */
export function isHeard({ file, group, text }: RecordingWithReference): boolean {
  return text !== null || (group === MEETINGS && MEETINGS_HEARD.test(file));
}
