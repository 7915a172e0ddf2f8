import { HeadwayError, type JsonObject } from "@headway/contract";
import type { Db, Queryable } from "../db/port.ts";
import type { DocumentContent, Engine, OwnerDocument } from "../engine.ts";
import type { Clock } from "../ports.ts";
import { storableKey } from "./storable.ts";

/** How often a change is worked out again because another one was faster. */
const MAX_ROUNDS = 20;

type DocumentRow = [id: number, revision: number, summary: string, value: string, createdAtMs: number, atMs: number];

/** Documents of owners: whole values under integer ids, changed one change at a time. */
export function createDocuments(parts: { readonly db: Db; readonly clock: Clock }): Engine["documents"] {
  const { db, clock } = parts;
  return {
    async create(owner, collection, content) {
      const nowMs = clock.nowMs();
      const id = await db.transaction((tx) => insert(tx, { owner, collection, nowMs }, content));
      return { id, ...content, createdAtMs: nowMs, updatedAtMs: nowMs };
    },

    async get(owner, collection, id) {
      const row = await select(db, owner, collection, id);
      return row === null ? null : documentOf(row);
    },

    async list(owner, collection) {
      const rows = await db.queryArrays<[number, string, number, number]>(
        `SELECT document_id, summary, created_at_ms, updated_at_ms FROM documents
         WHERE owner = ? AND collection = ? ORDER BY document_id`,
        [storableKey(owner), collection],
      );
      return rows.map(([id, summary, createdAtMs, updatedAtMs]) => {
        return { id, summary: JSON.parse(summary) as JsonObject, createdAtMs, updatedAtMs };
      });
    },

    async change(owner, collection, id, work) {
      for (let round = 0; round < MAX_ROUNDS; round += 1) {
        const row = await select(db, owner, collection, id);
        if (row === null) return null;
        const document = documentOf(row);
        const content = work(document);
        const updatedAtMs = clock.nowMs();
        if (await replace(db, row, content, updatedAtMs)) return { ...document, ...content, updatedAtMs };
      }
      throw new HeadwayError("CONFLICT", "Too many changes were made at the same time.");
    },

    async remove(owner, collection, id) {
      if (!Number.isSafeInteger(id)) return false;
      const rows = await db.query(
        "DELETE FROM documents WHERE document_id = ? AND owner = ? AND collection = ? RETURNING document_id",
        [id, storableKey(owner), collection],
      );
      return rows.length > 0;
    },
  };
}

async function insert(
  tx: Queryable,
  { owner, collection, nowMs }: { readonly owner: string; readonly collection: string; readonly nowMs: number },
  { summary, value }: DocumentContent,
): Promise<number> {
  const [counted] = await tx.queryArrays<[number]>(
    `INSERT INTO counters (name, last_value) VALUES ('document', 1)
     ON CONFLICT (name) DO UPDATE SET last_value = counters.last_value + 1 RETURNING last_value`,
  );
  if (counted === undefined) throw new Error("a counter that was just raised gave no number");
  const [id] = counted;
  await tx.query(
    `INSERT INTO documents (document_id, owner, collection, revision, summary, value, created_at_ms, updated_at_ms)
     VALUES (?, ?, ?, 1, ?, ?, ?, ?)`,
    [id, storableKey(owner), collection, JSON.stringify(summary), JSON.stringify(value), nowMs, nowMs],
  );
  return id;
}

async function select(db: Queryable, owner: string, collection: string, id: number): Promise<DocumentRow | null> {
  // Beyond it there are no ids, and not every database takes such a number.
  if (!Number.isSafeInteger(id)) return null;
  const rows = await db.queryArrays<DocumentRow>(
    `SELECT document_id, revision, summary, value, created_at_ms, updated_at_ms FROM documents
     WHERE document_id = ? AND owner = ? AND collection = ?`,
    [id, storableKey(owner), collection],
  );
  return rows[0] ?? null;
}

/** False when another change came between. */
async function replace(
  db: Queryable,
  [id, revision]: DocumentRow,
  { summary, value }: DocumentContent,
  nowMs: number,
): Promise<boolean> {
  const rows = await db.query(
    `UPDATE documents SET summary = ?, value = ?, revision = ?, updated_at_ms = ?
     WHERE document_id = ? AND revision = ? RETURNING document_id`,
    [JSON.stringify(summary), JSON.stringify(value), revision + 1, nowMs, id, revision],
  );
  return rows.length > 0;
}

function documentOf([id, , summary, value, createdAtMs, updatedAtMs]: DocumentRow): OwnerDocument {
  return {
    id,
    summary: JSON.parse(summary) as JsonObject,
    value: JSON.parse(value) as JsonObject,
    createdAtMs,
    updatedAtMs,
  };
}
