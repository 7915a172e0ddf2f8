import type { Db } from "../db/port.ts";
import type { Ids } from "../ports.ts";

const SECRET_BYTES = 32;

/** A secret by name, made at first use. Nodes that make it at the same moment agree on the first one. */
export async function selectSecret(db: Db, ids: Ids, name: string): Promise<Uint8Array> {
  const read = async (): Promise<Uint8Array | undefined> => {
    const rows = await db.query<{ value: Uint8Array }>("SELECT value FROM secrets WHERE name = ?", [name]);
    return rows[0]?.value;
  };
  const known = await read();
  if (known !== undefined) return known;
  await db.query("INSERT INTO secrets (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING", [
    name,
    Uint8Array.from(Buffer.from(ids.hex(SECRET_BYTES), "hex")),
  ]);
  const made = await read();
  if (made === undefined) throw new Error("a secret that was just written is not there");
  return made;
}
