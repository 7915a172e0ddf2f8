import { ClientError, type JobKind, type JobResource } from "@headway-jobs/client";
import { useClient } from "@headway-jobs/client/react";
import { useCallback, useRef, useState } from "react";
import { checkReachability } from "../app/reachability.ts";
import { randomHex } from "../ui/random-hex.ts";
import { rememberInput } from "./input-memory.ts";
import { isPassing, useAtReturn } from "./use-problem.ts";

type Input = Readonly<Record<string, unknown>>;

/**
 * Submits jobs of one kind, and tells how the last one was refused. What is submitted may be made first, e.g. by uploads; null = there
 * is nothing to submit. While one is being made or sent, another call does nothing.
 */
export function useSubmit(kind: JobKind, onCreated: (job: JobResource) => void) {
  const client = useClient();
  const [refusal, setRefusal] = useState<ClientError | null>(null);
  useAtReturn(useCallback(() => setRefusal((before) => (isPassing(before) ? null : before)), []));
  const [sending, setSending] = useState(false);
  // Two presses of a button come before the page shows that it is sending.
  const isSending = useRef(false);
  // The same form sent twice, because the answer to the first was lost, is one job.
  const attempt = useRef({ body: "", key: "" });
  const create = async (input: Input): Promise<void> => {
    const body = JSON.stringify(input);
    if (attempt.current.body !== body) attempt.current = { body, key: randomHex() };
    const job = await client.jobs.create({ kind, input }, { idempotencyKey: attempt.current.key });
    rememberInput({ jobId: job.job_id, kind, input });
    onCreated(job);
  };
  const send = async (make: () => Promise<Input | null>): Promise<void> => {
    if (isSending.current) return;
    isSending.current = true;
    setSending(true);
    setRefusal(null);
    try {
      const input = await make();
      if (input !== null) await create(input);
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      if (isPassing(error)) checkReachability();
      setRefusal(error);
    } finally {
      isSending.current = false;
      setSending(false);
    }
  };
  const submit = (input: Input | (() => Promise<Input | null>)): void =>
    void send(typeof input === "function" ? input : async () => input);
  return { submit, refusal, sending };
}
