import { JOB_ID_PATTERN } from "@headway-jobs/contract";
import { expect, it } from "vitest";
import { createIds, systemClock, systemIds } from "./system.ts";

it("makes job ids that rise, also within a millisecond", () => {
  const ids = Array.from({ length: 2000 }, () => systemIds.jobId(1_767_225_600_000));
  expect(ids.every((id) => JOB_ID_PATTERN.test(id))).toBe(true);
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(2000);
  expect(systemIds.jobId(1_767_225_600_001) > (ids.at(-1) ?? "")).toBe(true);
});

it("makes hex of as many bytes as asked, from the given source", () => {
  expect(createIds((bytes) => new Uint8Array(bytes).fill(0xab)).hex(4)).toBe("abababab");
  expect(systemIds.hex(16)).toMatch(/^[0-9a-f]{32}$/);
});

it("forgets a pause that is not wanted any more, and keeps no process alive", async () => {
  let called = false;
  const forget = systemClock.after(0, () => (called = true));
  forget();
  const fired = Promise.withResolvers<void>();
  systemClock.after(1, fired.resolve);
  // The pause alone would not keep this process waiting; the test's own does.
  const keep = setInterval(() => undefined, 1000);
  await fired.promise;
  clearInterval(keep);
  expect(called).toBe(false);
});

it("waits for far-off times instead of firing at once", async () => {
  let called = false;
  const forget = systemClock.after(400 * 24 * 3_600_000, () => (called = true));
  await new Promise((resolve) => setImmediate(resolve));
  forget();
  expect(called).toBe(false);
});
