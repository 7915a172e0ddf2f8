import { describe, expect, it } from "vitest";
import {
  conversationView,
  forPeople,
  heardWithText,
  transitionText,
} from "../src/kinds/conversation/conversation-view.ts";
import { recordingInputOf } from "../src/kinds/conversation/conversation-input.ts";
import { courseOf } from "../src/kinds/conversation/result/course.ts";
import { figureRows } from "../src/kinds/conversation/result/figures.ts";
import { logOf, progress } from "./support/log-of.ts";

const said = (number: number, speaker: string, startS: number) =>
  [
    "conversation.final_transcript",
    {
      utterance_id: `u${number}`,
      speaker,
      text: `Text ${number}`,
      t_start: startS,
      t_end: startS + 2,
      confidence: 0.9,
    },
  ] as const;
const felt = (number: number, label: string, valence: number, stability = "final") =>
  [
    "conversation.emotion",
    {
      utterance_id: `u${number}`,
      emotion: { emotions: { joy: 0.1, neutral: 0.2, [label]: 0.6 } },
      scores: { valence, arousal: 0.5, dominance: 0.5 },
      stability,
    },
  ] as const;
const heard = (id: string, text: string, isFinal = false) =>
  ["conversation.partial_transcript", { partial_id: id, text, is_final: isFinal, t_start: 0 }] as const;
const moment = (number: number) =>
  [
    "conversation.moment",
    { moment_id: `m${number}`, category: "objection", start_ms: 0, utterance_ids: ["u0", `u${number}`], summary: "S" },
  ] as const;

describe("a conversation as its events tell it", () => {
  it("has its utterances in the order of time, with feelings and moments at the ones they speak of", () => {
    const view = conversationView(
      logOf(said(1, "B", 5), said(0, "A", 0), felt(1, "anger", 0.2), progress("recognising", 40), moment(1)),
    );
    expect(view.speakers).toEqual(["A", "B"]);
    expect(view.utterances).toMatchObject([
      { id: "u0", feeling: null, moments: [] },
      { id: "u1", feeling: { label: "anger", share: 0.6, valence: 0.2 }, moments: [{ moment_id: "m1" }] },
    ]);
  });

  it("settles a provisional feeling by the final one", () => {
    const events = logOf(said(0, "A", 0), felt(0, "anger", 0.2, "provisional"), felt(0, "joy", 0.8));
    expect(conversationView(events.slice(0, 2)).utterances[0]?.feeling).toMatchObject({ provisional: true });
    expect(conversationView(events).utterances[0]?.feeling).toMatchObject({ label: "joy", provisional: false });
  });

  it("shows what is being said until it is told as a whole", () => {
    const events = logOf(heard("p1", "good"), heard("p1", "good morning"), heard("p2", ""), heard("p1", "", true));
    expect(conversationView(events.slice(0, 3)).partials).toEqual([{ id: "p1", text: "good morning" }]);
    expect(conversationView(events).partials).toEqual([]);
  });

  it("draws one line for each speaker", () => {
    const view = conversationView(
      logOf(said(0, "A", 0), felt(0, "joy", 0.8), said(1, "B", 4), felt(1, "anger", 0.2), said(2, "A", 8)),
    );
    expect(courseOf(view, "valence")).toEqual({
      atS: [1, 5],
      values: [
        [0.8, null],
        [null, 0.2],
      ],
    });
  });
});

const state = (emotion: "anger" | "joy") => ({ emotion, valence: 0, arousal: 0, dominance: 0 });

describe("the words of a conversation's page", () => {
  it("name speakers and changes as people would", () => {
    expect(forPeople("Speaker_0 answered Speaker_12; loud_speaker_x stayed")).toBe(
      "Speaker 0 answered Speaker 12; loud_speaker_x stayed",
    );
    expect(
      transitionText({
        transition_id: "t",
        speaker_id: "Speaker_1",
        at_ms: 0,
        from_state: state("anger"),
        to_state: state("joy"),
        drivers: {},
        evidence_utterance_ids: [],
        confidence: 1,
        stability: "final",
      }),
    ).toBe("Speaker 1 goes from anger to joy");
  });

  it("say figures with their units, and leave out what has a table of its own", () => {
    const rows = figureRows([
      { talk_share: 0.514, turns: 2, mean_response_latency_s: 0.464, topics: ["price"], load: { low: 1 } },
      { turns: 3, words_per_minute: 143.42 },
    ]);
    expect(rows).toEqual([
      { name: "Talk share", values: ["51 %", "–"] },
      { name: "Turns", values: ["2", "3"] },
      { name: "Mean response latency", values: ["0.46 s", "–"] },
      { name: "Topics", values: ["price", "–"] },
      { name: "Words per minute", values: ["–", "143.4"] },
    ]);
  });

  it("send no more than was filled in", () => {
    expect(recordingInputOf({ uploadId: "u", goal: " ", speakers: "" })).toEqual({ file: "u" });
    expect(recordingInputOf({ uploadId: "u", goal: " Sell ", speakers: "2" })).toEqual({
      file: "u",
      goal: "Sell",
      speakers: 2,
    });
  });
});

describe("what answered", () => {
  it("is named on the page, where the result says it", () => {
    const by = { recognition: "pocketsphinx", speech: "local/silero-vad", speakers: "built-in" };
    const text = "Recognition: pocketsphinx · finding speech: local/silero-vad · speakers: built-in";
    expect(heardWithText({ heard_with: by })).toBe(text);
    expect(heardWithText({})).toBeNull();
  });
});
