import { openAsBlob } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { Client } from "@headway-jobs/client";
import { type Command, InvalidArgumentError } from "commander";
import type { CliContext, Report } from "../context.ts";
import { CliError, EXIT } from "../exit-codes.ts";
import { JSON_INPUT, readJsonInput } from "../json-input.ts";
import { saveArtifact } from "../save-artifact.ts";
import { withServer } from "../server-link.ts";
import { table } from "../table.ts";
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
      await withServer(context, { ...options, lookOnly: true }, async ({ client }) => {
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
      await withServer(context, options, async (link) => {
        const input = { ...given, ...(await uploaded(options.file, link.client, context.cwd)) };
        const job = await link.client.jobs.create({ kind, input });
        const json = options.json === true;
        if (options.watch === true) {
          if (!json) context.terminal.note(context.terminal.paint("dim", job.job_id));
          const following = { json, cancelOnInterrupt: options.cancelOnInterrupt === true };
          report(await watchJob(link, job.job_id, following, context));
          return;
        }
        context.terminal.out(json ? JSON.stringify(job) : job.job_id);
        if (!json) context.terminal.note(`Follow it: headway jobs watch ${job.job_id}`);
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

async function uploaded(file: FileOption | undefined, client: Client, cwd: string): Promise<Record<string, string>> {
  if (file === undefined) return {};
  const blob = await openAsBlob(resolve(cwd, file.path)).catch((cause: unknown) => {
    throw new CliError("usage", `The file ${file.path} cannot be read.`, { cause });
  });
  const { upload_id: uploadId } = await client.upload(blob, basename(file.path));
  return { [file.member]: uploadId };
}

interface ApproveOptions extends CommonOptions {
  readonly deny?: true;
  readonly comment?: string;
}

function addApprove(jobs: Command, context: CliContext): void {
  jobs
    .command("approve")
    .description("approve or deny what a job asks; `headway review` decides on changes of documents")
    .argument("<job>", "a job id, or another name of the job")
    .option("--deny", "deny it instead")
    .option("--comment <text>", "why, or what to change; the job reads it")
    .option("--json", "the job as JSON")
    .option("--url <url>", "server to use, instead of HEADWAY_URL")
    .action(async (id: string, options: ApproveOptions) => {
      await withServer(context, options, async ({ client }) => {
        const { job_id: jobId } = await client.jobs.get(id);
        const { comment } = options;
        const approved = options.deny !== true;
        const job = await client.jobs.approve(jobId, { approved, ...(comment === undefined ? {} : { comment }) });
        if (options.json === true) context.terminal.out(JSON.stringify(job));
        else context.terminal.note(`${approved ? "Approved" : "Denied"}; ${jobId} continues.`);
      });
    });
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
      await withServer(context, { ...options, lookOnly: true }, async ({ client }) => {
        const { job_id: jobId } = await client.jobs.get(id);
        const files: string[] = [];
        for (const { name } of await client.artifacts(jobId)) {
          const file = join(resolve(context.cwd, options.output), basename(name));
          await saveArtifact(client, jobId, name, file);
          files.push(file);
        }
        if (options.json === true) context.terminal.out(JSON.stringify({ job_id: jobId, files }));
        else if (files.length === 0) context.terminal.note("The job has no artifacts.");
        else for (const file of files) context.terminal.out(file);
      });
    });
}
