import { describe, expect, it } from "vitest";
import type { Engine } from "../../api/engine.ts";
import { type EngineSuite, openHarness, OWNER } from "./harness.ts";

const DAY_MS = 24 * 3_600_000;

function begin(engine: Engine, uploadId: string, bytes: number, owner = OWNER, quotaBytes = 100): Promise<number> {
  const grant = { neededBytes: bytes, wantedBytes: bytes, quotaBytes };
  return engine.uploads.begin({ uploadId, owner, filename: "a.wav", mediaType: "audio/wav", expiresAtMs: 9e12, grant });
}

function finish(engine: Engine, uploadId: string, kind: "stored" | "form", sizeBytes: number, expiresAtMs = 9e12) {
  return engine.uploads.finish({ uploadId, kind, sizeBytes, sha256: "0".repeat(64), expiresAtMs });
}

export function uploadSuite(suite: EngineSuite): void {
  describe("uploads", () => {
    it("of one owner never go beyond the quota together, on however many nodes they begin at once", async () => {
      const harness = await openHarness(suite, { idle: true });
      const other = await openHarness(suite, { besides: harness, idle: true });
      const nodes = [harness.engine, other.engine];
      const begun = await Promise.allSettled(
        Array.from({ length: 12 }, (_, n) => begin(nodes[n % 2] ?? harness.engine, `u${n}`, 30)),
      );
      expect(begun.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
      for (const outcome of begun)
        if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "UPLOAD_QUOTA" });
      expect((await harness.engine.usage(OWNER)).uploadBytes).toBe(90);
      await expect(begin(harness.engine, "eves", 30, "eve")).resolves.toBe(30);
    });

    it("are granted more while they grow, as far as the quota allows, and count what they have at the end", async () => {
      const { engine } = await openHarness(suite, { idle: true });
      await begin(engine, "u1", 10);
      const grow = (neededBytes: number) =>
        engine.uploads.grow({
          uploadId: "u1",
          owner: OWNER,
          grant: { neededBytes, wantedBytes: 200, quotaBytes: 100 },
        });
      expect(await grow(20)).toBe(100);
      await expect(grow(101)).rejects.toMatchObject({ code: "UPLOAD_QUOTA" });
      await finish(engine, "u1", "stored", 15);
      expect((await engine.usage(OWNER)).uploadBytes).toBe(15);
      await expect(grow(20)).rejects.toMatchObject({ code: "TIMEOUT" });
    });

    it("are found, listed and removed by their owner, as long as they last", async () => {
      const { engine, clock } = await openHarness(suite, { idle: true });
      for (const id of ["u1", "u2", "form", "half"]) await begin(engine, id, 10);
      await finish(engine, "u1", "stored", 10, clock.nowMs() + DAY_MS);
      await finish(engine, "u2", "stored", 10, clock.nowMs() + 1);
      await finish(engine, "form", "form", 10);
      expect((await engine.uploads.list(OWNER, 10)).map(({ uploadId }) => uploadId)).toEqual(["u1", "u2"]);
      expect(await engine.uploads.list("eve", 10)).toEqual([]);
      expect(await engine.uploads.find(OWNER, "form")).toMatchObject({ sizeBytes: 10 });
      expect(await engine.uploads.find(OWNER, "half")).toBeNull();
      expect(await engine.uploads.find("eve", "u1")).toBeNull();
      expect(await engine.uploads.remove("eve", "u1")).toBe(false);
      expect(await engine.uploads.remove(OWNER, "form")).toBe(false);
      await clock.advance(1);
      expect(await engine.uploads.find(OWNER, "u2")).toBeNull();
      expect(await engine.uploads.expired(10)).toEqual(["u2"]);
      expect(await engine.uploads.remove(OWNER, "u1")).toBe(true);
      expect(await engine.uploads.list(OWNER, 10)).toEqual([]);
    });

    it("are refused while the disk has less free space than it must have", async () => {
      const { engine } = await openHarness(suite, { idle: true, limits: { minFreeBytes: 1e15 } });
      await expect(begin(engine, "u1", 1)).rejects.toMatchObject({ code: "DISK_FULL" });
      expect(await engine.uploads.isKnown("u1")).toBe(false);
    });

    it("are granted no more when the disk has become full", async () => {
      const { engine } = await openHarness(suite, { idle: true });
      await begin(engine, "u1", 10);
      const grant = { neededBytes: 20, wantedBytes: 1e15, quotaBytes: 1e16 };
      await expect(engine.uploads.grow({ uploadId: "u1", owner: OWNER, grant })).rejects.toMatchObject({
        code: "DISK_FULL",
      });
    });

    it("that were under way at a crash are over when the only node starts again; stored ones stay", async () => {
      const harness = await openHarness(suite, { idle: true });
      for (const id of ["half", "form", "whole"]) await begin(harness.engine, id, 10);
      await finish(harness.engine, "form", "form", 10);
      await finish(harness.engine, "whole", "stored", 10);
      harness.crash();
      await harness.restart({ idle: false });
      expect((await harness.engine.uploads.expired(10)).toSorted()).toEqual(["form", "half"]);
      expect(await harness.engine.uploads.find(OWNER, "whole")).not.toBeNull();
    });
  });
}
