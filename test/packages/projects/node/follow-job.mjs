// A stranger's script: plain JavaScript on whatever Node from 20 on the machine has.
import { createClient } from "@headway-jobs/client";
import { adviceOf } from "@headway-jobs/client/advice";
import { documentInputSchema } from "@headway-jobs/contract";

const client = createClient({ baseUrl: process.argv[2] });
const input = documentInputSchema.parse({
  message: 'Replace "Monday" with "Tuesday".',
  session_id: "outside",
  document_html: "<h1>Plan</h1><p>We meet on Monday.</p>",
});
const job = await client.jobs.create({ kind: "document", input: { ...input, approval_mode: "approve_all" } });
const seqs = [];
for await (const event of client.events(job.job_id)) seqs.push(event.seq);
const { status } = await client.jobs.get(job.job_id);
const code = await client.jobs.get("job_01JD0000000000000000ABCDEF").catch((error) => error.code);
process.stdout.write(JSON.stringify({ seqs, status, code, advice: adviceOf(code) }));
