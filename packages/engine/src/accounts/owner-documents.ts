import { HeadwayError, type JsonObject } from "@headway-jobs/contract";
import type { Db, Queryable } from "../db/port.ts";
import type { DocumentContent, OwnerDocument } from "../api/owner-document.ts";
import type { Accounts } from "../api/accounts.ts";
import type { Clock } from "../api/ports.ts";
import { storableKey } from "../db/storable.ts";

/** How often a change is worked out again because another one was faster. */
const MAX_ROUNDS = 20;

type DocumentRow = [
  id: number,
  revision: number,
  name: string | null,
  summary: string,
  value: string,
  createdAtMs: number,
  atMs: number,
];

const COLUMNS = "document_id, revision, name, summary, value, created_at_ms, updated_at_ms";

/** Documents of owners: whole values under integer ids, changed one change at a time. */
export function createOwnerDocuments(parts: { readonly db: Db; readonly clock: Clock }): Accounts["documents"] {
  const { db, clock } = parts;
  return {
    async create(owner, collection, content) {
      const place = { owner: storableKey(owner), collection, name: null, nowMs: clock.nowMs() };
      const made = await db.transaction((tx) => insert(tx, place, content));
      if (made === null) throw new Error("a document without a name has met another of its name");
      return made;
    },

    async get(owner, collection, id) {
      const row = await select(db, owner, collection, id);
      return row === null ? null : documentOf(row);
    },

    ensure: (owner, collection, name, content) =>
      ensure(parts, { owner: storableKey(owner), collection, name: storableKey(name) }, content),

    async findNamed(owner, collection, name) {
      const row = await selectNamed(db, storableKey(owner), collection, storableKey(name));
      return row === null ? null : documentOf(row);
    },

    async list(owner, collection) {
      const rows = await db.queryArrays<[number, string | null, string, number, number]>(
        `SELECT document_id, name, summary, created_at_ms, updated_at_ms FROM documents
         WHERE owner = ? AND collection = ? ORDER BY document_id`,
        [storableKey(owner), collection],
      );
      return rows.map(([id, name, summary, createdAtMs, updatedAtMs]) => {
        return { id, name, summary: JSON.parse(summary) as JsonObject, createdAtMs, updatedAtMs };
      });
    },

    async change(owner, collection, id, work) {
      return change(db, () => select(db, owner, collection, id), work, clock.nowMs());
    },

    async remove(owner, collection, id, isWanted) {
      if (isWanted !== undefined) return removeIf(db, () => select(db, owner, collection, id), isWanted);
      if (!Number.isSafeInteger(id)) return false;
      const rows = await db.query(
        "DELETE FROM documents WHERE document_id = ? AND owner = ? AND collection = ? RETURNING document_id",
        [id, storableKey(owner), collection],
      );
      return rows.length > 0;
    },
  };
}

/** In a transaction of the caller's; null when the owner has no document of that name in the collection. */
export function changeNamedDocument(
  tx: Queryable,
  place: { readonly owner: string; readonly collection: string; readonly name: string },
  work: (document: OwnerDocument) => DocumentContent,
  nowMs: number,
): Promise<OwnerDocument | null> {
  const name = storableKey(place.name);
  return change(tx, () => selectNamed(tx, place.owner, place.collection, name), work, nowMs);
}

async function change(
  db: Queryable,
  find: () => Promise<DocumentRow | null>,
  work: (document: OwnerDocument) => DocumentContent,
  updatedAtMs: number,
): Promise<OwnerDocument | null> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const row = await find();
    if (row === null) return null;
    const document = documentOf(row);
    const content = work(document);
    if (await replace(db, row, content, updatedAtMs)) return { ...document, ...content, updatedAtMs };
  }
  throw tooManyChanges();
}

async function removeIf(
  db: Queryable,
  find: () => Promise<DocumentRow | null>,
  isWanted: (document: OwnerDocument) => boolean,
): Promise<boolean> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const row = await find();
    if (row === null || !isWanted(documentOf(row))) return false;
    const [id, revision] = row;
    const sql = "DELETE FROM documents WHERE document_id = ? AND revision = ? RETURNING document_id";
    if ((await db.query(sql, [id, revision])).length > 0) return true;
  }
  throw tooManyChanges();
}

function tooManyChanges(): HeadwayError {
  return new HeadwayError("CONFLICT", "Too many changes were made at the same time.");
}

async function ensure(
  { db, clock }: { readonly db: Db; readonly clock: Clock },
  place: { readonly owner: string; readonly collection: string; readonly name: string },
  content: DocumentContent,
): Promise<OwnerDocument> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    // Looked at first: most calls find the document, and a try to make it uses up an id.
    const known = await selectNamed(db, place.owner, place.collection, place.name);
    if (known !== null) return documentOf(known);
    const made = await db.transaction((tx) => insert(tx, { ...place, nowMs: clock.nowMs() }, content));
    if (made !== null) return made;
  }
  throw new HeadwayError("CONFLICT", "The document is made and removed all the time.");
}

/** Null when another document has the name. */
async function insert(
  tx: Queryable,
  place: {
    readonly owner: string;
    readonly collection: string;
    readonly name: string | null;
    readonly nowMs: number;
  },
  content: DocumentContent,
): Promise<OwnerDocument | null> {
  const { owner, collection, name, nowMs } = place;
  const [counted] = await tx.queryArrays<[number]>(
    `INSERT INTO counters (name, last_value) VALUES ('document', 1)
     ON CONFLICT (name) DO UPDATE SET last_value = counters.last_value + 1 RETURNING last_value`,
  );
  if (counted === undefined) throw new Error("a counter that was just raised gave no number");
  const [id] = counted;
  const rows = await tx.queryArrays<DocumentRow>(
    `INSERT INTO documents (document_id, owner, collection, name, revision, summary, value, created_at_ms, updated_at_ms)
     VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?) ON CONFLICT (owner, collection, name) DO NOTHING RETURNING ${COLUMNS}`,
    [id, owner, collection, name, JSON.stringify(content.summary), JSON.stringify(content.value), nowMs, nowMs],
  );
  return rows[0] === undefined ? null : documentOf(rows[0]);
}

async function selectNamed(
  db: Queryable,
  owner: string,
  collection: string,
  name: string,
): Promise<DocumentRow | null> {
  const rows = await db.queryArrays<DocumentRow>(
    `SELECT ${COLUMNS} FROM documents WHERE owner = ? AND collection = ? AND name = ?`,
    [owner, collection, name],
  );
  return rows[0] ?? null;
}

async function select(db: Queryable, owner: string, collection: string, id: number): Promise<DocumentRow | null> {
  // Beyond it there are no ids, and not every database takes such a number.
  if (!Number.isSafeInteger(id)) return null;
  const rows = await db.queryArrays<DocumentRow>(
    `SELECT ${COLUMNS} FROM documents
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

function documentOf([id, , name, summary, value, createdAtMs, updatedAtMs]: DocumentRow): OwnerDocument {
  return {
    id,
    name,
    summary: JSON.parse(summary) as JsonObject,
    value: JSON.parse(value) as JsonObject,
    createdAtMs,
    updatedAtMs,
  };
}
