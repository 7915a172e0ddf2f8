import { createClient } from "@headway-jobs/client";
import { ClientContext, useJob, useJobs } from "@headway-jobs/client/react";
import { createRoot } from "react-dom/client";
import { documentJob, runCalls } from "./calls.ts";

const client = createClient({ baseUrl: new URLSearchParams(location.search).get("server") ?? "" });

function Following({ jobId }: { readonly jobId: string }) {
  const job = useJob(jobId);
  const list = useJobs();
  return (
    <pre id="seen">
      {JSON.stringify({
        types: job.events.map(({ type }) => type),
        connection: job.connection,
        error: job.error?.message ?? null,
        advice: job.error?.advice ?? null,
        listed: list.jobs.length,
        list: list.connection,
        listError: list.error?.message ?? null,
      })}
    </pre>
  );
}

/** Shows how every call ended, then follows a job and the list by the hooks. */
async function run(): Promise<void> {
  const root = createRoot(document.querySelector("#root") ?? document.body);
  const show = (jobId: string): void =>
    root.render(
      <ClientContext value={client}>
        <Following jobId={jobId} />
      </ClientContext>,
    );
  try {
    const { job_id: jobId } = await client.jobs.create(documentJob("mine"));
    await client.jobs.waitForEnd(jobId);
    document.body.dataset["outcomes"] = JSON.stringify(await runCalls({ client, jobId, sessionId: "mine" }));
    show(jobId);
  } catch (error) {
    document.body.dataset["failure"] = String(error);
    show("job_00000000000000000000000000");
  }
}

void run();
