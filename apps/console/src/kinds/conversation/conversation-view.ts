import type { ConversationEventData, ConversationEventName, ConversationResult, JobEvent } from "@headway-jobs/client";

type Data<Name extends ConversationEventName> = ConversationEventData<Name>;
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
  const heard: Heard = { utterances: new Map(), partials: new Map() };
  for (const event of events) {
    if (!event.type.startsWith(PREFIX)) continue;
    // Trusted: the server has validated what it sends.
    const take = FOLD[event.type.slice(PREFIX.length) as ConversationEventName] as
      | ((heard: Heard, data: unknown) => void)
      | null
      | undefined;
    take?.(heard, event);
  }
  return viewOf([...heard.utterances.values()], heard.partials);
}

const PREFIX = "conversation.";

interface Heard {
  readonly utterances: Map<string, UtteranceView>;
  readonly partials: Map<string, string>;
}

/** What each event of the contract changes; null for one that the view does not show. */
const FOLD: { readonly [Name in ConversationEventName]: ((heard: Heard, data: Data<Name>) => void) | null } = {
  partial_transcript({ partials }, { partial_id: id, text, is_final: isFinal }) {
    if (isFinal) partials.delete(id);
    else partials.set(id, text);
  },
  final_transcript({ utterances }, said) {
    utterances.set(said.utterance_id, heardOf(said));
  },
  emotion(heard, read) {
    change(heard, read.utterance_id, () => ({ feeling: feelingOf(read) }));
  },
  moment(heard, moment) {
    change(heard, moment.utterance_ids.at(-1), ({ moments }) => ({ moments: [...moments, moment] }));
  },
  transition(heard, transition) {
    change(heard, transition.evidence_utterance_ids.at(-1), (one) => ({
      transitions: [...one.transitions, transition],
    }));
  },
  cognitive: null,
  // A part of the result, which the page shows when the job has ended.
  summary_update: null,
  // Frames of the public stream; a job has its own events for its phase and end.
  status: null,
  error: null,
  done: null,
};

function change(
  { utterances }: Heard,
  id: string | undefined,
  made: (before: UtteranceView) => Partial<UtteranceView>,
): void {
  const before = utterances.get(id ?? "");
  if (before !== undefined) utterances.set(before.id, { ...before, ...made(before) });
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

/** What really answered, after a model or vendor may have failed; null for results of earlier versions, which do not say it. */
export function heardWithText({ heard_with: by }: Partial<ConversationResult>): string | null {
  return by === undefined
    ? null
    : `Recognition: ${by.recognition} · finding speech: ${by.speech} · speakers: ${by.speakers}`;
}
