import { type ApproveRequest, approveSchema, HeadwayError } from "@headway-jobs/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decide, decisionsMetadata, type Review, reviewOf, votesOf } from "./review.ts";

const shown = (...ids: readonly string[]) =>
  ids.map((id) => ({ change_id: id, change_hash: `hash of ${id}`, batch_id: ids[0] ?? "" }));
const fresh: Review = { pending: shown("ch_1", "ch_2", "ch_3"), decisions: new Map() };
const request = (members: object): ApproveRequest => approveSchema.parse({ job_id: "job", approved: true, ...members });

/** The review after these requests, one after the other. */
function after(review: Review, ...requests: readonly object[]): Review {
  return requests.reduce<Review>((now, members) => {
    const { decided } = decide(now, votesOf(now, request(members)));
    return { pending: now.pending, decisions: new Map([...now.decisions, ...decided]) };
  }, review);
}

function codeOf(work: () => unknown): string | null {
  try {
    work();
    return null;
  } catch (error) {
    if (error instanceof HeadwayError) return error.code;
    throw error;
  }
}

describe("a review", () => {
  it.each([
    ["all at once", [{}], 0],
    ["one by one", [{ change_id: "ch_2" }, { change_id: "ch_1", approved: false }], 1],
    [
      "a mixed list",
      [{ changes: [{ change_id: "ch_1" }, { change_id: "ch_3", approved: false, feedback: "Why?" }] }],
      1,
    ],
    ["the rest", [{ change_id: "ch_1", approved: false }, {}], 0],
    ["the same twice", [{ change_id: "ch_1" }, { change_id: "ch_1" }], 2],
    [
      "the same list twice",
      [
        { approved: false, feedback: "No" },
        { approved: false, feedback: "No" },
      ],
      0,
    ],
  ])("counts what is undecided after %s", (_name, requests, left) => {
    const review = after(fresh, ...requests);
    expect(review.pending.filter(({ change_id: id }) => !review.decisions.has(id))).toHaveLength(left);
  });

  it.each([
    ["an unknown change", [], { change_id: "ch_9" }, "NOT_FOUND"],
    ["a change named like a member of objects", [], { change_id: "__proto__" }, "NOT_FOUND"],
    ["one unknown among known", [], { changes: [{ change_id: "ch_1" }, { change_id: "ch_9" }] }, "NOT_FOUND"],
    ["the opposite", [{ change_id: "ch_1" }], { change_id: "ch_1", approved: false }, "CONFLICT"],
    ["the opposite of all", [{}], { approved: false }, "CONFLICT"],
    ["feedback that came too late", [{ approved: false }], { approved: false, feedback: "Shorter" }, "CONFLICT"],
    [
      "two answers at once",
      [],
      { changes: [{ change_id: "ch_1" }, { change_id: "ch_1", approved: false }] },
      "CONFLICT",
    ],
    ["another hash", [], { change_id: "ch_1", change_hash: "hash of ch_2" }, "CONFLICT"],
    ["another hash in a list", [], { changes: [{ change_id: "ch_1", change_hash: "x" }] }, "CONFLICT"],
  ])("refuses %s", (_name, before, asked, code) => {
    const review = after(fresh, ...before);
    expect(codeOf(() => decide(review, votesOf(review, request(asked))))).toBe(code);
  });

  it("refuses everything while nothing has been shown", () => {
    const nothing = reviewOf({ pending_changes: [], pending_batch_decisions: null });
    expect(codeOf(() => votesOf(nothing, request({})))).toBe("CONFLICT");
    expect(codeOf(() => decide(nothing, votesOf(nothing, request({ change_id: "ch_1" }))))).toBe("CONFLICT");
  });

  it("takes the hash that was shown, and one feedback for all of a list that have none of their own", () => {
    const asked = request({
      approved: false,
      feedback: "Shorter",
      changes: [
        { change_id: "ch_1", change_hash: "hash of ch_1" },
        { change_id: "ch_2", feedback: "Longer" },
        { change_id: "ch_3", approved: true },
      ],
    });
    const { decided, complete } = decide(fresh, votesOf(fresh, asked));
    expect([...decided.values()].map(({ approved, feedback }) => [approved, feedback])).toEqual([
      [false, "Shorter"],
      [false, "Longer"],
      [true, null],
    ]);
    expect(complete).toBe(true);
  });

  it("takes the last batch's answer again when its sender lost the reply, also after the next batch has been asked for", () => {
    const first = after(fresh, { approved: false, feedback: "Shorter" });
    const between: Review = { ...first, pending: [] };
    expect(decide(between, votesOf(between, request({ approved: false, feedback: "Shorter" }))).decided.size).toBe(0);
    const second: Review = { pending: shown("ch_4"), decisions: first.decisions };
    expect(votesOf(second, request({})).map((vote) => vote.change_id)).toEqual(["ch_4"]);
    expect(decide(second, votesOf(second, request({ change_id: "ch_1", approved: false }))).decided.size).toBe(0);
  });
});

describe("any sequence of requests", () => {
  const id = fc.constantFrom("ch_1", "ch_2", "ch_3", "ch_4", "constructor");
  const feedback = fc.option(fc.constantFrom("Shorter", "Longer", " "), { nil: undefined });
  const entry = fc.record({ change_id: id, approved: fc.option(fc.boolean(), { nil: null }), feedback });
  const form = fc.oneof(
    fc.record({ approved: fc.boolean(), feedback }),
    fc.record({ approved: fc.boolean(), feedback, change_id: id }),
    fc.record({ approved: fc.boolean(), feedback, changes: fc.array(entry, { minLength: 1, maxLength: 5 }) }),
  );

  it("decides each change once, permanently, as the plainest model of a review has it", () => {
    fc.assert(
      fc.property(fc.array(form, { maxLength: 12 }), (forms) => {
        let review = fresh;
        const model = new Map<string, boolean>();
        for (const members of forms) {
          const asked = request(members);
          const votes = votesOf(review, asked);
          const wrong = votes.some(({ change_id: one, approved }) => {
            const known = model.get(one);
            const contradicted = votes.some((other) => other.change_id === one && other.approved !== approved);
            return (
              !["ch_1", "ch_2", "ch_3"].includes(one) || contradicted || (known !== undefined && known !== approved)
            );
          });
          const code = codeOf(() => {
            const verdict = decide(review, votes);
            review = reviewOf({
              pending_changes: review.pending.map((one) => ({ ...one })),
              ...decisionsMetadata(review, verdict.decided),
            });
            for (const one of verdict.decided.keys()) model.set(one, verdict.decided.get(one)?.approved === true);
            expect(verdict.left).toBe(3 - model.size);
          });
          if (wrong) expect(code).toMatch(/NOT_FOUND|CONFLICT/);
          // What is refused all the same is feedback that nobody would read.
          else if (code !== null) expect(votes.some((vote) => vote.feedback !== null)).toBe(true);
          expect(new Map([...review.decisions].map(([one, { approved }]) => [one, approved]))).toEqual(model);
        }
      }),
    );
  });
});
