import { defineJob } from "@headway-jobs/server/define";
import { z } from "zod";

export const report = defineJob({
  kind: "report",
  title: "Report",
  input: z.object({ subject: z.string().min(1), chapters: z.int().min(1).max(20).default(3) }),
  nameOf: ({ subject }) => `Report on ${subject}`,
  async workflow(ctx, { subject, chapters }) {
    const texts: string[] = [];
    for (let n = 1; n <= chapters; n += 1) {
      texts.push(await ctx.step(`chapter ${n}`, () => writeChapter(subject, n)));
      await ctx.progress({ phase: "writing", progress: (90 * n) / chapters, message: `Chapter ${n} of ${chapters}` });
    }
    const { approved } = await ctx.approval("Publish this report?", { details: { text: texts.join("\n\n") } });
    if (approved) await ctx.artifact("report.md", texts.join("\n\n"));
    return { published: approved };
  },
});

/** Stands for what takes minutes: a model, a program, a crawl. */
async function writeChapter(subject: string, n: number): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, 500));
  return `## ${n}. ${subject}, part ${n}\n\nWhat there is to say.`;
}
