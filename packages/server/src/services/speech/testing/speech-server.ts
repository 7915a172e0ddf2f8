import { speechStatusSchema, speechTaskSchema } from "@headway-jobs/contract";
import type { z } from "zod";
import type { TestServer } from "../../video/testing/server.ts";

type AnyServer = Pick<TestServer, "url" | "post">;
type TaskStatus = z.infer<typeof speechStatusSchema>;

/** Submits a task; answers its ids. */
export async function submit(
  server: AnyServer,
  task: string,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<z.infer<typeof speechTaskSchema>> {
  const answer = await server.post(`/${task}`, body, headers);
  if (answer.status !== 200) throw new Error(`refused with ${answer.status}: ${JSON.stringify(answer.body)}`);
  return speechTaskSchema.parse(answer.body);
}

export async function poll(
  server: AnyServer,
  task: string,
  taskId: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ status: TaskStatus; retryAfter: string | null }> {
  const response = await fetch(server.url(`/${task}/${taskId}`), { headers });
  if (response.status !== 200) throw new Error(`the poll was answered with ${response.status}`);
  return { status: speechStatusSchema.parse(await response.json()), retryAfter: response.headers.get("retry-after") };
}

/** Submits, waits for the end as the native API lets one wait, and answers the last poll. */
export async function speak(
  server: AnyServer,
  task: string,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<TaskStatus & { jobId: string; taskId: string }> {
  const { task_id: taskId, job_id: jobId } = await submit(server, task, body, headers);
  await ended(server, jobId, headers);
  return { ...(await poll(server, task, taskId, headers)).status, jobId, taskId };
}

export async function ended(
  server: AnyServer,
  jobId: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  let etag = "";
  for (;;) {
    const response = await fetch(server.url(`/v1/jobs/${jobId}?compact=true`), {
      headers: { ...headers, Prefer: "wait=60", ...(etag === "" ? {} : { "If-None-Match": etag }) },
    });
    if (response.status === 304) continue;
    const job = (await response.json()) as { status: string };
    if (["completed", "failed", "cancelled"].includes(job.status)) return;
    etag = response.headers.get("etag") ?? "";
  }
}
