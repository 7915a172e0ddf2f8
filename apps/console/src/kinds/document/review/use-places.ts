import type { DocumentChange } from "@headway-jobs/client";
import { useClient } from "@headway-jobs/client/react";
import { useCallback, useEffect, useState } from "react";
import { parsed, readableText } from "../readable.ts";
import type { ReviewedChange } from "./review-view.ts";

const SHOWN_CHARS = 60;

/** Says behind which passage a new one comes. The document is read only when something is to be added to it. */
export function usePlaces(sessionId: string, batch: readonly ReviewedChange[]): (change: DocumentChange) => string {
  const client = useClient();
  const [body, setBody] = useState<HTMLElement | null>(null);
  const adds = batch.some(({ change }) => change.operation === "create");
  useEffect(() => {
    if (!adds) return undefined;
    const stop = new AbortController();
    // Without the document the proposals can be decided on as well.
    client.documents.history(sessionId, { withDocument: true, signal: stop.signal }).then(
      ({ document_state: state }) => setBody(parsed(state?.html_content ?? "").body),
      () => undefined,
    );
    return () => stop.abort();
  }, [client, sessionId, adds]);
  return useCallback((change) => placeText(change, body), [body]);
}

function placeText({ operation, insert_after_chunk_id: after }: DocumentChange, body: HTMLElement | null): string {
  if (operation !== "create" || body === null) return "";
  if (after === null) return "At the beginning of the document";
  const passage = body.querySelector(`[data-chunk-id="${CSS.escape(after)}"]`);
  if (passage === null) return "";
  const text = readableText(passage.outerHTML).replaceAll("\n", " ");
  return `After “${text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS).toWellFormed()}…` : text}”`;
}
