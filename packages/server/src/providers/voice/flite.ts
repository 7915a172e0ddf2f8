import type { SpeechModelV4, SpeechModelV4CallOptions, SpeechModelV4Result } from "@ai-sdk/provider";
import { dictionary, HeadwayError } from "@headway-jobs/contract";
import { findTool, type ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { programList } from "@headway-jobs/tools/programs/program-list";
import { askTool } from "@headway-jobs/tools/programs/ask-tool";
import {
  describeProgramVoice,
  PROGRAM_VOICE_LIMIT_MS,
  programResult,
  programText,
  programWarnings,
  speakWithProgram,
} from "./program-voice.ts";
import { changedVoice, mannerOf, speakerOf, voiceOfGender, type Manner } from "@headway-jobs/ports/speaker";
import type { Speech, VoiceInfo } from "@headway-jobs/ports/speech";
import type { VoiceVendor } from "./vendor.ts";

interface FliteVoice extends VoiceInfo {
  /** `duration_stretch` at which a lesson with its pauses comes to about 156 words a minute. */
  readonly stretch: number;
  /** Statistical voices shift their pitch, diphone voices take a mean in hertz; one cannot do either, so its sound is played at another rate. */
  readonly pitch: "shifted" | "played" | { readonly meanHz: number };
}

// Positions are part of voice ids (vendor.ts). awb_time, which `flite -lv` lists too, can only speak times of day.
const KNOWN: readonly FliteVoice[] = [
  { maker: "flite", id: "slt", name: "SLT", language: "en-us", gender: "female", stretch: 1.08, pitch: "shifted" },
  { maker: "flite", id: "rms", name: "RMS", language: "en-us", gender: "male", stretch: 0.98, pitch: "played" },
  {
    maker: "flite",
    id: "awb",
    name: "AWB",
    language: "en-gb-scotland",
    gender: "male",
    stretch: 1.08,
    pitch: "shifted",
  },
  {
    maker: "flite",
    id: "kal16",
    name: "KAL",
    language: "en-us",
    gender: "male",
    stretch: 1.15,
    pitch: { meanHz: 105 },
  },
];

export const fliteVendor: VoiceVendor = {
  maker: "flite",
  number: 1,
  names: ["flite"],
  program: "flite",
  create: (_detail, { env }) => fliteSpeech({ env }),
  positionOf: ({ id }) => KNOWN.findIndex((voice) => voice.id === id),
  voiceLanguageOf: ({ tag }) => ROWS[tag],
  describe: describeProgramVoice,
};

/** The accents of the language table that its voices have. */
const ROWS: Readonly<Record<string, string>> = dictionary({ "en-us": "en-us", "en-gb": "en-gb-scotland" });

/** The English voices of flite as an AI SDK speech model. Without `voice` it is `slt`, the one people and recognisers understand best. */
export function fliteSpeech(
  options: { readonly env?: ToolEnv; readonly timeLimitMs?: number } = {},
): Speech & { installed(): Promise<boolean> } {
  const { env = process.env, timeLimitMs = PROGRAM_VOICE_LIMIT_MS } = options;
  const installed = async (): Promise<boolean> => (await findTool("flite", env)) !== null;
  const voices = programList("flite", env, () => listVoices(env));
  const model: SpeechModelV4 = {
    specificationVersion: "v4",
    provider: "flite",
    modelId: "flite",
    doGenerate: (call) => speak(call, env, timeLimitMs),
  };
  return {
    model,
    voices,
    languages: async () => ((await voices()).length > 0 ? ["en", "en-us", "en-gb"] : []),
    reads: "spoken",
    timeLimitMs,
    installed,
  };
}

async function listVoices(env: ToolEnv): Promise<readonly VoiceInfo[]> {
  const task = "listing voices";
  const answer = await askTool({ tool: "flite", args: ["-lv"], task, timeLimitMs: LIST_LIMIT_MS, env });
  const names = answer.split(/\s+/);
  return KNOWN.filter((voice) => names.includes(voice.id)).map(({ id, name, language, gender, maker }) => ({
    id,
    name,
    language,
    gender,
    maker,
  }));
}

const LIST_LIMIT_MS = 10_000;

async function speak(call: SpeechModelV4CallOptions, env: ToolEnv, timeLimitMs: number): Promise<SpeechModelV4Result> {
  if (call.language !== undefined && !/^(en\b|auto$)/i.test(call.language)) {
    throw new HeadwayError("UNSUPPORTED_LANGUAGE", "flite speaks English only.");
  }
  const asked = KNOWN.find((known) => known.id === (call.voice ?? "slt"));
  if (asked === undefined) {
    throw new HeadwayError("INVALID_INPUT", `There is no such voice; flite has ${KNOWN.map((v) => v.id).join(", ")}.`);
  }
  const { id } = voiceOfGender(KNOWN, asked, speakerOf(call).gender);
  const voice = KNOWN.find((known) => known.id === id) ?? asked;
  const text = programText(call);
  const manner = mannerOf(call);
  const audio = await speakWithProgram({
    tool: "flite",
    args: (out) => [["-voice", voice.id], featuresOf(voice, manner), ["-t", text], ["-o", out]],
    env,
    options: call,
    timeLimitMs,
  });
  const warnings = [...programWarnings(call), ...changedVoice(call.voice, voice)];
  return programResult(voice.pitch === "played" ? playedAt(audio, manner.pitch) : audio, warnings, "flite");
}

function featuresOf(voice: FliteVoice, { pace, pitch }: Manner): string[] {
  const stretch = (voice.stretch / pace) * (voice.pitch === "played" ? pitch : 1);
  const features = ["--setf", `duration_stretch=${stretch.toFixed(3)}`];
  if (pitch === 1 || voice.pitch === "played") return features;
  const feature = voice.pitch === "shifted" ? `f0_shift=${pitch}` : `int_f0_target_mean=${voice.pitch.meanHz * pitch}`;
  return [...features, "--setf", feature];
}

/** The same samples at another rate: higher and faster; what it loses in length was put on while speaking. */
function playedAt(wav: Uint8Array, factor: number): Uint8Array {
  const bytes = Buffer.from(wav);
  const rateHz = Math.round(bytes.readUInt32LE(RATE_AT) * factor);
  bytes.writeUInt32LE(rateHz, RATE_AT);
  bytes.writeUInt32LE(rateHz * bytes.readUInt16LE(BLOCK_BYTES_AT), BYTES_PER_SECOND_AT);
  return bytes;
}

// Where a WAV header has them.
const RATE_AT = 24;
const BYTES_PER_SECOND_AT = 28;
const BLOCK_BYTES_AT = 32;
