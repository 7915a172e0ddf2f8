import { readFile } from "node:fs/promises";
import { defineJob, uploadId } from "@headway-jobs/server/define";
import { z } from "zod";

/** Returns the uploaded text as a file. */
export const copy = defineJob({
  kind: "copy",
  title: "Copy",
  input: z.object({ source: uploadId() }),
  async workflow(ctx) {
    const text = await readFile(ctx.inputFile("source"), "utf8");
    await ctx.artifact("copy.txt", text);
    return { length: text.length };
  },
});
