import { describe, expect, it } from "vitest";
import { type EngineSuite, openHouse, OWNER } from "./house.ts";

export function keySuite(suite: EngineSuite): void {
  describe("keys and secrets", () => {
    it("makes keys that name their owner until they are revoked, and stores only hashes", async () => {
      const house = await openHouse(suite, { idle: true });
      const { keys } = house.engine;
      const { key, keyId } = await keys.create(OWNER);
      const other = await keys.create("eve");
      expect(key).toMatch(/^sk_[0-9a-f]{32}$/);
      expect(await keys.verify(key)).toEqual({ owner: OWNER, keyId });
      expect(await keys.verify(other.key)).toEqual({ owner: "eve", keyId: other.keyId });
      const stored = JSON.stringify(await house.db.query("SELECT * FROM api_keys"));
      expect(stored).not.toContain(key.slice(3));
      expect(await keys.isLive(keyId)).toBe(true);
      expect(await keys.revoke(keyId)).toBe(true);
      expect(await keys.revoke(keyId)).toBe(false);
      expect(await keys.isLive(keyId)).toBe(false);
      expect(await keys.verify(key)).toBeNull();
      const revoked = new Map((await keys.list()).map(({ owner, revokedAtMs }) => [owner, revokedAtMs]));
      expect(revoked).toEqual(
        new Map([
          [OWNER, house.clock.nowMs()],
          ["eve", null],
        ]),
      );
    });

    it.each(["", "sk_", "sk_" + "0".repeat(32), "sk_" + "g".repeat(32), "x".repeat(100_000), "sk_\u0000"])(
      "does not take %.20j for a key",
      async (key) => {
        const house = await openHouse(suite, { idle: true });
        expect(await house.engine.keys.verify(key)).toBeNull();
      },
    );

    it("keeps secrets over restarts, one for all nodes", async () => {
      const house = await openHouse(suite, { idle: true });
      const other = await openHouse(suite, { besides: house, idle: true });
      const secrets = await Promise.all([house.engine.secret("links"), other.engine.secret("links")]);
      expect(secrets[0]).toEqual(secrets[1]);
      expect(secrets[0]?.byteLength).toBe(32);
      house.crash();
      await house.restart();
      expect(await house.engine.secret("links")).toEqual(secrets[0]);
      expect(await house.engine.secret("tokens")).not.toEqual(secrets[0]);
    });
  });

  describe("readiness", () => {
    it("tells what is ready", async () => {
      const house = await openHouse(suite, { idle: true });
      expect(await house.engine.readiness()).toEqual({ store: true, dispatch: false, disk: true });
      await house.engine.start();
      expect(await house.engine.readiness()).toEqual({ store: true, dispatch: true, disk: true });
      house.crash();
      expect((await house.engine.readiness()).store).toBe(false);
    });

    it("says when the disk is nearly full", async () => {
      const house = await openHouse(suite, { idle: true, limits: { minFreeBytes: Number.MAX_SAFE_INTEGER } });
      expect((await house.engine.readiness()).disk).toBe(false);
    });
  });
}
