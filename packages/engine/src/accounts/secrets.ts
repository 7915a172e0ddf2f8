import { HeadwayError } from "@headway-jobs/contract";
import type { Db, Transaction } from "../db/port.ts";
import type { Accounts, SigningSecret } from "../api/accounts.ts";
import type { Clock, EngineLog, Ids } from "../api/ports.ts";
import { masterKey } from "./master-key.ts";
import { newIv, unwrap, wrap } from "./wrapping.ts";

const SECRET_BYTES = 32;
/** A new secret signs only when every node has had the time to read it. */
const SIGNS_AFTER_MS = 30_000;
/** Nothing that is signed is good for longer. */
const OVERLAP_MS = 24 * 3_600_000;
const MOST_ATTEMPTS = 3;
const UNREADABLE =
  "The signing secrets in the database were encrypted with another key (HEADWAY_SECRET_KEY, or secret.key in the data folder), so new ones were made: " +
  "signed links and stream tokens made before are refused. When several nodes run, give all of them the same key.";

interface Parts {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: EngineLog;
  readonly dataDir: string;
  readonly secretKey?: string | undefined;
}

type Row = readonly [secretNo: number, wrapped: Uint8Array, signsFromMs: number, verifiesUntilMs: number | null];

/** Secrets that sign, by name, encrypted in the database by a key that is not in it. */
export function createSecrets(parts: Parts): Accounts["secrets"] {
  const { db, clock, log } = parts;
  const withKey = oncePossible(async () => {
    const master = await masterKey(parts, parts);
    await encryptPlain(parts, master);
    return master;
  });
  let isWarned = false;
  const warnOnce = (name: string): void => {
    if (!isWarned) log.warn({ name }, UNREADABLE);
    isWarned = true;
  };
  return {
    async read(name) {
      const master = await withKey();
      let known = await readable(db, master, name, clock.nowMs());
      // Again when a node with another key was quicker.
      for (let attempt = 0; known.length === 0 && attempt < MOST_ATTEMPTS; attempt++) {
        const made = await db.transaction((tx) => makeFirst(tx, parts, master, name));
        if (made === "unreadable") warnOnce(name);
        known = await readable(db, master, name, clock.nowMs());
      }
      if (known.length === 0) throw new Error("a secret that was just written is not there");
      return known;
    },

    async rotate() {
      const master = await withKey();
      const nowMs = clock.nowMs();
      return db.transaction((tx) => rotateAll(tx, parts, master, nowMs));
    },
  };
}

/** Does the work at the first call, and again only when it failed. */
function oncePossible<T>(work: () => Promise<T>): () => Promise<T> {
  let done: Promise<T> | undefined;
  return () => {
    done ??= work().catch((error: unknown) => {
      done = undefined;
      throw error;
    });
    return done;
  };
}

/** Encrypts what an older version kept in plain, and leaves no byte of it in the database's own files. */
async function encryptPlain({ db, ids, clock }: Parts, master: Uint8Array): Promise<void> {
  const plain = "SELECT name, value FROM secrets ORDER BY name";
  if ((await db.query(plain)).length === 0) return;
  await db.transaction(async (tx) => {
    for (const { name, value } of await tx.query<{ name: string; value: Uint8Array }>(plain)) {
      const newest = await newestNo(tx, name);
      const wrapped = wrap(master, name, value, newIv(ids));
      // Beside another secret it comes from a node of an older version: the others have to read it before it signs.
      const signsFromMs = clock.nowMs() + (newest === 0 ? 0 : SIGNS_AFTER_MS);
      await insert(tx, { name, secretNo: newest + 1, wrapped, signsFromMs });
      await tx.query("DELETE FROM secrets WHERE name = ?", [name]);
    }
  });
  await db.scrub?.();
}

