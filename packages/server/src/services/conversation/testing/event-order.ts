import type { ConversationEventName } from "@headway-jobs/contract";

/**
 * The legal order of a conversation's events as a state machine (SPEC §5). Tests hold every stream against it, and the
 * documentation prints its table; the workflow does not ask it.
 */
export interface StreamedEvent {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface OrderState {
  readonly place: Place;
  readonly progress: number;
  /** Of the utterance whose readings are under way or were last. */
  readonly utteranceId: string | null;
  readonly live: boolean;
  /** Utterances that were transcribed, and how settled their emotion is. */
  readonly utterances: ReadonlyMap<string, "transcribed" | "provisional" | "final">;
  readonly lastStartS: number;
  readonly lastEndS: number;
}

/** Where a stream is between two events. */
export const PLACES = [
  "before",
  "between",
  "transcribed",
  "felt",
  "analysed",
  "summarised",
  "completed",
  "done",
  "failed",
] as const;
export type Place = (typeof PLACES)[number];

/** What may come next at each place and where it leads. `error` leads to `failed` from every place but the last two. */
export const ORDER: Readonly<Record<Place, Readonly<Partial<Record<OrderStep, Place>>>>> = {
  before: { "status starting": "between", "status waiting_media": "between" },
  between: {
    "status processing": "between",
    "status waiting_media": "between",
    partial_transcript: "between",
    final_transcript: "transcribed",
  },
  transcribed: { emotion: "felt" },
  felt: { cognitive: "analysed" },
  analysed: {
    "status processing": "analysed",
    partial_transcript: "analysed",
    transition: "analysed",
    moment: "analysed",
    "emotion again": "analysed",
    final_transcript: "transcribed",
    summary_update: "summarised",
  },
  summarised: { "status processing": "summarised", "status completed": "completed" },
  completed: { done: "done" },
  done: {},
  failed: {},
};

/** An event as the table names it: a status by its phase; `emotion again` settles a provisional one. */
export type OrderStep =
  | Exclude<ConversationEventName, "status" | "error">
  | `status ${"starting" | "waiting_media" | "processing" | "completed"}`
  | "emotion again";

export const ORDER_START: OrderState = {
  place: "before",
  progress: 0,
  utteranceId: null,
  live: false,
  utterances: new Map(),
  lastStartS: 0,
  lastEndS: 0,
};

/** The state after an event, or a sentence that says why it must not come here. */
export function nextInOrder(state: OrderState, { event, data }: StreamedEvent): OrderState | string {
  if (event === "error") {
    return state.place === "done" || state.place === "failed"
      ? `error after the end (${state.place})`
      : { ...state, place: "failed" };
  }
  const step = stepOf(state, event, data);
  const place = (ORDER[state.place] as Readonly<Record<string, Place>>)[step];
  if (place === undefined) return `${step} must not come at "${state.place}"`;
  return settle({ ...state, place }, event, data);
}

/** Problems of a whole stream, in its order; none when it is legal and came to its end. */
export function orderProblems(events: readonly StreamedEvent[]): string[] {
  let state = ORDER_START;
  for (const [index, one] of events.entries()) {
    const next = nextInOrder(state, one);
    if (typeof next === "string") return [`event ${index + 1}: ${next}`];
    state = next;
  }
  return state.place === "done" || state.place === "failed" ? [] : [`the stream ended at "${state.place}"`];
}

function stepOf(state: OrderState, event: string, data: StreamedEvent["data"]): string {
  if (event === "status") return `status ${String(data["phase"])}`;
  return event === "emotion" && state.place === "analysed" ? "emotion again" : event;
}

/** What the table cannot say: whose readings these are, that progress never falls, and what is said of which utterance. */
function settle(state: OrderState, event: string, data: StreamedEvent["data"]): OrderState | string {
  switch (event) {
    case "status":
      return settleStatus(state, data);
    case "partial_transcript":
      return state.live ? state : "a recording has no partial transcripts";
    case "final_transcript":
      return settleTranscript(state, data);
    case "emotion":
      return settleEmotion(state, data);
    case "cognitive":
      return data["utterance_id"] === state.utteranceId ? state : `cognitive of ${String(data["utterance_id"])}`;
    case "transition":
      return settleEvidence(state, data["evidence_utterance_ids"]);
    case "moment":
      return settleEvidence(state, data["utterance_ids"]);
    default:
      return state;
  }
}

function settleStatus(state: OrderState, { phase, progress }: StreamedEvent["data"]): OrderState | string {
  if (typeof progress !== "number" || progress < state.progress || progress > 1)
    return `progress ${String(progress)} after ${state.progress}`;
  if (phase === "completed" && progress !== 1) return "completed with a progress below 1";
  return { ...state, progress, live: state.live || phase === "waiting_media" };
}

function settleTranscript(state: OrderState, data: StreamedEvent["data"]): OrderState | string {
  const [id, startS, endS] = [String(data["utterance_id"]), Number(data["t_start"]), Number(data["t_end"])];
  if (state.utterances.has(id)) return `${id} was transcribed before`;
  // Live, who speaks into a long utterance of the other side ends first, and nobody waits for the end of that one.
  if (state.live && endS < state.lastEndS) return `${id} ends before the one before it`;
  if (!state.live && startS < state.lastStartS) return `${id} starts before the one before it`;
  const utterances = new Map(state.utterances).set(id, "transcribed");
  return { ...state, utteranceId: id, lastStartS: startS, lastEndS: endS, utterances };
}

function settleEmotion(state: OrderState, data: StreamedEvent["data"]): OrderState | string {
  const id = String(data["utterance_id"]);
  const stability = data["stability"];
  const before = state.utterances.get(id);
  if (state.place === "felt" && id !== state.utteranceId) return `emotion of ${id} after ${String(state.utteranceId)}`;
  if (state.place === "analysed" && (before !== "provisional" || stability !== "final"))
    return `a second emotion of ${id}, which was not provisional`;
  if (stability !== "final" && !(state.live && stability === "provisional")) return `stability ${String(stability)}`;
  return { ...state, utterances: new Map(state.utterances).set(id, stability) };
}

function settleEvidence(state: OrderState, ids: unknown): OrderState | string {
  const unknown = Array.isArray(ids) ? ids.find((id) => !state.utterances.has(String(id))) : "nothing";
  return unknown === undefined ? state : `${String(unknown)} as evidence, which was not transcribed`;
}
