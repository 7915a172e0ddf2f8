import { conversationEventSchemas } from "@headway-jobs/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextInOrder, ORDER, ORDER_START, orderProblems, PLACES, type StreamedEvent } from "./event-order.ts";

const status = (phase: string, progress: number): StreamedEvent => ({ event: "status", data: { phase, progress } });
const said = (n: number): StreamedEvent => ({ event: "final_transcript", data: { utterance_id: `u${n}`, t_start: n } });
const spoken = (n: number, startS: number, endS: number): readonly StreamedEvent[] => [
  { event: "final_transcript", data: { utterance_id: `u${n}`, t_start: startS, t_end: endS } },
  felt(n),
  thought(n),
];
const felt = (n: number, stability = "final"): StreamedEvent => ({
  event: "emotion",
  data: { utterance_id: `u${n}`, stability },
});
const thought = (n: number): StreamedEvent => ({ event: "cognitive", data: { utterance_id: `u${n}` } });
const told = (n: number, stability = "final") => [said(n), felt(n, stability), thought(n)];
const partial: StreamedEvent = { event: "partial_transcript", data: { partial_id: "p", text: "hel", is_final: false } };
const transition = (...ids: string[]): StreamedEvent => ({
  event: "transition",
  data: { evidence_utterance_ids: ids },
});
const moment = (...ids: string[]): StreamedEvent => ({ event: "moment", data: { utterance_ids: ids } });
const summary: StreamedEvent = { event: "summary_update", data: { summary: {} } };
const done: StreamedEvent = { event: "done", data: {} };
const failed: StreamedEvent = { event: "error", data: { code: "STREAM_FAILURE" } };
const ending = [summary, status("completed", 1), done];
const recorded = [
  status("starting", 0),
  status("processing", 0.1),
  ...told(1),
  ...told(2),
  transition("u1", "u2"),
  moment("u2"),
  ...ending,
];
const captured = [
  status("waiting_media", 0),
  partial,
  ...told(1, "provisional"),
  partial,
  ...told(2),
  felt(1),
  ...ending,
];

describe("the order of a conversation's events", () => {
  it("has a step for every event of the contract", () => {
    // A status is told apart by its phase; an error may come at every place.
    const names = Object.values(ORDER).flatMap((steps) => Object.keys(steps).map((step) => step.split(" ")[0]));
    expect(new Set([...names, "error"])).toEqual(new Set(Object.keys(conversationEventSchemas)));
  });

  it.each([
    ["a recording", recorded],
    ["a live session whose first reading is settled later", captured],
    [
      "somebody who speaks into a longer utterance of a live session",
      [status("waiting_media", 0), ...spoken(1, 3, 4), ...spoken(2, 0, 9), ...ending],
    ],
    ["a failure at once", [failed]],
    ["a failure between an utterance and its readings", [status("starting", 0), said(1), failed]],
  ])("allows %s", (_, events) => {
    expect(orderProblems(events)).toEqual([]);
  });

  it.each([
    ["a stream without a beginning", told(1), /final_transcript must not come at "before"/],
    ["an emotion of another utterance", [status("starting", 0), said(1), felt(2)], /emotion of u2/],
    [
      "a status between a transcript and its emotion",
      [status("starting", 0), said(1), status("processing", 0.2)],
      /status processing must not come at "transcribed"/,
    ],
    [
      "a moment before the cognitive reading",
      [status("starting", 0), said(1), felt(1), moment("u1")],
      /moment must not come at "felt"/,
    ],
    [
      "progress that falls",
      [status("starting", 0), status("processing", 0.5), status("processing", 0.4)],
      /progress 0.4 after 0.5/,
    ],
    ["an utterance twice", [status("starting", 0), ...told(1), said(1)], /u1 was transcribed before/],
    ["utterances out of their order", [status("starting", 0), ...told(2), said(1)], /u1 starts before/],
    [
      "utterances of a live session out of the order of their ends",
      [status("waiting_media", 0), ...spoken(1, 0, 9), ...spoken(2, 3, 4)],
      /u2 ends before/,
    ],
    [
      "a provisional reading of a recording",
      [status("starting", 0), said(1), felt(1, "provisional")],
      /stability provisional/,
    ],
    ["a final reading that is settled again", [status("waiting_media", 0), ...told(1), felt(1)], /not provisional/],
    [
      "a settled reading between a transcript and its own",
      [status("waiting_media", 0), ...told(1, "provisional"), said(2), felt(1)],
      /emotion of u1 after u2/,
    ],
    [
      "a settled reading after the summary",
      [status("waiting_media", 0), ...told(1, "provisional"), summary, felt(1)],
      /emotion must not come at "summarised"/,
    ],
    ["a partial transcript of a recording", [status("starting", 0), partial], /no partial transcripts/],
    ["a summary of nothing", [status("starting", 0), summary], /summary_update must not come at "between"/],
    ["evidence that was never said", [status("starting", 0), ...told(1), transition("u9")], /u9 as evidence/],
    ["an end without completion", [...recorded.slice(0, -2), done], /done must not come at "summarised"/],
    ["completion below 1", [...recorded.slice(0, -2), status("completed", 0.9)], /progress below 1/],
    ["anything after the end", [...recorded, failed], /error after the end/],
    ["a stream that just stops", recorded.slice(0, -1), /ended at "completed"/],
  ])("refuses %s", (_, events, problem) => {
    expect(orderProblems(events)[0]).toMatch(problem);
  });

  it("knows a way from every place to an end", () => {
    const ways = PLACES.filter((place) => place !== "done" && place !== "failed").map((place) => {
      const reached = new Set<string>([place]);
      for (const at of reached) for (const next of Object.values(ORDER[at as keyof typeof ORDER])) reached.add(next);
      return reached.has("done");
    });
    expect(ways.every(Boolean)).toBe(true);
  });

  it("finds every event that is lost or doubled in a recording's stream", () => {
    const essential = recorded.flatMap(({ event, data }, index) =>
      event === "transition" || event === "moment" || data["phase"] === "processing" ? [] : [index],
    );
    fc.assert(
      fc.property(fc.constantFrom(...essential), fc.boolean(), (index, doubled) => {
        const broken = recorded.flatMap((one, at) => (at !== index ? [one] : doubled ? [one, one] : []));
        expect(orderProblems(broken)).toHaveLength(1);
      }),
    );
  });

  it("is a pure step from state to state", () => {
    const opened = nextInOrder(ORDER_START, status("starting", 0));
    expect(ORDER_START.place).toBe("before");
    expect(opened).toMatchObject({ place: "between" });
  });
});
