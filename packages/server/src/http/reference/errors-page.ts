import { ERRORS } from "@headway-jobs/contract";
import { escapeHtml, htmlPage, inlineCode } from "./page.ts";

/** Every code with its status and what to do; the `type` of each problem body points to its row. */
export function errorsPage(): string {
  const rows = Object.entries(ERRORS).map(
    ([code, { status, retryable, title, advice }]) =>
      `<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${retryable ? "may help" : "does not help"}</td>` +
      `<td><b>${escapeHtml(title)}.</b> ${inlineCode(advice.http)}</td></tr>`,
  );
  return htmlPage(
    "Headway errors",
    `<h1>Errors</h1>
<p>Every failure carries one of these codes: as <code>code</code> in a problem body (RFC 9457), in the <code>error</code> of a job,
and in the frames of streams. <a href="/docs">API reference</a></p>
<table><tr><th>Code</th><th>Status</th><th>A retry</th><th>What to do</th></tr>${rows.join("")}</table>`,
  );
}
