import type { SpeechModelV4, SpeechModelV4CallOptions, SpeechModelV4Result } from "@ai-sdk/provider";
import { HeadwayError } from "@headway/contract";
import { findTool, type ToolEnv } from "../../media/tools/find-tool.ts";
import { runTool } from "../../media/tools/run-tool.ts";
import {
  mannerOf,
  PROGRAM_VOICE_LIMIT_MS,
  programResult,
  programText,
  programWarnings,
  speakWithProgram,
} from "./program-voice.ts";
import { changedVoice, speakerOf, voiceOfGender, type Manner } from "./speaker.ts";
import type { Speech, VoiceInfo } from "./speech.ts";

interface FliteVoice extends VoiceInfo {
  readonly maker: "flite";
  /** `duration_stretch` at which a lesson with its pauses comes to about 156 words a minute. */
  readonly stretch: number;
  /** Statistical voices shift their pitch; diphone voices take a mean in hertz. */
  readonly pitchHz: number | null;
}

// awb_time, which `flite -lv` lists too, can only tell the time.
const KNOWN: readonly FliteVoice[] = [
  { maker: "flite", id: "slt", name: "SLT", language: "en-us", gender: "female", stretch: 1.08, pitchHz: null },
  { maker: "flite", id: "rms", name: "RMS", language: "en-us", gender: "male", stretch: 0.98, pitchHz: null },
  { maker: "flite", id: "awb", name: "AWB", language: "en-gb-scotland", gender: "male", stretch: 1.08, pitchHz: null },
  { maker: "flite", id: "kal16", name: "KAL", language: "en-us", gender: "male", stretch: 1.15, pitchHz: 105 },
];

/** The English voices of flite as an AI SDK speech model. Without `voice` it is `slt`, the one people and recognisers understand best. */
export function fliteSpeech(
  options: { readonly env?: ToolEnv; readonly timeLimitMs?: number } = {},
): Speech & { installed(): Promise<boolean> } {
  const { env = process.env, timeLimitMs = PROGRAM_VOICE_LIMIT_MS } = options;
  const installed = async (): Promise<boolean> => (await findTool("flite", env)) !== null;
  let listed: Promise<readonly VoiceInfo[]> | undefined;
  const voices = async (): Promise<readonly VoiceInfo[]> => {
    if (!(await installed())) return [];
    // Asked once: each sentence wants to know which voices there are.
    listed ??= listVoices(env).catch((error: unknown) => {
      listed = undefined;
      throw error;
    });
    return listed;
  };
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
  const { stdout } = await runTool({
    tool: "flite",
    args: ["-lv"],
    task: "listing voices",
    signal: new AbortController().signal,
    timeLimitMs: LIST_LIMIT_MS,
    env,
  });
  const names = new TextDecoder().decode(stdout).split(/\s+/);
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
  const text = programText(call.text);
  const audio = await speakWithProgram({
    tool: "flite",
    args: (out) => [["-voice", voice.id], featuresOf(voice, mannerOf(call)), ["-t", text], ["-o", out]],
    env,
    options: call,
    timeLimitMs,
  });
  return programResult(audio, [...programWarnings(call), ...changedVoice(call.voice, voice)], "flite");
}

function featuresOf(voice: FliteVoice, manner: Manner): string[] {
  const stretch = ["--setf", `duration_stretch=${(voice.stretch / manner.pace).toFixed(3)}`];
  const pitch =
    voice.pitchHz === null ? `f0_shift=${manner.pitch}` : `int_f0_target_mean=${voice.pitchHz * manner.pitch}`;
  return manner.pitch === 1 ? stretch : [...stretch, "--setf", pitch];
}
