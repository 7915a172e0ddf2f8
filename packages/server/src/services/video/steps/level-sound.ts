import type { JobContext } from "@headway-jobs/engine";
import { fitGain, type Gain } from "@headway-jobs/tools/sound/loudness";
import type { Narration } from "./film.ts";

/** One gain for the whole film, so that it has the common loudness and no slide pumps against the next. */
export async function levelSound(ctx: JobContext, narrations: readonly Narration[]): Promise<Gain> {
  return ctx.step("sound", async (step) => {
    await step.progress({ phase: "combining_audio", progress: 48, message: "Joining the voices" });
    const files = narrations.map(({ sound }) => ctx.artifactPath(sound));
    const gain = await fitGain({ files, signal: step.signal });
    await step.progress({ phase: "combining_audio", progress: 49, message: "The voices are joined" });
    return gain;
  });
}
