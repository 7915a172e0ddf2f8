import type { JobEvent, KindEvent } from "@headway-jobs/client";
import { lazyPart } from "../../ui/lazy-part.tsx";
import type { OfferedKind } from "../kind-view.ts";

const TITLE_CHARS = 70;
const PHASES: Readonly<Record<string, string>> = {
  opening: "Opening",
  editing: "Editing",
  applying: "Applying",
};

export const documentKind: OfferedKind = {
  kind: "document",
  noun: "document",
  heading: "What should be edited?",
  lead: "Add a document and an instruction. You can review each change before it is applied, and undo it later.",
  titleOf({ metadata, job_id }) {
    const message = metadata["message"];
    return typeof message === "string" ? shortened(message) : `Document ${job_id.slice(-6)}`;
  },
  phaseText: (phase) => PHASES[phase] ?? "Starting",
  eventText,
  Form: lazyPart(async () => (await import("./document-form.tsx")).DocumentForm),
  Progress: lazyPart(async () => (await import("./document-progress.tsx")).DocumentProgress),
  Review: lazyPart(async () => (await import("./review/review-panel.tsx")).ReviewPanel),
  Result: lazyPart(async () => (await import("./result/document-result.tsx")).DocumentResult),
};

function shortened(text: string): string {
  const line = text.trim().replaceAll(/\s+/g, " ");
  return line.length <= TITLE_CHARS ? line : `${line.slice(0, TITLE_CHARS - 1)}…`;
}

function eventText(event: JobEvent): string | null {
  return (
    (EVENT_TEXT as Readonly<Record<string, (event: KindEvent) => string>>)[event.type]?.(event as KindEvent) ?? null
  );
}

const EVENT_TEXT = {
  "document.intermediate": ({ content }: KindEvent) => String(content),
  "document.proposed"({ change_id, operation, ai_explanation }: KindEvent) {
    return `${String(change_id)} (${String(operation)}): ${String(ai_explanation)}`;
  },
  "document.sync": () => "The document as it was received",
  "document.result": ({ response }: KindEvent) => String(response),
};
