import type { JobEvent } from "@headway-jobs/client";
import type { CliContext } from "./context.ts";
import { reportEnding } from "./ending.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { followJob } from "./follow-job.ts";
import { printable } from "./progress-line.ts";
import type { ServerLink } from "./server-link.ts";

/** Follows a job to its end, and says how to decide what it asks on the way. Returns the exit code that stands for its end. */
export async function watchJob(
  link: ServerLink,
  jobId: string,
  options: { readonly json: boolean; readonly cancelOnInterrupt: boolean },
  context: CliContext,
): Promise<ExitCode> {
  const watched = await followJob(link.client, jobId, options, context, async (event) => {
    if (!options.json) noteQuestion(event, jobId, context);
    return true;
  });
  const code = reportEnding(watched, jobId, link, context);
  if (code === EXIT.ok.code) context.terminal.note(`${jobId} is completed. Its result: headway jobs show ${jobId}`);
  return code;
}

function noteQuestion(event: JobEvent, jobId: string, { terminal }: CliContext): void {
  if (event.type !== "job.awaiting_approval" || typeof event["question"] !== "string") return;
  const { approval_id: id } = event;
  // A kind of the deployment's own may give it any form; this one is no command of the shell.
  const approve = `headway jobs approve ${jobId}${typeof id === "string" && /^[\w-]+$/.test(id) ? ` --approval ${id}` : ""}`;
  terminal.note(
    `${printable(event["question"])}\n  what it shows: headway jobs show ${jobId}\n` +
      `  approve it: ${approve}\n  deny it: ${approve} --deny`,
  );
}
