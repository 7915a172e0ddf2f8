import type { JobKind, JobResource } from "@headway-jobs/contract";
import type { Command } from "commander";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { CliContext, Report } from "../context.ts";
import { transcriptDisplay } from "../conversation/transcript-display.ts";
import { DEMO_DOCUMENT } from "../demo/document.ts";
import { reportEnding } from "../ending.ts";
import { exportDocument } from "../export-document.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { followJob, type FollowOptions } from "../follow-job.ts";
import { saveArtifacts } from "../save-artifact.ts";
import { type ServerLink, withServer } from "../server-link.ts";
import { uploadFile } from "../upload-file.ts";

interface Demo {
  readonly kind: JobKind;
  readonly title: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Goes up first; `input.file` then names it. */
  readonly file?: URL;
  /** Saves what the job made, when that is not its artifacts; the files' paths. */
  readonly save?: (link: ServerLink, job: JobResource, folder: string) => Promise<readonly string[]>;
}

/** One job of every service that exists. */
const DEMOS: readonly Demo[] = [
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
  {
    kind: "document",
    title: "An edited document: shorter, numbered, with a table of contents",
    input: {
      message: "Make all sections more concise, number the headings and add a table of contents",
      session_id: "headway-demo",
      document_html: DEMO_DOCUMENT,
    },
    save: saveDocument,
  },
  {
    kind: "conversation",
    title: "An analysed call: what two people say, and how",
    input: { goal: "close the sale" },
    file: new URL("../demo/demo-call.ogg", import.meta.url),
  },
];

interface DemoOptions {
  readonly output: string;
  readonly url?: string;
}

export function addDemoCommand(program: Command, context: CliContext, report: Report): void {
  program
    .command("demo")
    .description("run one job of each service and save the results")
    .option("-o, --output <folder>", "where to save it", "headway-demo")
    .option("--url <url>", "server to use, instead of HEADWAY_URL")
    .action(async (options: DemoOptions) => {
      const folder = resolve(context.cwd, options.output);
      await withServer(context, options, async (link) => {
        const files: string[] = [];
        let code: ExitCode = EXIT.ok.code;
        for (const demo of DEMOS) {
          context.terminal.note(context.terminal.paint("bold", demo.title));
          const jobId = await submit(link, demo);
          const watched = await followJob(link.client, jobId, followingOf(demo, context), context);
          const ended = reportEnding(watched, jobId, link, context);
          if (ended !== EXIT.ok.code) code = ended;
          // Ctrl-C means the demo, not only the job that happens to be on.
          if (!watched.ended) break;
          if (ended === EXIT.ok.code) files.push(...(await saveResults(link, demo, watched.job, folder)));
        }
        if (files.length > 0) context.terminal.note("\nThe results:");
        for (const file of files) context.terminal.out(relative(context.cwd, file));
        report(code);
      });
    });
}

async function submit({ client }: ServerLink, { kind, input, file }: Demo): Promise<string> {
  const upload = file === undefined ? {} : { file: await uploadFile(client, fileURLToPath(file)) };
  return (await client.jobs.create({ kind, input: { ...input, ...upload } })).job_id;
}

function followingOf({ kind }: Demo, { terminal }: CliContext): FollowOptions {
  const plain = { json: false, cancelOnInterrupt: false };
  return kind === "conversation" ? { ...plain, display: transcriptDisplay(terminal) } : plain;
}

function saveResults(link: ServerLink, { save }: Demo, job: JobResource, folder: string): Promise<readonly string[]> {
  return save === undefined ? saveArtifacts(link.client, job.job_id, folder) : save(link, job, folder);
}

async function saveDocument(
  { client }: ServerLink,
  { session_id }: JobResource,
  folder: string,
): Promise<readonly string[]> {
  const [html, docx] = [join(folder, "document.html"), join(folder, "document.docx")];
  await exportDocument(client, session_id ?? "", "html", html);
  await exportDocument(client, session_id ?? "", "docx", docx);
  return [html, docx];
}
