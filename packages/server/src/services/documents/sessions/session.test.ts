import { HeadwayError } from "@headway-jobs/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EMPTY_SESSION, finishTurn, openSession, replaceDocument, revertTo, type Session } from "./session.ts";

const turn = (jobId: string, before: number | null) => ({
  jobId,
  message: `message of ${jobId}`,
  response: "Done.",
  sentAtMs: 1,
  answeredAtMs: 2,
  before,
});

function openedBy(session: Session) {
  if (session.opened === null) throw new Error("nobody has opened the session");
  return session.opened;
}

describe("a session", () => {
  it("is opened once by a job, whatever else has happened when it asks again", () => {
    const opened = openSession(EMPTY_SESSION, "a", 7);
    expect(opened).toMatchObject({ versionId: 7, opened: { jobId: "a", edition: 1, versionId: 7 } });
    expect(openSession(opened, "a", 9)).toBe(opened);
    expect(openSession(openSession(opened, "b", null), "b", null).opened?.versionId).toBe(7);
  });

  it("takes a turn, and no second one of the same opening", () => {
    const opened = openSession(EMPTY_SESSION, "a", 7);
    const finished = finishTurn(opened, openedBy(opened), turn("a", 7), 8);
    expect(finished).toMatchObject({ versionId: 8, turns: [{ jobId: "a" }] });
    expect(() => finishTurn(finished, openedBy(opened), turn("a", 7), 8)).toThrow("nothing was applied");
  });

  it.each<[string, (session: Session) => Session]>([
    ["another document took the place", (session) => replaceDocument(session, 20)],
    ["another job opened it", (session) => openSession(session, "b", null)],
    ["it was reverted", (session) => revertTo(session, 0).session],
  ])("refuses the work of a job after %s", (_name, happens) => {
    const first = openSession(EMPTY_SESSION, "first", 1);
    const before = openSession(finishTurn(first, openedBy(first), turn("first", 1), 2), "a", null);
    const work = () => finishTurn(happens(before), openedBy(before), turn("a", 2), 3);
    expect(work).toThrow(HeadwayError);
    expect(work).toThrow("nothing was applied");
  });

  it("goes back to just before a message, with what had been there then", () => {
    let session = EMPTY_SESSION;
    for (const [index, jobId] of ["a", "b", "c"].entries()) {
      session = openSession(session, jobId, null);
      session = finishTurn(session, openedBy(session), turn(jobId, session.versionId), 10 + index);
    }
    const reverted = revertTo(session, 1);
    expect(reverted.turn.jobId).toBe("b");
    expect(reverted.session).toMatchObject({
      versionId: 10,
      turns: [{ jobId: "a" }],
      archived: [{ jobId: "b" }, { jobId: "c" }],
    });
    expect(revertTo(reverted.session, 0).session).toMatchObject({ versionId: null, turns: [] });
    expect(() => revertTo(session, 3)).toThrow("0 to 2");
  });

  it("never loses or mixes versions, whatever jobs, uploads and reverts come between", () => {
    const action = fc.oneof(
      fc.record({ what: fc.constant("open" as const), job: fc.nat(3) }),
      fc.record({ what: fc.constant("finish" as const), job: fc.nat(3) }),
      fc.record({ what: fc.constant("upload" as const) }),
      fc.record({ what: fc.constant("revert" as const), turn: fc.nat(4) }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 30 }), (actions) => {
        let session = EMPTY_SESSION;
        let versions = 0;
        // Each version was made from the one that is noted here.
        const madeFrom = new Map<number, number | null>();
        const found = new Map<string, NonNullable<Session["opened"]>>();
        for (const [index, one] of actions.entries()) {
          if (one.what === "open") {
            const jobId = `${one.job}-${index}`;
            session = openSession(session, jobId, null);
            found.set(String(one.job), openedBy(session));
          } else if (one.what === "upload") {
            versions += 1;
            session = replaceDocument(session, versions);
          } else if (one.what === "revert") {
            if (one.turn < session.turns.length) ({ session } = revertTo(session, one.turn));
          } else {
            const opened = found.get(String(one.job));
            if (opened === undefined) continue;
            const before = session;
            try {
              session = finishTurn(session, opened, turn(opened.jobId, opened.versionId), versions + 1);
            } catch (error) {
              expect(error).toBeInstanceOf(HeadwayError);
            }
            if (session === before) continue;
            versions += 1;
            madeFrom.set(versions, before.versionId);
            expect(opened.versionId).toBe(before.versionId);
          }
        }
        const ids = [...session.turns, ...session.archived].map(({ jobId }) => jobId);
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids).toHaveLength(madeFrom.size);
      }),
    );
  });
});
