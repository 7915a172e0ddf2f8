// What a stranger's strict TypeScript sees of the packages.
import { ClientError, createClient, type JobEvent } from "@headway-jobs/client";
import { adviceOf } from "@headway-jobs/client/advice";
import { useJob } from "@headway-jobs/client/react";
import { createSharedClient } from "@headway-jobs/client/shared";
import { type JobResource, jobResourceSchema } from "@headway-jobs/contract";

/** Follows one job to its end. */
export async function followToTheEnd(baseUrl: string, jobId: string): Promise<JobResource> {
  const client = createClient({ baseUrl, apiKey: () => "sk_1" });
  const seen: JobEvent[] = [];
  for await (const event of client.events(jobId, { after: 0 })) seen.push(event);
  const job = await client.jobs.get(jobId);
  // @ts-expect-error: the status is one of six words
  if (job.status === "done") throw new Error("There is no such status.");
  return jobResourceSchema.parse(job);
}

/** What a page shows of a failure. */
export function sentenceOf(error: unknown): string {
  return error instanceof ClientError ? `${error.message} ${adviceOf(error.code, "console")}` : "Unknown";
}

/** What a page shows of a job that it follows. */
export function useProgress(jobId: string): number {
  return useJob(jobId).job?.progress ?? 0;
}

export const shared = createSharedClient({ baseUrl: "" });
