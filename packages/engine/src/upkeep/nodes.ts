import type { Db } from "../db/port.ts";

export interface NodeBeat {
  readonly nodeId: string;
  readonly startedAtMs: number;
  readonly nowMs: number;
}

/** Writes down that a node works on the store. */
export async function writeBeat(db: Db, { nodeId, startedAtMs, nowMs }: NodeBeat): Promise<void> {
  await db.query(
    `INSERT INTO nodes (node_id, started_at_ms, beat_at_ms) VALUES (?, ?, ?)
     ON CONFLICT (node_id) DO UPDATE SET beat_at_ms = excluded.beat_at_ms`,
    [nodeId, startedAtMs, nowMs],
  );
}

/** When each known node was last heard of. */
export async function selectBeats(db: Db): Promise<ReadonlyMap<string, number>> {
  return new Map(await db.queryArrays<[string, number]>("SELECT node_id, beat_at_ms FROM nodes"));
}

export async function deleteNode(db: Db, nodeId: string): Promise<void> {
  await db.query("DELETE FROM nodes WHERE node_id = ?", [nodeId]);
}
