import { HeadwayError, toWireJson } from "@headway-jobs/contract";
import type { JobEvent } from "@headway-jobs/engine";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { documentDialect, type DocumentState } from "./dialect.ts";

const job = { jobId: "job_01JD0000000000000000ABCDEF", kind: "document", sessionId: "s", createdAtMs: 0 } as const;
const atMs = Date.UTC(2026, 2, 7, 10, 0, 1);
const event = (seq: number, type: string, data: object = {}): JobEvent => ({
  seq,
  type,
  atMs,
  dataJson: toWireJson(data),
});

function framesOf(events: readonly JobEvent[]) {
  let state: DocumentState = documentDialect.initialState;
  return events.flatMap((one) => {
    const step = documentDialect.frames(one, state, job);
    state = step.state;
    return step.frames.map((frame) => ({ ...frame, data: JSON.parse(frame.data) as Record<string, unknown> }));
  });
}

const change = { change_id: "ch_1", operation: "edit", change_hash: "h" };
const usage = {
  monthly_used: 43,
  monthly_limit: 500,
  monthly_remaining: 457,
  was_billable: true,
  subscription_tier: "free",
};
const result = { response: "Done.", document_changes: null, usage, session_id: "s" };

describe("the documents dialect", () => {
  it("shows a job's life in the compatible API's five events and its envelope", () => {
    const frames = framesOf([
      event(1, "job.queued"),
      event(2, "job.started"),
      event(3, "document.sync", { html: "<p>A</p>" }),
      event(4, "document.intermediate", { content: "Analyzing document structure..." }),
      event(5, "job.warning", { code: "X", message: "One thing was left out." }),
      event(6, "document.proposed", change),
      event(7, "job.awaiting_approval"),
      event(8, "job.resumed"),
      event(9, "document.result", result),
      event(10, "job.completed"),
    ]);
    expect(frames).toEqual([
      { event: "document_sync", id: "3", data: { type: "document_sync", html: "<p>A</p>", sequence: 3 } },
      {
        event: "intermediate",
        id: "4",
        data: {
          type: "intermediate",
          content: "Analyzing document structure...",
          sequence: 4,
          timestamp: "2026-03-07T10:00:01.000Z",
        },
      },
      {
        event: "intermediate",
        id: "5",
        data: {
          type: "intermediate",
          content: "One thing was left out.",
          sequence: 5,
          timestamp: "2026-03-07T10:00:01.000Z",
        },
      },
      {
        event: "proposed_change",
        id: "6",
        data: { type: "proposed_change", content: JSON.stringify(change), sequence: 6 },
      },
      { event: "final", data: { content: "Done.", result } },
      { event: "usage", id: "10", data: usage },
    ]);
  });

  it.each([
    ["job.failed", { code: "QUOTA", message: "Request timed out" }, "Request timed out"],
    ["job.cancelled", {}, "The job was cancelled."],
  ])("ends %s with an error that has no content", (type, data, error) => {
    expect(framesOf([event(1, type, data)])).toEqual([{ event: "error", id: "1", data: { error } }]);
  });

  it("tells a wait for a provider as intermediate, and no other progress", () => {
    const content = "The model is busy; next try in 60 s.";
    const progress = { phase: "editing", progress: 20, message: content };
    const waiting = { ...progress, next_try_at: "2026-03-07T10:01:01.000Z" };
    expect(framesOf([event(3, "job.progress", progress)])).toEqual([]);
    expect(framesOf([event(4, "job.progress", waiting)])).toMatchObject([
      { event: "intermediate", id: "4", data: { type: "intermediate", content, sequence: 4 } },
    ]);
  });

  it("tells a refused stream why, in one frame without id", () => {
    const frames = documentDialect.failure(new HeadwayError("NOT_FOUND", "There is no such job."), 0);
    expect(frames.map(({ event: name, id, data }) => [name, id, data])).toEqual([
      ["error", undefined, '{"error":"There is no such job."}'],
    ]);
  });

  it.each([
    ["0", { seq: 0 }],
    ["12", { seq: 12 }],
    ["-1", null],
    ["01", null],
    ["1.5", null],
    ["job_1:2", null],
    ["9999999999999999", null],
  ])("reads the cursor %j", (raw, cursor) => {
    expect(documentDialect.parseCursor(raw)).toEqual(cursor);
  });

  it("gives ids that rise, one a log event at most, and never a content with an error", () => {
    const types = [
      "document.sync",
      "document.intermediate",
      "job.warning",
      "document.proposed",
      "document.result",
      "job.progress",
    ];
    const texts = fc.record({
      html: fc.string(),
      content: fc.string(),
      message: fc.string(),
      response: fc.string(),
      usage: fc.constant(usage),
    });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...types), texts)),
        fc.constantFrom("job.completed", "job.failed"),
        (events, last) => {
          const log = [...events, [last, { message: "x" }] as const].map(([type, data], index) =>
            event(index + 1, type, data),
          );
          const frames = framesOf(log);
          const ids = frames.flatMap(({ id }) => (id === undefined ? [] : [Number(id)]));
          expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => a - b));
          expect(ids.at(-1)).toBe(log.length);
          expect(frames.filter(({ data }) => "error" in data && "content" in data)).toEqual([]);
        },
      ),
    );
  });
});
