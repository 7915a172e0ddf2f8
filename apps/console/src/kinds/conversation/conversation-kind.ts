import type { ConversationEventName, JobEvent, KindEvent } from "@headway-jobs/client";
import { clockText } from "../../ui/format.ts";
import { lazyPart } from "../../ui/lazy-part.tsx";
import type { OfferedKind } from "../kind-view.ts";

const PHASES: Readonly<Record<string, string>> = {
  waiting_media: "Waiting for audio",
  decoding: "Reading",
  listening: "Listening",
  recognising: "Transcript",
  concluding: "Summary",
};

export const conversationKind: OfferedKind = {
  kind: "conversation",
  noun: "conversation",
  heading: "What was said, and how?",
  lead: "Send a recording, or use the microphone. You get a transcript with speakers, emotions, turning points and a summary; it grows while you record.",
  titleOf({ metadata, job_type, job_id }) {
    if (job_type === "live") return `Live conversation ${job_id.slice(-4)}`;
    return typeof metadata["filename"] === "string" ? metadata["filename"] : `Conversation ${job_id.slice(-4)}`;
  },
  phaseText: (phase) => PHASES[phase] ?? "Starting",
  eventText,
  isOpenEnded: ({ job_type }) => job_type === "live",
  Form: lazyPart(async () => (await import("./conversation-form.tsx")).ConversationForm),
  Progress: lazyPart(async () => (await import("./conversation-progress.tsx")).ConversationProgress),
  Result: lazyPart(async () => (await import("./result/conversation-result.tsx")).ConversationResultView),
};

function eventText(event: JobEvent): string | null {
  return (EVENT_TEXT as Readonly<Record<string, EventText | null>>)[event.type]?.(event as KindEvent) ?? null;
}

type EventText = (event: KindEvent) => string;

/** Every event of the contract; null for one that the list of events shows without a text. */
const EVENT_TEXT: Readonly<Record<`conversation.${ConversationEventName}`, EventText | null>> = {
  "conversation.partial_transcript": ({ text }) => `${String(text)}…`,
  "conversation.final_transcript"({ speaker, text, t_start: startS }) {
    return `${clockText(Number(startS))} ${String(speaker)}: ${String(text)}`;
  },
  "conversation.moment": ({ summary }) => String(summary),
  "conversation.cognitive": ({ rationale }) => String(rationale),
  "conversation.emotion": null,
  "conversation.transition": null,
  "conversation.summary_update": null,
  "conversation.status": null,
  "conversation.error": null,
  "conversation.done": null,
};
