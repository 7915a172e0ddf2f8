import type { JobKind } from "@headway/contract";
import type { Command } from "commander";
import { basename, join, relative, resolve } from "node:path";
import type { CliContext, Report } from "../context.ts";
import { reportEnding } from "../ending.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { followJob } from "../follow-job.ts";
import { saveArtifact } from "../save-artifact.ts";
import { type ServerLink, withServer } from "../server-link.ts";

/** One job of every service that exists. */
const DEMOS: readonly {
  readonly kind: JobKind;
  readonly title: string;
  readonly input: Readonly<Record<string, unknown>>;
}[] = [
  {
    kind: "video",
    title: "A narrated video: Introduction to Machine Learning",
    input: { topic: "Introduction to Machine Learning", num_slides: 5 },
  },
  {
    kind: "speech",
    title: "Translated speech: English text, Spanish voice",
    input: {
      text: "The sea rises and falls twice a day. The moon pulls the water towards it. Sailors have known this for centuries.",
      source_language: "en-us",
      target_language: "es-es",
    },
  },
];

interface DemoOptions {
  readonly output: string;
  readonly url?: string;
}

export function addDemoCommand(program: Command, context: CliContext, report: Report): void {
  program
    .command("demo")
    .description("make one job of every service and save what they make")
    .option("-o, --output <folder>", "where to save it", "headway-demo")
    .option("--url <url>", "server to use, instead of HEADWAY_URL")
    .action(async (options: DemoOptions) => {
      const folder = resolve(context.cwd, options.output);
      await withServer(context, options, async (link) => {
        const files: string[] = [];
        let code: ExitCode = EXIT.ok.code;
        for (const demo of DEMOS) {
          context.terminal.note(context.terminal.paint("bold", demo.title));
          const { job_id: jobId } = await link.client.jobs.create({ kind: demo.kind, input: demo.input });
          const watched = await followJob(link.client, jobId, { json: false, cancelOnInterrupt: false }, context);
          const ended = reportEnding(watched, jobId, link, context);
          if (ended !== EXIT.ok.code) code = ended;
          // Ctrl-C means the demo, not only the job that happens to be on.
          if (!watched.ended) break;
          if (ended === EXIT.ok.code) files.push(...(await saveAll(link, jobId, folder)));
        }
        if (files.length > 0) context.terminal.note("\nThe results:");
        for (const file of files) context.terminal.out(relative(context.cwd, file));
        report(code);
      });
    });
}

async function saveAll({ client }: ServerLink, jobId: string, folder: string): Promise<readonly string[]> {
  const artifacts = await client.artifacts(jobId);
  const files: string[] = [];
  for (const { name } of artifacts) {
    // A name is the server's word: it may choose a file here, not a folder elsewhere.
    const file = join(folder, basename(name));
    await saveArtifact(client, jobId, name, file);
    files.push(file);
  }
  return files;
}
