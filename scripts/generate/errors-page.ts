import { ERRORS } from "@headway-jobs/contract";
import { generatedPage, markdownTable } from "./markdown.ts";

const INTRODUCTION = `Every failure carries one of these codes: in the \`code\` of a problem body (RFC 9457), in a failed job's \`error\`, in
\`job.failed\` and \`job.warning\` events. A code is permanent. *Retry* states whether the same request may
succeed later. The last three columns are the advice for each reader.`;

/** docs/errors.md, from the one table of errors. */
export function errorsPage(): string {
  const rows = Object.entries(ERRORS).map(([code, { status, retryable, title, advice }]) => [
    `\`${code}\``,
    String(status),
    retryable ? "yes" : "no",
    title,
    advice.http,
    advice.terminal,
    advice.console,
  ]);
  return generatedPage("Errors", "packages/contract/src/errors.ts", [
    INTRODUCTION,
    markdownTable(["Code", "Status", "Retry", "Title", "Over HTTP", "At a terminal", "In the console"], rows),
  ]);
}
