import { resolve } from "node:path";
import type { JobKind } from "@headway-jobs/contract";
import type { CliContext, Report } from "./context.ts";
import { reportEnding } from "./ending.ts";
import { followJob } from "./follow-job.ts";
import { type ServerLink, withServer } from "./server-link.ts";

export interface MakeOptions {
  /** Where the file goes, relative to the working directory. */
  readonly output: string;
  readonly cancelOnInterrupt?: true;
  readonly json?: true;
  readonly url?: string;
}

/** Submits a job, follows it to its end, saves what it made and reports the exit code: the whole of a command that makes one file. */
export async function makeFile(
  context: CliContext,
  options: MakeOptions,
  job: { readonly kind: JobKind; readonly input: Readonly<Record<string, unknown>> },
  parts: {
    readonly save: (link: ServerLink, jobId: string, file: string) => Promise<void>;
    readonly report: Report;
  },
): Promise<void> {
  const json = options.json === true;
  await withServer(context, options, async (link) => {
    const { job_id: jobId } = await link.client.jobs.create(job);
    if (!json) context.terminal.note(context.terminal.paint("dim", jobId));
    const following = { json, cancelOnInterrupt: options.cancelOnInterrupt === true };
    const watched = await followJob(link.client, jobId, following, context);
    const code = reportEnding(watched, jobId, link, context);
    if (watched.ended && watched.job.status === "completed") {
      const file = resolve(context.cwd, options.output);
      await parts.save(link, jobId, file);
      context.terminal.out(json ? JSON.stringify({ job_id: jobId, file }) : file);
    }
    parts.report(code);
  });
}
