import { createReadStream, createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { JobContext } from "@headway/engine";
import { soundTypeOf } from "../sound-types.ts";

/** Joins the chunks of a capture to the file they were cut from, and keeps it beside the results. */
export async function keepCapture(ctx: JobContext, chunks: readonly string[], name: string): Promise<void> {
  await ctx.step("capture", async (step) => {
    const file = join(step.scratchDir, name);
    const paths = chunks.map((sha256) => ctx.artifactPath({ sha256 }));
    await pipeline(joined(paths), createWriteStream(file), { signal: step.signal });
    await step.saveArtifact({
      name,
      mediaType: soundTypeOf(name),
      content: { file },
    });
    return null;
  });
}

async function* joined(paths: readonly string[]): AsyncGenerator<Buffer> {
  for (const path of paths) yield* createReadStream(path) as AsyncIterable<Buffer>;
}
