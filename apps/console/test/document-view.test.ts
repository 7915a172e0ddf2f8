import type { DocumentChange } from "@headway-jobs/client";
import { describe, expect, it } from "vitest";
import { documentInputOf, isBlankHtml } from "../src/kinds/document/document-input.ts";
import { standingOf, turnsOf } from "../src/kinds/document/result/turns.ts";
import { nextUndecided, reviewView, tallyText, type Decision } from "../src/kinds/document/review/review-view.ts";
import { statementsOf } from "../src/kinds/document/statements.ts";
import { logOf, progress } from "./support/log-of.ts";

const change = (number: number, batch = 1): DocumentChange => ({
  change_id: `ch_${number}`,
  operation: "edit",
  chunk_id: `chunk-${number}`,
  old_html: "<p>Old</p>",
  new_html: "<p>New</p>",
  ai_explanation: "Because.",
  batch_id: `ch_${batch}`,
  batch_total: 2,
  insert_after_chunk_id: null,
  change_hash: `hash-${number}`,
});
const proposed = (number: number, batch = 1) => ["document.proposed", change(number, batch)] as const;
const approved: Decision = { approved: true, feedback: null };
const denied: Decision = { approved: false, feedback: "Shorter" };
const nobody = new Map<string, Decision>();

/** `1:open 2:approved`, with `*` for what was decided elsewhere. */
const shown = (view: ReturnType<typeof reviewView>): string =>
  view.batch
    .map(({ change: { change_id: id }, decision, elsewhere }) => {
      const state = decision === null ? "open" : decision.approved ? "approved" : "denied";
      return `${id}:${state}${elsewhere ? "*" : ""}`;
    })
    .join(" ");

const job = (pending: readonly DocumentChange[], decisions: Readonly<Record<string, Decision>> | null) => ({
  metadata: { pending_changes: pending, pending_batch_decisions: decisions },
});
const tally = (decisions: Readonly<Record<string, Decision>>) =>
  tallyText(reviewView(job([change(1), change(2)], decisions), [], nobody));
const message = (jobId: string, sender: "user" | "ai", index: number) => ({
  id: `${jobId}_${sender}`,
  sender,
  content: `${sender} ${index}`,
  timestamp: "2026-11-20T12:00:00.000Z",
  turn_index: index,
  checkpoint_id: null,
});
const say = (content: string) => ["document.intermediate", { content }] as const;

describe("the review of a document", () => {
  it.each([
    ["nothing decided", job([change(1), change(2)], null), nobody, "ch_1:open ch_2:open", 2],
    [
      "a decision of this page",
      job([change(1), change(2)], null),
      new Map([["ch_2", denied]]),
      "ch_1:open ch_2:denied",
      1,
    ],
    ["a decision of another", job([change(1), change(2)], { ch_1: approved }), nobody, "ch_1:approved* ch_2:open", 1],
    [
      "this page's own when the job shows it too",
      job([change(1)], { ch_1: approved }),
      new Map([["ch_1", approved]]),
      "ch_1:approved",
      0,
    ],
    ["the events' batch until the job is read", null, nobody, "ch_1:open ch_2:open", 2],
  ])("shows %s", (_title, resource, mine, expected, left) => {
    const view = reviewView(resource, logOf(proposed(1), proposed(2)), mine);
    expect(shown(view)).toBe(expected);
    expect(view.left).toBe(left);
  });

  it("keeps earlier rounds apart from the one that waits", () => {
    const events = logOf(proposed(1), proposed(2), proposed(3, 3));
    const view = reviewView(job([change(3, 3)], { ch_1: approved, ch_2: denied }), events, nobody);
    expect(shown(view)).toBe("ch_3:open");
    expect(view.earlier.map(({ decision }) => decision)).toEqual([approved, denied]);
  });

  it("says how far it is", () => {
    expect(tally({})).toBe("None decided, 2 remaining");
    expect(tally({ ch_2: denied })).toBe("1 denied, 1 remaining");
    expect(tally({ ch_1: approved, ch_2: denied })).toBe(
      "1 approved, 1 denied. All decided, the document is being made.",
    );
  });

  it.each([
    ["the one behind", { ch_1: approved }, "ch_1", "ch_2"],
    ["the first one behind the last", { ch_3: approved }, "ch_3", "ch_1"],
    ["none when all are decided", { ch_1: approved, ch_2: approved, ch_3: approved }, "ch_3", null],
  ])("continues to %s", (_title, decisions, from, to) => {
    const { batch } = reviewView(job([change(1), change(2), change(3)], decisions), [], nobody);
    expect(nextUndecided(batch, from)).toBe(to);
  });
});

describe("a session's history", () => {
  const turns = turnsOf({
    messages: [
      message("job_A", "user", 0),
      message("job_A", "ai", 0),
      message("job_B", "user", 1),
      message("job_B", "ai", 1),
    ],
  });

  it("joins a message and its answer to one turn", () => {
    expect(turns.map(({ jobId, message: asked, response }) => [jobId, asked, response])).toEqual([
      ["job_A", "user 0", "ai 0"],
      ["job_B", "user 1", "ai 1"],
    ]);
  });

  it("knows whether a job's turn is the newest, was gone on from, or was taken back", () => {
    expect(["job_B", "job_A", "job_C"].map((jobId) => standingOf(turns, jobId))).toEqual([
      "newest",
      "continued",
      "reverted",
    ]);
  });
});

describe("the document form", () => {
  it("sends the document unless the session holds it just so", () => {
    const document = { sessionId: "console-1", html: "<p>A</p>", stored: false };
    const instruction = { message: " Fix spelling ", ask: true };
    expect(documentInputOf(instruction, document)).toEqual({
      message: "Fix spelling",
      session_id: "console-1",
      approval_mode: "ask_every_time",
      document_html: "<p>A</p>",
    });
    expect(documentInputOf({ ...instruction, ask: false }, { ...document, stored: true })).toEqual({
      message: "Fix spelling",
      session_id: "console-1",
      approval_mode: "approve_all",
    });
  });

  it.each([
    ["<p></p>", true],
    [" <p>&nbsp;<br></p> ", true],
    ["<p>a</p>", false],
    ['<img src="data:,">', false],
  ])("takes %j for blank: %s", (html, blank) => {
    expect(isBlankHtml(html)).toBe(blank);
  });
});

describe("what the editor says", () => {
  it("stands once, also when a run after a crash says it again", () => {
    const events = logOf(say("A"), progress("editing", 10), say("B"), say("A"));
    expect(statementsOf(events)).toEqual([
      { seq: 1, text: "A" },
      { seq: 3, text: "B" },
    ]);
  });
});
