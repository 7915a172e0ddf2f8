import { HeadwayError } from "@headway-jobs/contract";
import type { CompletionEffects, DocumentContent, Engine, OwnerDocument } from "@headway-jobs/engine";
import { z } from "zod";
import { EMPTY_SESSION, type Session, sessionSchema } from "./session.ts";

const SESSIONS = "document-session";
const VERSIONS = "document-version";
const PREVIEW_CHARS = 200;

export interface Version {
  readonly id: number;
  /** As clients see it. */
  readonly versionId: string;
  readonly html: string;
  readonly chunkCount: number;
  readonly createdAtMs: number;
}

export interface StoredSession {
  readonly sessionId: string;
  readonly session: Session;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

export interface SessionSummary {
  readonly sessionId: string;
  readonly messageCount: number;
  readonly firstMessage: string | null;
  readonly versionId: string | null;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

/** One owner's sessions, of which each has a head that changes and versions that never do. */
export class SessionStore {
  readonly #documents: Engine["documents"];
  readonly #owner: string;

  constructor(engine: Pick<Engine, "documents">, owner: string) {
    this.#documents = engine.documents;
    this.#owner = owner;
  }

  async find(sessionId: string): Promise<StoredSession | null> {
    const head = await this.#documents.findNamed(this.#owner, SESSIONS, sessionId);
    return head === null ? null : storedSession(sessionId, head);
  }

  /** Newest change first. */
  async list(): Promise<readonly SessionSummary[]> {
    const heads = await this.#documents.list(this.#owner, SESSIONS);
    return heads.map(summaryOf).toSorted((a, b) => b.updatedAtMs - a.updatedAtMs);
  }

  /** Changes the head, made when there is none, by what `work` makes of it; `work` may be called again. */
  async change(sessionId: string, work: (session: Session) => Session): Promise<Session> {
    const { id } = await this.#documents.ensure(this.#owner, SESSIONS, sessionId, headOf(sessionId, EMPTY_SESSION));
    const { change } = this.changing(sessionId, work);
    const changed = await this.#documents.change(this.#owner, SESSIONS, id, change);
    if (changed === null) throw new HeadwayError("NOT_FOUND", "The session does not exist any more.");
    return sessionSchema.parse(changed.value);
  }

  /** The change of a head that is there already, for a job's completion. */
  changing(sessionId: string, work: (session: Session) => Session): NonNullable<CompletionEffects["document"]> {
    const change = (head: OwnerDocument): DocumentContent => headOf(sessionId, work(sessionSchema.parse(head.value)));
    return { collection: SESSIONS, name: sessionId, change };
  }

  async version(id: number): Promise<Version> {
    const found = await this.#documents.get(this.#owner, VERSIONS, id);
    if (found === null) throw new HeadwayError("NOT_FOUND", "This version of the document does not exist any more.");
    return versionOf(found);
  }

  /** Keeps a version. One that `name` names is kept once, however often a job that crashed tries again. */
  async keep(content: { readonly html: string; readonly chunkCount: number }, name?: string): Promise<Version> {
    const document: DocumentContent = { summary: { chunk_count: content.chunkCount }, value: { html: content.html } };
    const kept =
      name === undefined
        ? await this.#documents.create(this.#owner, VERSIONS, document)
        : await this.#documents.ensure(this.#owner, VERSIONS, name, document);
    return versionOf(kept);
  }
}

/** The opaque text under which clients know a version. */
export function versionName(id: number): string {
  return `ver_${id}`;
}

function headOf(sessionId: string, session: Session): DocumentContent {
  const summary: z.infer<typeof summarySchema> = {
    session_id: sessionId,
    message_count: 2 * session.turns.length,
    first_message: session.turns[0]?.message.slice(0, PREVIEW_CHARS).toWellFormed() ?? null,
    version_id: session.versionId,
  };
  return { summary, value: session };
}

const summarySchema = z.object({
  session_id: z.string(),
  message_count: z.number(),
  first_message: z.string().nullable(),
  version_id: z.number().nullable(),
});

function summaryOf(head: Omit<OwnerDocument, "value">): SessionSummary {
  const summary = summarySchema.parse(head.summary);
  return {
    sessionId: summary.session_id,
    messageCount: summary.message_count,
    firstMessage: summary.first_message,
    versionId: summary.version_id === null ? null : versionName(summary.version_id),
    createdAtMs: head.createdAtMs,
    updatedAtMs: head.updatedAtMs,
  };
}

function storedSession(sessionId: string, { value, createdAtMs, updatedAtMs }: OwnerDocument): StoredSession {
  return { sessionId, session: sessionSchema.parse(value), createdAtMs, updatedAtMs };
}

function versionOf({ id, value, summary, createdAtMs }: OwnerDocument): Version {
  const { html } = z.object({ html: z.string() }).parse(value);
  const { chunk_count: chunkCount } = z.object({ chunk_count: z.number() }).parse(summary);
  return { id, versionId: versionName(id), html, chunkCount, createdAtMs };
}
