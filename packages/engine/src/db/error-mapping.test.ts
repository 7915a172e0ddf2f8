import { describe, expect, it } from "vitest";
import { HeadwayError } from "@headway-jobs/contract";
import { isConflict, postgresError } from "./postgres-errors.ts";
import { isBusy, sqliteError } from "./sqlite-errors.ts";

const withMembers = (message: string, members: object): Error => Object.assign(new Error(message), members);
const codeOf = (error: unknown): string => (error instanceof HeadwayError ? error.code : "as it is");

describe("errors of node:sqlite", () => {
  it.each([
    ["full disk", 13, "DISK_FULL"],
    ["full disk, met by the shared memory", 4874, "DISK_FULL"],
    ["lock held elsewhere", 5, "STORE_UNAVAILABLE"],
    ["lock held elsewhere, in a snapshot", 517, "STORE_UNAVAILABLE"],
    ["table locked", 6, "STORE_UNAVAILABLE"],
    ["failed fsync", 1034, "STORE_UNAVAILABLE"],
    ["file that cannot be opened", 14, "STORE_UNAVAILABLE"],
    ["damaged page", 11, "STORE_UNREADABLE"],
    ["file of something else", 26, "STORE_UNREADABLE"],
    ["broken constraint", 1555, "as it is"],
    ["wrong statement", 1, "as it is"],
  ])("%s: %i is %s", (_, errcode, code) => {
    expect(codeOf(sqliteError(withMembers("x", { code: "ERR_SQLITE_ERROR", errcode })))).toBe(code);
  });

  it("tells a lock from anything else", () => {
    expect([5, 517, 6, 13].map((errcode) => isBusy(withMembers("x", { errcode })))).toEqual([true, true, true, false]);
  });
});

describe("errors of pg", () => {
  it.each([
    ["disk_full", { code: "53100" }, "DISK_FULL"],
    ["connection_failure", { code: "08006" }, "STORE_UNAVAILABLE"],
    ["too_many_connections", { code: "53300" }, "STORE_UNAVAILABLE"],
    ["admin_shutdown", { code: "57P01" }, "STORE_UNAVAILABLE"],
    ["cannot_connect_now", { code: "57P03" }, "STORE_UNAVAILABLE"],
    ["Connection terminated unexpectedly", {}, "STORE_UNAVAILABLE"],
    ["connect ECONNREFUSED", { code: "ECONNREFUSED" }, "STORE_UNAVAILABLE"],
    ["deadlock_detected", { code: "40P01" }, "STORE_UNAVAILABLE"],
    ["unique_violation", { code: "23505" }, "as it is"],
    ["syntax_error", { code: "42601" }, "as it is"],
    ["changed my mind", {}, "as it is"],
  ])("%s %o is %s", (message, members, code) => {
    expect(codeOf(postgresError(withMembers(message, members)))).toBe(code);
  });

  it("tells a lost conflict, which is tried again, from anything else", () => {
    expect(["40001", "40P01", "23505"].map((code) => isConflict(withMembers("x", { code })))).toEqual([
      true,
      true,
      false,
    ]);
  });
});
