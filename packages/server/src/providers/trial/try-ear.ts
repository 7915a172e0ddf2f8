import { HeadwayError } from "@headway-jobs/contract";
import { primaryLanguage } from "@headway-jobs/ports/translation";
import type { Transcription } from "@headway-jobs/ports/transcription";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { runTool } from "@headway-jobs/tools/programs/run-tool";
import { LISTENING_RATE_HZ, samplesOf } from "@headway-jobs/tools/sound/pcm";
import { embeddedSpeech } from "../voice/embedded-speech.ts";
import type { Answer } from "./trial.ts";
import { speakTrial } from "./try-voice.ts";

interface EarParts {
  /** The only languages for which the provider is used. */
  readonly languages: readonly string[] | undefined;
  readonly dir: string;
  readonly env: ToolEnv;
}

/** Lets it hear one sentence of the built-in voice. What was understood stands in the answer; nothing at all is a failure. */
export async function tryEar(
  ear: Transcription,
  { languages, dir, env }: EarParts,
  signal: AbortSignal,
): Promise<Answer> {
  const understood = languages ?? (await ear.languages()) ?? undefined;
  const spoken = await speakTrial(embeddedSpeech(env), { languages: understood, dir, env }, signal);
  const samples = await listeningForm(spoken.file, env, signal);
  const heard = await ear.transcribe({
    samples,
    language: primaryLanguage(spoken.language),
    urgency: "recording",
    signal,
  });
  const text = (heard?.segments ?? []).map((segment) => segment.text.trim()).join(" ");
  const said = `heard “${text}” where the built-in voice said “${spoken.text}”`;
  if (/[\p{L}\p{N}]/u.test(text)) return { said };
  const problem = `It heard nothing in ${spoken.seconds.toFixed(1)} s of speech.`;
  return { said: "", failure: new HeadwayError("PROVIDER_BAD_ANSWER", problem) };
}

const DECODE_LIMIT_MS = 30_000;

async function listeningForm(file: string, env: ToolEnv, signal: AbortSignal): Promise<Int16Array> {
  const { stdout } = await runTool({
    tool: "ffmpeg",
    args: [
      ["-v", "error", "-nostdin", "-i", file],
      ["-ac", "1", "-ar", `${LISTENING_RATE_HZ}`, "-c:a", "pcm_s16le", "-f", "s16le", "pipe:1"],
    ],
    task: "preparing the sound of a trial",
    timeLimitMs: DECODE_LIMIT_MS,
    signal,
    env,
  });
  return samplesOf(stdout);
}
