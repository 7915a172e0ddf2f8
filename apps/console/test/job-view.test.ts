import { describe, expect, it } from "vitest";
import { jobView } from "../src/job-data/job-view.ts";
import { AT, LATER, logOf, progress } from "./support/log-of.ts";

describe("the view of a job's log", () => {
  it.each([
    ["nothing yet", logOf(), { status: "pending", progress: 0, startedAt: null }],
    ["queued", logOf(["job.queued"]), { status: "pending", message: "Queued" }],
    ["started", logOf(["job.queued"], ["job.started"]), { status: "in_progress", startedAt: AT, message: "Starting" }],
    [
      "progress",
      logOf(["job.started"], progress("a", 30)),
      { status: "in_progress", phase: "a", progress: 30, message: "Working" },
    ],
    ["progress that would fall", logOf(progress("a", 30), progress("b", 20)), { phase: "b", progress: 30 }],
    [
      "a second start after a crash",
      logOf(["job.started"], progress("a", 30), ["job.started", {}, LATER]),
      { startedAt: AT, message: "Working" },
    ],
    ["awaiting approval", logOf(["job.started"], ["job.awaiting_approval"]), { status: "awaiting_approval" }],
    ["resumed", logOf(["job.awaiting_approval"], ["job.resumed"]), { status: "in_progress" }],
    [
      "completed",
      logOf(progress("a", 95), ["job.completed", {}, LATER]),
      { status: "completed", progress: 100, endedAt: LATER },
    ],
    [
      "failed",
      logOf(progress("a", 40), ["job.failed", { code: "VOICE_FAILED", message: "No voice." }]),
      { status: "failed", progress: 40, failure: { code: "VOICE_FAILED", message: "No voice." } },
    ],
    ["cancelled", logOf(progress("a", 40), ["job.cancelled"]), { status: "cancelled", failure: null }],
    [
      "a warning",
      logOf(["job.warning", { code: "VOICE", message: "m" }]),
      { warnings: [{ code: "VOICE", message: "m" }] },
    ],
    [
      "an event of the kind's own",
      logOf(progress("a", 40), ["video.slide", { slide_number: 1 }]),
      { status: "in_progress", progress: 40 },
    ],
  ])("shows %s", (_title, events, expected) => {
    expect(jobView(events)).toMatchObject(expected);
  });
});