/** Newest first. */
async function readable(
  db: Db | Transaction,
  master: Uint8Array,
  name: string,
  nowMs: number,
): Promise<readonly SigningSecret[]> {
  const rows = await db.queryArrays<Row>(
    "SELECT secret_no, wrapped, signs_from_ms, verifies_until_ms FROM signing_secrets WHERE name = ? ORDER BY secret_no DESC",
    [name],
  );
  return rows.flatMap(([, wrapped, signsFromMs, verifiesUntilMs]) => {
    if (verifiesUntilMs !== null && verifiesUntilMs <= nowMs) return [];
    const value = unwrap(master, name, wrapped);
    return value === null ? [] : [{ value, signsFromMs, verifiesUntilMs }];
  });
}

/** Nodes that make it at the same moment agree on the first one: the second one's row has the same number. */
async function makeFirst(
  tx: Transaction,
  { ids, clock }: Parts,
  master: Uint8Array,
  name: string,
): Promise<"made" | "unreadable"> {
  const newest = await newestNo(tx, name);
  const value = Uint8Array.from(Buffer.from(ids.hex(SECRET_BYTES), "hex"));
  await insert(tx, {
    name,
    secretNo: newest + 1,
    wrapped: wrap(master, name, value, newIv(ids)),
    signsFromMs: clock.nowMs(),
  });
  return newest > 0 ? "unreadable" : "made";
}

async function rotateAll(
  tx: Transaction,
  { ids }: Parts,
  master: Uint8Array,
  nowMs: number,
): Promise<readonly { readonly name: string; readonly signsFromMs: number; readonly formerUntilMs: number }[]> {
  const names = await tx.queryArrays<[string]>("SELECT DISTINCT name FROM signing_secrets ORDER BY name");
  await requireReadable(tx, master);
  const [signsFromMs, formerUntilMs] = [nowMs + SIGNS_AFTER_MS, nowMs + SIGNS_AFTER_MS + OVERLAP_MS];
  for (const [name] of names) {
    await tx.query("DELETE FROM signing_secrets WHERE name = ? AND verifies_until_ms <= ?", [name, nowMs]);
    await tx.query("UPDATE signing_secrets SET verifies_until_ms = ? WHERE name = ? AND verifies_until_ms IS NULL", [
      formerUntilMs,
      name,
    ]);
    const value = Uint8Array.from(Buffer.from(ids.hex(SECRET_BYTES), "hex"));
    const wrapped = wrap(master, name, value, newIv(ids));
    await insert(tx, { name, secretNo: (await newestNo(tx, name)) + 1, wrapped, signsFromMs });
  }
  return names.map(([name]) => ({ name, signsFromMs, formerUntilMs }));
}

/** A secret that the servers cannot read would end what they sign after the overlap. */
async function requireReadable(tx: Transaction, master: Uint8Array): Promise<void> {
  const rows = await tx.queryArrays<[string, Uint8Array]>("SELECT name, wrapped FROM signing_secrets");
  if (rows.length === 0 || rows.some(([name, wrapped]) => unwrap(master, name, wrapped) !== null)) return;
  throw new HeadwayError(
    "STORE_UNREADABLE",
    "The secrets were encrypted with another key: run this with the servers' HEADWAY_SECRET_KEY or data folder.",
  );
}

async function newestNo(tx: Transaction, name: string): Promise<number> {
  const rows = await tx.queryArrays<[number | null]>("SELECT MAX(secret_no) FROM signing_secrets WHERE name = ?", [
    name,
  ]);
  return rows[0]?.[0] ?? 0;
}

async function insert(
  tx: Transaction,
  row: { readonly name: string; readonly secretNo: number; readonly wrapped: Uint8Array; readonly signsFromMs: number },
): Promise<void> {
  await tx.query(
    "INSERT INTO signing_secrets (name, secret_no, wrapped, signs_from_ms) VALUES (?, ?, ?, ?) ON CONFLICT (name, secret_no) DO NOTHING",
    [row.name, row.secretNo, row.wrapped, row.signsFromMs],
  );
}
