import type { ConversationEventData, ConversationResult, JobEvent } from "@headway-jobs/client";

type Data<Name extends Parameters<typeof asEvent>[1]> = ConversationEventData<Name>;
export type Moment = ConversationEventData<"moment">;
export type Transition = ConversationEventData<"transition">;

export interface Feeling {
  readonly label: string;
  /** 0–1. */
  readonly share: number;
  readonly valence: number;
  readonly arousal: number;
  /** May still be read otherwise when more was heard. */
  readonly provisional: boolean;
}

export interface UtteranceView {
  readonly id: string;
  readonly speaker: string;
  readonly text: string;
  /** Seconds. */
  readonly startS: number;
  readonly endS: number;
  readonly feeling: Feeling | null;
  readonly moments: readonly Moment[];
  readonly transitions: readonly Transition[];
}

export interface ConversationView {
  readonly utterances: readonly UtteranceView[];
  /** What is being said right now, as far as it was understood. */
  readonly partials: readonly { readonly id: string; readonly text: string }[];
  /** In the order in which they were first heard. */
  readonly speakers: readonly string[];
}

/** A conversation as a fold over its job's events. */
export function conversationView(events: readonly JobEvent[]): ConversationView {
  const utterances = new Map<string, UtteranceView>();
  const partials = new Map<string, string>();
  const change = (id: string | undefined, made: (before: UtteranceView) => Partial<UtteranceView>): void => {
    const before = utterances.get(id ?? "");
    if (before !== undefined) utterances.set(before.id, { ...before, ...made(before) });
  };
  for (const event of events) {
    if (event.type === "conversation.partial_transcript") {
      const { partial_id: id, text, is_final: isFinal } = asEvent(event, "partial_transcript");
      if (isFinal) partials.delete(id);
      else partials.set(id, text);
    } else if (event.type === "conversation.final_transcript") {
      const heard = heardOf(asEvent(event, "final_transcript"));
      utterances.set(heard.id, heard);
    } else if (event.type === "conversation.emotion") {
      const read = asEvent(event, "emotion");
      change(read.utterance_id, () => ({ feeling: feelingOf(read) }));
    } else if (event.type === "conversation.moment") {
      const moment = asEvent(event, "moment");
      change(moment.utterance_ids.at(-1), ({ moments }) => ({ moments: [...moments, moment] }));
    } else if (event.type === "conversation.transition") {
      const transition = asEvent(event, "transition");
      change(transition.evidence_utterance_ids.at(-1), (one) => ({ transitions: [...one.transitions, transition] }));
    }
  }
  return viewOf([...utterances.values()], partials);
}

/** The same of a finished analysis. */
export function viewOfResult({ timeline, moments, transitions }: ConversationResult): ConversationView {
  const utterances = timeline.map((entry): UtteranceView => ({
    id: entry.utterance_id,
    speaker: entry.speaker,
    text: entry.text,
    startS: entry.t_start,
    endS: entry.t_end,
    feeling: feelingOf({ ...entry, emotion: entry.emotion, scores: entry.emotion.scores, stability: "final" }),
    moments: moments.filter((one) => one.utterance_ids.at(-1) === entry.utterance_id),
    transitions: transitions.filter((one) => one.evidence_utterance_ids.at(-1) === entry.utterance_id),
  }));
  return viewOf(utterances, new Map());
}

function asEvent<Name extends "partial_transcript" | "final_transcript" | "emotion" | "moment" | "transition">(
  event: JobEvent,
  _name: Name,
): ConversationEventData<Name> {
  return event as unknown as ConversationEventData<Name>;
}

function viewOf(utterances: readonly UtteranceView[], partials: ReadonlyMap<string, string>): ConversationView {
  const inOrder = utterances.toSorted((a, b) => a.startS - b.startS);
  return {
    utterances: inOrder,
    partials: [...partials].map(([id, text]) => ({ id, text })).filter(({ text }) => text !== ""),
    speakers: [...new Set(inOrder.map(({ speaker }) => speaker))],
  };
}

function heardOf(heard: Data<"final_transcript">): UtteranceView {
  return {
    id: heard.utterance_id,
    speaker: heard.speaker,
    text: heard.text,
    startS: heard.t_start,
    endS: heard.t_end,
    feeling: null,
    moments: [],
    transitions: [],
  };
}

function feelingOf({ emotion, scores, stability }: Pick<Data<"emotion">, "emotion" | "scores" | "stability">): Feeling {
  const [label, share] = Object.entries(emotion.emotions).reduce((best, one) => (one[1] > best[1] ? one : best));
  const { valence, arousal } = scores;
  return { label, share, valence, arousal, provisional: stability === "provisional" };
}

/** `Speaker_0` is how the API names it; people read `Speaker 0`. */
export function forPeople(text: string): string {
  return text.replaceAll(/\bSpeaker_(?=\w)/g, "Speaker ");
}

const MOMENTS: Readonly<Record<Moment["category"], string>> = {
  objection: "Objection",
  cta_offered: "Proposal",
  cta_accepted: "Accepted",
  cta_rejected: "Turned down",
  topic_shift: "New topic",
};

export function momentText({ category }: Pick<Moment, "category">): string {
  return MOMENTS[category];
}

/** `Speaker 0 goes from neutral to joy` */
export function transitionText({ speaker_id: speaker, from_state: from, to_state: to }: Transition): string {
  return `${forPeople(speaker)} goes from ${from.emotion} to ${to.emotion}`;
}
