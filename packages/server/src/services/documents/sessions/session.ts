import { HeadwayError } from "@headway-jobs/contract";
import { z } from "zod";

const turnSchema = z.object({
  jobId: z.string(),
  message: z.string(),
  response: z.string(),
  /** When the message came and when it was answered, in milliseconds. */
  sentAtMs: z.number(),
  answeredAtMs: z.number(),
  /** The version that was there when the message was worked on: what a revert brings back. Null = no document yet. */
  before: z.number().nullable(),
});

/** The head of a session: its conversation, and which version of the document counts. Versions are stored apart and never change. */
export const sessionSchema = z.object({
  /** Rises with each change of the head. A job that began at an older edition has been overtaken, and its change is refused. */
  edition: z.number(),
  /** Id of the version that counts; null = no document. */
  versionId: z.number().nullable(),
  turns: z.array(turnSchema),
  /** Reverted turns, oldest first. */
  archived: z.array(turnSchema),
  /** The job that opened the session last, and what it found: a run of it after a crash finds the same. */
  opened: z.object({ jobId: z.string(), edition: z.number(), versionId: z.number().nullable() }).nullable(),
});

export type Session = z.infer<typeof sessionSchema>;
export type SessionTurn = z.infer<typeof turnSchema>;
export type Opened = NonNullable<Session["opened"]>;

export const EMPTY_SESSION: Session = { edition: 0, versionId: null, turns: [], archived: [], opened: null };

/** A job takes the session over, with the document that its client sent when it sent one. The same job again changes nothing. */
export function openSession(session: Session, jobId: string, sentVersionId: number | null): Session {
  if (session.opened?.jobId === jobId) return session;
  const edition = session.edition + 1;
  const versionId = sentVersionId ?? session.versionId;
  return { ...session, edition, versionId, opened: { jobId, edition, versionId } };
}

/** Adds a job's turn, and its version when it made one. CONFLICT when the session has moved since the job opened it. */
export function finishTurn(session: Session, opened: Opened, turn: SessionTurn, versionId: number | null): Session {
  if (session.edition !== opened.edition) {
    throw new HeadwayError(
      "CONFLICT",
      "The session was changed while this request was worked on; nothing was applied. Send the message again.",
    );
  }
  const turns = [...session.turns, turn];
  return { ...session, edition: session.edition + 1, versionId: versionId ?? session.versionId, turns };
}

/** Takes a turn and all later ones back, document and conversation. NOT_FOUND when there is no such turn. */
export function revertTo(
  session: Session,
  turnIndex: number,
): { readonly session: Session; readonly turn: SessionTurn } {
  const turn = session.turns[turnIndex];
  if (turn === undefined) {
    const { length } = session.turns;
    const there = length === 0 ? "it has none" : `its turns are 0 to ${length - 1}`;
    throw new HeadwayError("NOT_FOUND", `The session has no turn ${turnIndex}: ${there}.`);
  }
  return {
    turn,
    session: {
      ...session,
      edition: session.edition + 1,
      versionId: turn.before,
      turns: session.turns.slice(0, turnIndex),
      archived: [...session.archived, ...session.turns.slice(turnIndex)],
    },
  };
}

/** Another document takes the place of the session's. */
export function replaceDocument(session: Session, versionId: number): Session {
  return { ...session, edition: session.edition + 1, versionId };
}
