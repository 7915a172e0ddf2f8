import { approvalSchema, type JobResource } from "@headway-jobs/contract";
import { resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import type { CliContext, Report } from "../context.ts";
import { continuation } from "../continuation.ts";
import { CliError, EXIT } from "../exit-codes.ts";
import { JSON_INPUT, readJsonInput } from "../json-input.ts";
import { saveArtifacts } from "../save-artifact.ts";
import { type ServerLink, withServer } from "../server-link.ts";
import { table } from "../table.ts";
import { uploadFile } from "../upload-file.ts";
import { watchJob } from "../watch-job.ts";

interface CommonOptions {
  readonly json?: true;
  readonly url?: string;
}

/** What any kind of job can be asked for, a deployment's own kinds included. */
export function addAnyJobCommands(jobs: Command, context: CliContext, report: Report): void {
  addKinds(jobs, context);
  addSubmit(jobs, context, report);
  addApprove(jobs, context);
  addSave(jobs, context);
}

function addKinds(jobs: Command, context: CliContext): void {
  jobs
    .command("kinds")
    .description("list the kinds of job that the server has")
    .option("--json", "with the JSON schemas of their inputs, as NDJSON")
    .option("--url <url>", "server to use, instead of HEADWAY_URL")
    .action(async (options: CommonOptions) => {
      await withServer(context, { ...options, work: false }, async ({ client }) => {
        const kinds = await client.kinds();
        if (options.json === true) {
          for (const kind of kinds) context.terminal.out(JSON.stringify(kind));
          return;
        }
        const rows = kinds.map(({ kind, title, description }) => [kind, title, description]);
        context.terminal.out(table(["KIND", "TITLE", "DESCRIPTION"], rows, context.terminal.paint));
      });
    });
}

interface FileOption {
  readonly member: string;
  readonly path: string;
}

interface SubmitOptions extends CommonOptions {
  readonly input: string;
  readonly file?: FileOption;
  readonly watch?: true;
  readonly cancelOnInterrupt?: true;
}

function addSubmit(jobs: Command, context: CliContext, report: Report): void {
  jobs
    .command("submit")
    .description("submit a job of any kind")
    .argument("<kind>", "one of those that `headway jobs kinds` lists")
    .option("--input <json>", JSON_INPUT, "{}")
    .option("--file <member=path>", "uploads a file; its id becomes this member of the input", fileOption)
    .option("--watch", "follow the job to its end; the exit code reports how it ended")
    .option("--cancel-on-interrupt", "with --watch, Ctrl-C cancels the job instead of leaving it to run")
    .option("--json", "the job, or with --watch its events, as NDJSON on standard output")
    .option("--url <url>", "server to use, instead of HEADWAY_URL")
    .action(async (kind: string, options: SubmitOptions) => {
      const given = await readJsonInput(options.input, context.cwd);
      await withServer(context, { ...options, work: options.watch === true }, async (link) => {
        const input = { ...given, ...(await uploaded(options.file, link, context)) };
        const job = await link.client.jobs.create({ kind, input });
        const json = options.json === true;
        if (options.watch === true) {
          if (!json) context.terminal.note(context.terminal.paint("dim", job.job_id));
          const following = { json, cancelOnInterrupt: options.cancelOnInterrupt === true };
          report(await watchJob(link, job.job_id, following, context));
          return;
        }
        context.terminal.out(json ? JSON.stringify(job) : job.job_id);
        if (!json) context.terminal.note(continuation(job.job_id, link));
        report(EXIT.ok.code);
      });
    });
}

function fileOption(value: string): FileOption {
  const [, member, path] = /^(\w+)=(.+)$/s.exec(value) ?? [];
  if (member === undefined || path === undefined)
    throw new InvalidArgumentError("Give member=path, e.g. text=notes.txt.");
  return { member, path };
}

async function uploaded(
  file: FileOption | undefined,
  { client }: ServerLink,
  { cwd }: CliContext,
): Promise<Record<string, string>> {
  return file === undefined ? {} : { [file.member]: await uploadFile(client, resolve(cwd, file.path), file.path) };
}

interface ApproveOptions extends CommonOptions {
  readonly approval?: string;
  readonly deny?: true;
  readonly comment?: string;
}

function addApprove(jobs: Command, context: CliContext): void {
  jobs
    .command("approve")
    .description("approve or deny what a job asks; `headway review` decides on changes of documents")
    .argument("<job>", "a job id, or another name of the job")
    .option("--approval <id>", "only this question, as `headway jobs watch` shows it (default: the one asked now)")
    .option("--deny", "deny it instead")
    .option("--comment <text>", "why, or what to change; the job reads it")
    .option("--json", "the job as JSON")
    .option("--url <url>", "server to use, instead of HEADWAY_URL")
    .action(async (id: string, options: ApproveOptions) => {
      await withServer(context, { ...options, work: false }, async (link) => {
        const waiting = await link.client.jobs.get(id);
        const { comment } = options;
        const approved = options.deny !== true;
        const job = await link.client.jobs.approve(waiting.job_id, {
          approved,
          // Always named: the job may ask its next question before this arrives.
          approval_id: options.approval ?? askedNow(waiting),
          ...(comment === undefined ? {} : { comment }),
        });
        if (options.json === true) context.terminal.out(JSON.stringify(job));
        else context.terminal.note(`${approved ? "Approved" : "Denied"}. ${continuation(job.job_id, link)}`);
      });
    });
}

function askedNow({ job_id: jobId, kind, status, metadata }: JobResource): string {
  const asked = approvalSchema.safeParse(metadata["approval"]).data;
  if (asked !== undefined) return asked.approval_id;
  const why = kind === "document" ? "headway review decides on the changes of a document" : `it is ${status}`;
  throw new CliError("failed", `${jobId} asks for no approval: ${why}.`);
}

function addSave(jobs: Command, context: CliContext): void {
  jobs
    .command("save")
    .description("save the artifacts of a job as files")
    .argument("<job>", "a job id, or another name of the job")
    .option("-o, --output <folder>", "where the files go", ".")
    .option("--json", "the files as JSON")
    .option("--url <url>", "server to use, instead of HEADWAY_URL")
    .action(async (id: string, options: CommonOptions & { readonly output: string }) => {
      await withServer(context, { ...options, work: false }, async ({ client }) => {
        const { job_id: jobId } = await client.jobs.get(id);
        const files = await saveArtifacts(client, jobId, resolve(context.cwd, options.output));
        if (options.json === true) context.terminal.out(JSON.stringify({ job_id: jobId, files }));
        else if (files.length === 0) context.terminal.note("The job has no artifacts.");
        else for (const file of files) context.terminal.out(file);
      });
    });
}
