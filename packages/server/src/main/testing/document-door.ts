import { z } from "zod";
import { jobOf, warningsOf } from "./model-doors.ts";
import type { ModelServer } from "./model-server.ts";

export interface DocumentEnded {
  readonly jobId: string;
  readonly response: string;
  /** The document as it is now; empty when the job failed. */
  readonly html: string;
  /** Everything that the user reads: the answer of the route and the warnings. */
  readonly shown: string;
  /** Of the failure; empty for none. */
  readonly code: string;
}

const HTML = "<h1>Contract</h1><p>Payment is due within 60 days.</p><p>Signed.</p>";
const answerSchema = z.looseObject({
  job_id: z.string(),
  code: z.string().default(""),
  response: z.string().default(""),
  document_changes: z.object({ updated_html: z.string().nullable() }).nullish(),
});

let sessions = 0;

/** The id of the job of such a message. */
export async function documentJob(server: ModelServer, message: string): Promise<string> {
  return (await sendDocument(server, message)).jobId;
}

/** Sends a contract with a message to `POST /v1/chat`, in a session of its own. */
export async function sendDocument(server: ModelServer, message: string): Promise<DocumentEnded> {
  sessions += 1;
  const body = { message, session_id: `s${sessions}`, document_html: HTML, approval_mode: "approve_all" };
  const sent = await fetch(`${server.url}/v1/chat`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await sent.text();
  const answer = answerSchema.parse(JSON.parse(text));
  const job = await jobOf(server, answer.job_id);
  const changed = answer.document_changes?.updated_html ?? HTML;
  const html = answer.code === "" ? changed : "";
  return { jobId: answer.job_id, response: answer.response, html, shown: text + warningsOf(job), code: answer.code };
}
