import { HeadwayError } from "@headway-jobs/contract";
import type { JobContext } from "@headway-jobs/engine";

/** A voice and a name for messages. */
export interface NamedVoice {
  readonly name: string;
  readonly voice: string;
}

/** Who speaks a narration. */
export interface VoiceOrder<Voice extends string | undefined = string | undefined> {
  /** Without a voice only where no provider speaks the language: the failure of the last one says what is missing. */
  readonly chosen: { readonly name: string; readonly voice: Voice };
  /** Who speaks instead when the provider of the chosen voice fails, in order. */
  readonly others: readonly NamedVoice[];
}

/**
 * Speaks a whole narration with the chosen voice, and from its beginning with the next provider's when that fails. The order is found in a step of its own:
 * what is installed or configured while the job runs, or before it is continued, changes no voice of it. `speak` is given the number of the take, for the
 * names of its steps: their failures are journaled, so a run that is repeated takes the same way. Throws the chosen voice's failure when all fail.
 */
export async function withFirstVoice<Voice extends string | undefined, T>(
  ctx: Pick<JobContext, "step" | "warn">,
  findOrder: () => Promise<VoiceOrder<Voice>>,
  speak: (voice: Voice | string, take: number) => Promise<T>,
): Promise<T> {
  const { chosen, others } = await ctx.step("voices", findOrder);
  try {
    return await speak(chosen.voice, 1);
  } catch (error) {
    if (!isFailureOfVoice(error)) throw error;
    return speakWithOthers(ctx, { name: chosen.name, error }, others, speak);
  }
}

async function speakWithOthers<T>(
  ctx: Pick<JobContext, "warn">,
  failed: { readonly name: string; readonly error: HeadwayError },
  others: readonly NamedVoice[],
  speak: (voice: string, take: number) => Promise<T>,
): Promise<T> {
  for (const [index, { name, voice }] of others.entries()) {
    try {
      const spoken = await speak(voice, index + 2);
      const message = `The voice ${voice} of ${name} speaks instead of ${failed.name}, which failed: ${failed.error.message}`;
      await ctx.warn("VOICE_REPLACED", message);
      return spoken;
    } catch (error) {
      if (!isFailureOfVoice(error)) throw error;
    }
  }
  throw failed.error;
}

/** What another provider may do better; an abort or a full disk it does not. */
export function isFailureOfVoice(error: unknown): error is HeadwayError {
  if (!(error instanceof HeadwayError)) return false;
  return (
    error.code.startsWith("PROVIDER_") ||
    error.code === "VOICE_FAILED" ||
    /^(?:TOOL_MISSING|MODEL_MISSING|MODEL_FAILED|MODEL_TOO_LARGE)$/.test(error.code)
  );
}
