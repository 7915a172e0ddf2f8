import type { ErrorCode, ProviderWords } from "@headway-jobs/contract";
import type { Queryable } from "../db/port.ts";
import { BLOB_ABOVE_CHARS, INSERT_BLOB, selectBlob } from "./events.ts";
import { storableKey } from "../db/storable.ts";

/**
 * `step` a finished or finally failed step · `wait` a signal taken or a time run out · `until` when a wait runs out ·
 * `emit` an event written outside steps · `remade` a step was run again, as its files were gone · `past` a result of the job that
 * this one runs again, not come to yet.
 */
export type JournalKind = "step" | "wait" | "until" | "emit" | "remade" | "past";

export interface StepError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly provider?: ProviderWords;
}

export interface JournalEntry {
  readonly name: string;
  readonly kind: JournalKind;
  /** JSON of the result; null when there is none or the step failed. */
  readonly resultJson: string | null;
  readonly error: StepError | null;
  readonly atMs: number;
  /** It takes the place of an earlier entry of its name. */
  readonly replaces?: true;
}

export type StoredEntry = Omit<JournalEntry, "name" | "replaces"> & {
  /** The result lies in `blobs` and is read when it is needed. */
  readonly inBlob: boolean;
};

const INSERT_ENTRY = `INSERT INTO journal (job_key, name, kind, result, in_blob, error_code, error_message, at_ms)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;

/** Name of the entry of a step. */
export function stepEntryName(stepName: string): string {
  return storableKey(`step:${stepName}`);
}

export interface JobEntries {
  readonly jobKey: number;
  readonly entries: readonly JournalEntry[];
}

/** Fails when an entry of the name exists, unless it replaces it: a step is journaled once. */
export async function insertEntries(tx: Queryable, jobs: readonly JobEntries[]): Promise<void> {
  const rows: (string | number | null)[][] = [];
  const blobs: (string | number)[][] = [];
  for (const { jobKey, entries } of jobs) {
    for (const entry of entries) {
      const { name, kind, error, atMs } = entry;
      if (entry.replaces === true) await deleteEntry(tx, jobKey, name);
      // A failed step has no result: the column then holds what its error has beyond code and message.
      const resultJson =
        error?.provider === undefined ? entry.resultJson : JSON.stringify({ provider: error.provider });
      const large = resultJson !== null && resultJson.length > BLOB_ABOVE_CHARS;
      rows.push([
        jobKey,
        name,
        kind,
        large ? null : resultJson,
        large ? 1 : 0,
        error?.code ?? null,
        error?.message ?? null,
        atMs,
      ]);
      if (large) blobs.push([jobKey, entryBlobName(name), resultJson]);
    }
  }
  if (rows.length > 0) await tx.insertMany(INSERT_ENTRY, rows);
  if (blobs.length > 0) await tx.insertMany(INSERT_BLOB, blobs);
}

async function deleteEntry(tx: Queryable, jobKey: number, name: string): Promise<void> {
  await tx.query("DELETE FROM journal WHERE job_key = ? AND name = ?", [jobKey, name]);
  await tx.query("DELETE FROM blobs WHERE job_key = ? AND name = ?", [jobKey, entryBlobName(name)]);
}

export async function selectJournal(db: Queryable, jobKey: number): Promise<Map<string, StoredEntry>> {
  const rows = await db.queryArrays<
    [string, JournalKind, string | null, number, ErrorCode | null, string | null, number]
  >("SELECT name, kind, result, in_blob, error_code, error_message, at_ms FROM journal WHERE job_key = ?", [jobKey]);
  const journal = new Map<string, StoredEntry>();
  for (const [name, kind, resultJson, inBlob, code, message, atMs] of rows) {
    const error = code === null ? null : { code, message: message ?? "", ...detailsOf(resultJson) };
    journal.set(name, { kind, resultJson: error === null ? resultJson : null, inBlob: inBlob === 1, error, atMs });
  }
  return journal;
}

function detailsOf(json: string | null): Pick<StepError, "provider"> {
  return json === null ? {} : (JSON.parse(json) as Pick<StepError, "provider">);
}

/** JSON of an entry's result, wherever it lies. */
export async function journaledJson(db: Queryable, jobKey: number, name: string, entry: StoredEntry): Promise<string> {
  return entry.inBlob ? selectBlob(db, jobKey, entryBlobName(name)) : (entry.resultJson ?? "null");
}

export function entryBlobName(name: string): string {
  return `journal:${name}`;
}
