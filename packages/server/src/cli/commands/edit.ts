import type { ExportFormat } from "@headway-jobs/contract";
import type { Command } from "commander";
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename, extname, resolve } from "node:path";
import { dictionary } from "@headway-jobs/contract";
import type { CliContext, Report } from "../context.ts";
import { reportEnding } from "../ending.ts";
import { CliError } from "../exit-codes.ts";
import { exportDocument } from "../export-document.ts";
import { followJob } from "../follow-job.ts";
import { printable } from "../progress-line.ts";
import { askChanges } from "../review/ask-changes.ts";
import { type ServerLink, withServer } from "../server-link.ts";

interface EditOptions {
  readonly output: string;
  readonly ask?: true;
  readonly cancelOnInterrupt?: true;
  readonly json?: true;
  readonly url?: string;
}

export function addEditCommand(program: Command, context: CliContext, report: Report): void {
  program
    .command("edit")
    .description("edit a document by an instruction, and save it")
    .argument("<file>", "the document: .html, .md, .txt or .docx")
    .argument("<instruction>", 'what to change, e.g. "make section 2 more concise"')
    .requiredOption("-o, --output <file>", "where to save it: a .html, .md, .txt or .docx file")
    .option("--ask", "show each change and ask before it is applied")
    .option("--cancel-on-interrupt", "Ctrl-C cancels the job instead of leaving it running")
    .option("--json", "events as NDJSON on standard output, the saved file last")
    .option("--url <url>", "server to use, instead of HEADWAY_URL")
    .action(async (file: string, instruction: string, options: EditOptions) => {
      const format = formatOf(options.output);
      if (options.ask === true && options.json === true)
        throw new CliError("usage", "--ask and --json cannot be used together.");
      const content = await readDocument(resolve(context.cwd, file), file);
      await withServer(context, options, async (link) => {
        const sessionId = `cli-${randomBytes(8).toString("hex")}`;
        const uploaded = await link.client.documents.upload(sessionId, content, basename(file));
        for (const warning of uploaded.warnings) context.terminal.note(`Warning: ${printable(warning)}`);
        const { job_id: jobId } = await link.client.jobs.create({
          kind: "document",
          input: {
            message: instruction,
            session_id: sessionId,
            approval_mode: options.ask === true ? "ask_every_time" : "approve_all",
            response_mode: "compact",
          },
        });
        await finish(link, { jobId, sessionId, format, options }, context, report);
      });
    });
}

export function addReviewCommand(program: Command, context: CliContext, report: Report): void {
  program
    .command("review")
    .description("review the pending changes of a document job, and save the document")
    .argument("<job>", "the job's id, as `headway jobs list` shows it")
    .requiredOption("-o, --output <file>", "where to save it: a .html, .md, .txt or .docx file")
    .option("--url <url>", "server to use, instead of HEADWAY_URL")
    .action(async (jobId: string, options: EditOptions) => {
      const format = formatOf(options.output);
      await withServer(context, options, async (link) => {
        const { kind, session_id: sessionId } = await link.client.jobs.get(jobId);
        if (kind !== "document" || sessionId === null) throw new CliError("usage", `${jobId} is not a document job.`);
        await finish(link, { jobId, sessionId, format, options: { ...options, ask: true } }, context, report);
      });
    });
}

const FORMATS: Readonly<Record<string, ExportFormat>> = dictionary({
  ".html": "html",
  ".htm": "html",
  ".md": "markdown",
  ".markdown": "markdown",
  ".txt": "txt",
  ".docx": "docx",
});

function formatOf(output: string): ExportFormat {
  const format = FORMATS[extname(output).toLowerCase()];
  if (format === undefined) throw new CliError("usage", "--output takes a file that ends in .html, .md, .txt or .docx");
  return format;
}

async function readDocument(path: string, name: string): Promise<Blob> {
  try {
    return new Blob([await readFile(path)]);
  } catch (error) {
    throw new CliError("usage", `${name} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

/** Follows the job, asks where it waits, says what the editor said, and saves the document as it is then. */
async function finish(
  link: ServerLink,
  job: {
    readonly jobId: string;
    readonly sessionId: string;
    readonly format: ExportFormat;
    readonly options: EditOptions;
  },
  context: CliContext,
  report: Report,
): Promise<void> {
  const { jobId, sessionId, format, options } = job;
  const { client } = link;
  const json = options.json === true;
  if (!json) context.terminal.note(context.terminal.paint("dim", jobId));
  const following = { json, cancelOnInterrupt: options.cancelOnInterrupt === true };
  const watched = await followJob(client, jobId, following, context, async (event, signal) => {
    if (options.ask !== true || event.type !== "job.awaiting_approval") return true;
    return askChanges(client, await client.jobs.get(jobId), context, signal);
  });
  const code = reportEnding(watched, jobId, link, context);
  if (watched.ended && watched.job.status === "completed") {
    const file = resolve(context.cwd, options.output);
    await exportDocument(client, sessionId, format, file);
    const response = (watched.job.result as { readonly response?: string } | null)?.response ?? "";
    if (!json && response !== "") context.terminal.note(printable(response));
    context.terminal.out(json ? JSON.stringify({ job_id: jobId, file }) : file);
  }
  report(code);
}
