import { createReadStream, createWriteStream } from "node:fs";
import { extname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { JobContext } from "@headway/engine";

/** Joins the chunks of a capture to the file they were cut from, and keeps it beside the results. */
export async function keepCapture(ctx: JobContext, chunks: readonly string[], name: string): Promise<void> {
  await ctx.step("capture", async (step) => {
    const file = join(step.scratchDir, name);
    const paths = chunks.map((sha256) => ctx.artifactPath({ sha256 }));
    await pipeline(joined(paths), createWriteStream(file), { signal: step.signal });
    await step.saveArtifact({
      name,
      mediaType: MEDIA_TYPES.get(extname(name)) ?? "application/octet-stream",
      content: { file },
    });
    return null;
  });
}

async function* joined(paths: readonly string[]): AsyncGenerator<Buffer> {
  for (const path of paths) yield* createReadStream(path) as AsyncIterable<Buffer>;
}

const MEDIA_TYPES: ReadonlyMap<string, string> = new Map([
  [".webm", "audio/webm"],
  [".wav", "audio/wav"],
  [".mp3", "audio/mpeg"],
  [".ogg", "audio/ogg"],
  [".opus", "audio/ogg"],
  [".mp4", "audio/mp4"],
  [".m4a", "audio/mp4"],
  [".aac", "audio/aac"],
  [".flac", "audio/flac"],
  [".mov", "video/quicktime"],
  [".mkv", "video/x-matroska"],
]);
