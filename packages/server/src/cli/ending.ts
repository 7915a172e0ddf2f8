import { adviceOf } from "@headway-jobs/client/advice";
import { makersOf } from "@headway-jobs/client/makers";
import type { JobResource } from "@headway-jobs/contract";
import type { CliContext } from "./context.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import type { Watched } from "./follow-job.ts";
import { printable } from "./progress-line.ts";
import type { ServerLink } from "./server-link.ts";

/** Says how a job ended (or that it continues), and gives the exit code that stands for it. */
export function reportEnding(watched: Watched, jobId: string, link: ServerLink, context: CliContext): ExitCode {
  const { terminal } = context;
  if (!watched.ended) {
    terminal.note(
      link.hosted
        ? `Stopped. The job is kept in ${link.dataDir} and continues when a server starts there (headway serve, or headway jobs watch ${jobId}).`
        : `No longer watching; the job continues.\n  watch it:  headway jobs watch ${jobId}\n  cancel it: headway jobs cancel ${jobId}`,
    );
    return EXIT.interrupted.code;
  }
  const { job } = watched;
  if (job.status === "completed") {
    const makers = makersOf(job);
    if (makers.length > 0) terminal.note(`Made with ${makers.map(printable).join(", ")}.`);
    return EXIT.ok.code;
  }
  if (job.status === "cancelled") {
    terminal.note(`${jobId} was cancelled.`);
    return EXIT.cancelled.code;
  }
  terminal.note(terminal.paint("red", `${jobId} failed: ${failureOf(job)}`));
  const advice = adviceOf(job.error?.code ?? "", "terminal");
  if (advice !== "") terminal.note(advice);
  return EXIT.failed.code;
}

function failureOf({ error }: JobResource): string {
  return error === null ? "no reason was given" : `${printable(error.message)} (${error.code})`;
}
