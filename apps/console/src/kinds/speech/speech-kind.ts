import type { JobEvent } from "@headway-jobs/client";
import { recallInput } from "../../job-data/input-memory.ts";
import { clockText } from "../../ui/format.ts";
import type { OfferedKind } from "../kind-view.ts";
import { SpeechFormView } from "./speech-form.tsx";
import { SpeechProgress } from "./speech-progress.tsx";
import { SpeechResult } from "./speech-result.tsx";

const TITLE_CHARS = 60;
const PHASES: Readonly<Record<string, string>> = { translating: "Translation", speaking: "Voice", joining: "Sound" };

export const speechKind: OfferedKind = {
  kind: "speech",
  noun: "speech",
  heading: "What should be translated and spoken?",
  lead: "Write a text. It is translated and spoken sentence by sentence; each sentence appears when it is ready.",
  titleOf({ metadata, job_id }) {
    const text = recallInput(job_id)?.input["text"];
    if (typeof metadata["project_name"] === "string") return metadata["project_name"];
    return typeof text === "string" ? shortened(text) : `Speech ${job_id.slice(-6)}`;
  },
  phaseText: (phase) => PHASES[phase] ?? "Starting",
  eventText,
  Form: SpeechFormView,
  Progress: SpeechProgress,
  Result: SpeechResult,
};

function shortened(text: string): string {
  const line = text.trim().replaceAll(/\s+/g, " ");
  return line.length <= TITLE_CHARS ? line : `${line.slice(0, TITLE_CHARS - 1)}…`;
}

function eventText(event: JobEvent): string | null {
  if (event.type === "speech.sentence.translated") {
    return `Sentence ${String(event["sentence"])} says: ${String(event["text"])}`;
  }
  if (event.type === "speech.sentence.spoken") {
    return `Sentence ${String(event["sentence"])} takes ${Number(event["duration"]).toFixed(1)} s`;
  }
  return event.type === "speech.sound" ? `The whole sound takes ${clockText(Number(event["duration"]))}` : null;
}
