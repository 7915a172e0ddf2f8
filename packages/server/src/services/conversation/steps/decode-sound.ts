import { link } from "node:fs/promises";
import { join } from "node:path";
import type { JobContext, StepContext } from "@headway-jobs/engine";
import { decodeRecording } from "@headway-jobs/listening/recording/decode-recording";
import { probeRecording } from "@headway-jobs/listening/recording/probe-recording";
import { oneAtATime } from "./one-at-a-time.ts";
import { MAX_RECORDING_S, RECORDING_FILE } from "../recording-file.ts";

/** A decoded recording. */
export interface DecodedSound {
  readonly durationS: number;
  /** 16 kHz PCM of each side of the conversation; one when they are not kept apart. */
  readonly channels: readonly { readonly sha256: string }[];
}

const FIRST_PERCENT = 1;
const LAST_PERCENT = 8;
const SHOWN_SHARE = 0.3;

/** Decodes the recording to PCM, once, and keeps it beside the results under its own name. */
export async function decodeSound(
  ctx: JobContext,
  input: { filename: string; mediaType: string },
): Promise<DecodedSound> {
  const { warnings, ...sound } = await ctx.step("decode", (step) =>
    oneAtATime(() => decode(ctx, step, input), step.signal),
  );
  for (const warning of warnings) await ctx.warn("RECORDING", warning);
  return sound;
}

async function decode(ctx: JobContext, step: StepContext, input: { filename: string; mediaType: string }) {
  const file = ctx.inputFile(RECORDING_FILE);
  const { signal, scratchDir: dir } = step;
  const info = await probeRecording(file, { signal, maxDurationS: MAX_RECORDING_S });
  const decoded = await decodeRecording({
    file,
    info,
    dir,
    signal,
    maxDurationS: MAX_RECORDING_S,
    onProgress: shownInSteps(step),
  });
  const kept = join(dir, input.filename);
  await link(file, kept);
  await step.saveArtifact({ name: input.filename, mediaType: input.mediaType, content: { file: kept } });
  const channels = await Promise.all(
    decoded.channels.map(async (pcm, index) => {
      const name = `channel-${index}.pcm`;
      const { sha256 } = await step.saveArtifact({
        name,
        mediaType: "audio/L16",
        internal: true,
        content: { file: pcm },
      });
      return { sha256 };
    }),
  );
  return { durationS: decoded.durationS, channels, warnings: decoded.warnings };
}

/** A long recording is decoded in minutes: a few progress events are enough. */
function shownInSteps(step: StepContext): (share: number | null) => void {
  let shown = 0;
  return (share) => {
    if (share === null || share < shown + SHOWN_SHARE) return;
    shown = share;
    const progress = FIRST_PERCENT + (LAST_PERCENT - FIRST_PERCENT) * share;
    // Progress may be lost; a lost claim fails the step's own commit.
    step.progress({ phase: "decoding", progress, message: "Reading the recording" }).catch(() => undefined);
  };
}
