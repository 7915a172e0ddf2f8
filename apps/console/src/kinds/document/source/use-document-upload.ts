import { ClientError } from "@headway-jobs/client";
import { useClient } from "@headway-jobs/client/react";
import { useEffect, useRef, useState } from "react";
import { newSessionId, type SourceDocument } from "../document-input.ts";
import { useProblem } from "../../../job-data/use-problem.ts";

/** Takes a file to the server, which reads it into a session of its own. */
export function useDocumentUpload(onTaken: (document: SourceDocument) => void) {
  const client = useClient();
  const [busy, setBusy] = useState("");
  const [problem, setProblem] = useProblem();
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const upload = async (file: File): Promise<void> => {
    running.current?.abort();
    const stop = new AbortController();
    running.current = stop;
    setBusy(file.name);
    setProblem("");
    const sessionId = newSessionId();
    try {
      const { html, warnings } = await client.documents.upload(sessionId, file, file.name, { signal: stop.signal });
      onTaken({ name: file.name, html, sessionId, stored: true, warnings });
    } catch (error) {
      if (stop.signal.aborted) return;
      if (!(error instanceof ClientError)) throw error;
      setProblem(error);
    }
    setBusy("");
  };
  return { busy, problem, take: (file: File | undefined): void => void (file !== undefined && upload(file)) };
}
