import { rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { USUAL_SCOPES } from "../../api/accounts.ts";
import { type EngineSuite, openHarness, OWNER } from "./harness.ts";

export function keySuite(suite: EngineSuite): void {
  describe("keys and secrets", () => {
    it("makes keys that name their owner until they are revoked, and stores only hashes", async () => {
      const harness = await openHarness(suite, { idle: true });
      const { keys } = harness.engine;
      const { key, keyId } = await keys.create(OWNER);
      const other = await keys.create("eve");
      expect(key).toMatch(/^sk_[0-9a-f]{32}$/);
      expect(await keys.verify(key)).toEqual({ owner: OWNER, keyId, scopes: USUAL_SCOPES });
      expect(await keys.verify(other.key)).toEqual({ owner: "eve", keyId: other.keyId, scopes: USUAL_SCOPES });
      const stored = JSON.stringify(await harness.db.query("SELECT * FROM api_keys"));
      expect(stored).not.toContain(key.slice(3));
      expect(await keys.isLive(keyId)).toBe(true);
      expect(await keys.revoke(keyId)).toBe(true);
      expect(await keys.revoke(keyId)).toBe(false);
      expect(await keys.isLive(keyId)).toBe(false);
      expect(await keys.verify(key)).toBeNull();
      const revoked = new Map((await keys.list()).map(({ owner, revokedAtMs }) => [owner, revokedAtMs]));
      expect(revoked).toEqual(
        new Map([
          [OWNER, harness.clock.nowMs()],
          ["eve", null],
        ]),
      );
    });

    it.each(["", "sk_", "sk_" + "0".repeat(32), "sk_" + "g".repeat(32), "x".repeat(100_000), "sk_\u0000"])(
      "does not take %.20j for a key",
      async (key) => {
        const harness = await openHarness(suite, { idle: true });
        expect(await harness.engine.keys.verify(key)).toBeNull();
      },
    );

    it("makes keys of some scopes that expire by the engine's clock", async () => {
      const harness = await openHarness(suite, { idle: true });
      const { keys } = harness.engine;
      const expiresAtMs = harness.clock.nowMs() + 60_000;
      const { key, keyId } = await keys.create(OWNER, { scopes: ["read", "admin"], expiresAtMs });
      expect(await keys.verify(key)).toEqual({ owner: OWNER, keyId, scopes: ["read", "admin"] });
      expect(await keys.list()).toMatchObject([{ keyId, scopes: ["read", "admin"], expiresAtMs }]);
      await harness.clock.advance(60_000);
      expect(await keys.verify(key)).toBeNull();
      expect(await keys.isLive(keyId)).toBe(false);
    });

    it("keeps secrets over restarts, one for all nodes, encrypted by what is not in the database", async () => {
      const harness = await openHarness(suite, { idle: true });
      const other = await openHarness(suite, { besides: harness, idle: true });
      const secrets = await Promise.all([harness.engine.secrets.read("links"), other.engine.secrets.read("links")]);
      expect(secrets[0]).toEqual(secrets[1]);
      const [secret] = secrets[0] ?? [];
      expect(secret?.value.byteLength).toBe(32);
      const stored = await harness.db.query<{ wrapped: Uint8Array }>("SELECT wrapped FROM signing_secrets");
      expect(stored).toHaveLength(1);
      expect(Buffer.from(stored[0]?.wrapped ?? []).includes(Buffer.from(secret?.value ?? []))).toBe(false);
      expect((await stat(join(harness.dataDir, "secret.key"))).mode & 0o777).toBe(0o600);
      harness.crash();
      await harness.restart();
      expect(await harness.engine.secrets.read("links")).toEqual(secrets[0]);
      expect((await harness.engine.secrets.read("tokens"))[0]?.value).not.toEqual(secret?.value);
    });

    it("encrypts the plain secret of an older version and keeps what it signed", async () => {
      const harness = await openHarness(suite, { idle: true });
      const plain = Uint8Array.from({ length: 32 }, (_, at) => at);
      await harness.db.query("INSERT INTO secrets (name, value) VALUES (?, ?)", ["links", plain]);
      const other = await openHarness(suite, { besides: harness, idle: true });
      const read = await Promise.all([harness.engine.secrets.read("links"), other.engine.secrets.read("links")]);
      expect(read.map(([one]) => one?.value)).toEqual([plain, plain]);
      expect(await harness.db.query("SELECT name FROM secrets")).toEqual([]);
    });

    it("rotates secrets with an overlap: the former one signs until every node knows the new one, and verifies for a day", async () => {
      const harness = await openHarness(suite, { idle: true });
      const other = await openHarness(suite, { besides: harness, idle: true });
      const [former] = await harness.engine.secrets.read("links");
      const atMs = harness.clock.nowMs();
      expect(await other.engine.secrets.rotate()).toEqual([
        { name: "links", signsFromMs: atMs + 30_000, formerUntilMs: atMs + 30_000 + 86_400_000 },
      ]);
      const both = await harness.engine.secrets.read("links");
      expect(both).toHaveLength(2);
      expect(both[0]).toMatchObject({ signsFromMs: atMs + 30_000, verifiesUntilMs: null });
      expect(both[1]).toEqual({ ...former, verifiesUntilMs: atMs + 30_000 + 86_400_000 });
      await harness.clock.advance(86_430_000);
      expect(await harness.engine.secrets.read("links")).toEqual([both[0]]);
    });

    it("makes new secrets when the key that encrypted them is lost, and those of two keys do not push each other out", async () => {
      const harness = await openHarness(suite, { idle: true });
      const [lost] = await harness.engine.secrets.read("links");
      await rm(join(harness.dataDir, "secret.key"));
      harness.crash();
      await harness.restart();
      const fresh = await harness.engine.secrets.read("links");
      expect(fresh).toHaveLength(1);
      expect(fresh[0]?.value).not.toEqual(lost?.value);
      await writeFile(join(harness.dataDir, "secret.key"), "k".repeat(40));
      const stranger = await openHarness(suite, { besides: harness, idle: true });
      const strangers = await stranger.engine.secrets.read("links");
      expect(await harness.engine.secrets.read("links")).toEqual(fresh);
      expect(await stranger.engine.secrets.read("links")).toEqual(strangers);
      expect(await harness.db.query("SELECT name FROM signing_secrets")).toHaveLength(3);
    });
  });

  describe("readiness", () => {
    it("tells what is ready", async () => {
      const harness = await openHarness(suite, { idle: true });
      expect(await harness.engine.readiness()).toEqual({ store: true, dispatch: false, disk: true });
      await harness.engine.start();
      expect(await harness.engine.readiness()).toEqual({ store: true, dispatch: true, disk: true });
      harness.crash();
      expect((await harness.engine.readiness()).store).toBe(false);
    });

    it("says when the disk is nearly full", async () => {
      const harness = await openHarness(suite, { idle: true, limits: { minFreeBytes: Number.MAX_SAFE_INTEGER } });
      expect((await harness.engine.readiness()).disk).toBe(false);
    });
  });
}
