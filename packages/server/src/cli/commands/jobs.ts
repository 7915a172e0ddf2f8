import { ENDED_STATUSES, JOB_STATUSES, type JobKind, type JobResource, type JobStatus } from "@headway-jobs/contract";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { CliContext, Report } from "../context.ts";
import { continuation } from "../continuation.ts";
import { EXIT } from "../exit-codes.ts";
import { JSON_INPUT, readJsonInput } from "../json-input.ts";
import { printable } from "../progress-line.ts";
import { withServer } from "../server-link.ts";
import { table } from "../table.ts";
import { watchJob } from "../watch-job.ts";
import { addAnyJobCommands } from "./any-job.ts";

interface CommonOptions {
  readonly json?: true;
  readonly url?: string;
}

export function addJobsCommands(program: Command, context: CliContext, report: Report): void {
  const jobs = program.command("jobs").description("submit, list, watch, approve, cancel and rerun jobs");
  addList(jobs, context);
  addShow(jobs, context);
  addWatch(jobs, context, report);
  addCancel(jobs, context, report);
  addRerun(jobs, context);
  addAnyJobCommands(jobs, context, report);
}

function addList(jobs: Command, context: CliContext): void {
  jobs
    .command("list")
    .description("list jobs, newest first")
    .option("--kind <kind>", "only jobs of this kind")
    .addOption(new Option("--status <status>", "only jobs in this status").choices(JOB_STATUSES))
    .option("--limit <number>", "maximum number of jobs, 1 to 100", atMostHundred, 20)
    .option("--json", "as NDJSON")
    .option("--url <url>", "server to use, instead of HEADWAY_URL")
    .action(async (options: CommonOptions & { kind?: JobKind; status?: JobStatus; limit: number }) => {
      await withServer(context, { ...options, work: false }, async ({ client }) => {
        const { kind, status, limit } = options;
        const found = await client.jobs.list({ limit, ...(kind && { kind }), ...(status && { status }) });
        if (options.json === true) {
          for (const job of found.jobs) context.terminal.out(JSON.stringify(job));
        } else if (found.jobs.length === 0) {
          context.terminal.note("There are no such jobs.");
        } else {
          context.terminal.out(
            table(["JOB", "KIND", "STATUS", "PROGRESS", "CREATED"], found.jobs.map(row), context.terminal.paint),
          );
          if (found.total > found.jobs.length)
            context.terminal.note(`${found.jobs.length} of ${found.total}; --limit shows more.`);
        }
      });
    });
}

function addShow(jobs: Command, context: CliContext): void {
  jobs
    .command("show")
    .description("show all data of a job, as JSON")
    .argument("<job>", "a job id, or another name of the job such as a generation id")
    .option("--json", "on one line")
    .option("--url <url>", "server to use, instead of HEADWAY_URL")
    .action(async (id: string, options: CommonOptions) => {
      await withServer(context, { ...options, work: false }, async ({ client }) => {
        context.terminal.out(JSON.stringify(await client.jobs.get(id), null, options.json === true ? undefined : 2));
      });
    });
}

function addWatch(jobs: Command, context: CliContext, report: Report): void {
  jobs
    .command("watch")
    .description("follow a job to its end; the exit code reports how it ended")
    .argument("<job>", "a job id, or another name of the job such as a generation id")
    .option("--cancel-on-interrupt", "Ctrl-C cancels the job instead of leaving it running")
    .option("--json", "events as NDJSON on standard output")
    .option("--url <url>", "server to use, instead of HEADWAY_URL")
    .action(async (id: string, options: CommonOptions & { cancelOnInterrupt?: true }) => {
      await withServer(context, options, async (link) => {
        const { job_id: jobId } = await link.client.jobs.get(id);
        const following = { json: options.json === true, cancelOnInterrupt: options.cancelOnInterrupt === true };
        report(await watchJob(link, jobId, following, context));
      });
    });
}

function addCancel(jobs: Command, context: CliContext, report: Report): void {
  jobs
    .command("cancel")
    .description("cancel a job and stop its programs")
    .argument("<job>", "a job id, or another name of the job such as a generation id")
    .option("--json", "the job as JSON")
    .option("--url <url>", "server to use, instead of HEADWAY_URL")
    .action(async (id: string, options: CommonOptions) => {
      await withServer(context, { ...options, work: false }, async ({ client }) => {
        const known = await client.jobs.get(id);
        const job = ENDED_STATUSES.has(known.status) ? known : await client.jobs.cancel(known.job_id);
        if (options.json === true) context.terminal.out(JSON.stringify(job));
        else context.terminal.note(`${job.job_id} is ${job.status}.`);
        report(job.status === "cancelled" ? EXIT.ok.code : EXIT.failed.code);
      });
    });
}

interface RerunOptions extends CommonOptions {
  readonly from?: string;
  readonly input?: string;
}

function addRerun(jobs: Command, context: CliContext): void {
  jobs
    .command("rerun")
    .description("rerun an ended job as a new job")
    .argument("<job>", "a job id, or another name of the job such as a generation id")
    .option("--from <step>", "reuse the results of the steps before this one (default: run all steps again)")
    .option("--input <json>", `members that replace those of the job's input: ${JSON_INPUT}`)
    .option("--json", "the new job as JSON")
    .option("--url <url>", "server to use, instead of HEADWAY_URL")
    .action(async (id: string, options: RerunOptions) => {
      const input = options.input === undefined ? undefined : await readJsonInput(options.input, context.cwd);
      await withServer(context, { ...options, work: false }, async (link) => {
        const { client } = link;
        const { job_id: known } = await client.jobs.get(id);
        const request = { ...(options.from !== undefined && { from: options.from }), ...(input && { input }) };
        const job = await client.jobs.rerun(known, request);
        if (options.json === true) {
          context.terminal.out(JSON.stringify(job));
          return;
        }
        context.terminal.out(job.job_id);
        context.terminal.note(`${known} runs again as ${job.job_id}. ${continuation(job.job_id, link)}`);
      });
    });
}

function row(job: JobResource): readonly string[] {
  const progress = `${Math.floor(job.progress)} %${job.phase === null ? "" : ` ${printable(job.phase)}`}`;
  return [job.job_id, job.kind, job.status, progress, job.created_at];
}

function atMostHundred(value: string): number {
  if (/^\d{1,3}$/.test(value) && Number(value) >= 1 && Number(value) <= 100) return Number(value);
  throw new InvalidArgumentError("Give a whole number from 1 to 100.");
}
