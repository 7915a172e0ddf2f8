import { ClientError, type JobKind, type JobResource } from "@headway-jobs/client";
import { useClient } from "@headway-jobs/client/react";
import { useCallback, useRef, useState } from "react";
import { randomHex } from "../ui/random-hex.ts";
import { rememberInput } from "./input-memory.ts";
import { isPassing, useAtReturn } from "./use-problem.ts";

/** Submits jobs of one kind, and tells how the last one was refused. */
export function useSubmit(kind: JobKind, onCreated: (job: JobResource) => void) {
  const client = useClient();
  const [refusal, setRefusal] = useState<ClientError | null>(null);
  useAtReturn(useCallback(() => setRefusal((before) => (isPassing(before) ? null : before)), []));
  const [sending, setSending] = useState(false);
  // The same form sent twice, because the answer to the first was lost, is one job.
  const attempt = useRef({ body: "", key: "" });
  const send = async (input: Readonly<Record<string, unknown>>): Promise<void> => {
    const body = JSON.stringify(input);
    if (attempt.current.body !== body) attempt.current = { body, key: randomHex() };
    setSending(true);
    setRefusal(null);
    try {
      const job = await client.jobs.create({ kind, input }, { idempotencyKey: attempt.current.key });
      rememberInput({ jobId: job.job_id, kind, input });
      onCreated(job);
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      setRefusal(error);
    } finally {
      setSending(false);
    }
  };
  return { submit: (input: Readonly<Record<string, unknown>>): void => void send(input), refusal, sending };
}
