import { createReadStream, createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { JobContext } from "@headway-jobs/engine";
import type { Hearing } from "@headway-jobs/ports/hearing";
import { soundTypeOf } from "@headway-jobs/listening/recording/sound-types";

/**
 * Joins the chunks of a capture to the file they were cut from, and keeps it beside the results, finished for players. Returns the file's content; null in what
 * earlier versions journaled.
 */
export async function keepCapture(
  ctx: JobContext,
  hearing: Pick<Hearing, "finish">,
  { chunks, name, heardS }: { readonly chunks: readonly string[]; readonly name: string; readonly heardS: number },
): Promise<{ readonly sha256: string } | null> {
  return ctx.step("capture", async (step) => {
    const { scratchDir, signal } = step;
    const [file, out] = [join(scratchDir, `sent-${name}`), join(scratchDir, name)];
    const paths = chunks.map((sha256) => ctx.artifactPath({ sha256 }));
    await pipeline(joined(paths), createWriteStream(file), { signal });
    const isFinished = await hearing.finish({ file, out, heardS, signal });
    const content = { file: isFinished ? out : file };
    const { sha256 } = await step.saveArtifact({ name, mediaType: soundTypeOf(name), content });
    return { sha256 };
  });
}

async function* joined(paths: readonly string[]): AsyncGenerator<Buffer> {
  for (const path of paths) yield* createReadStream(path) as AsyncIterable<Buffer>;
}
