import { join } from "node:path";
import { openEngine } from "@headway-jobs/engine";
import { describe, expect, it } from "vitest";
import { commandBench } from "./testing/bench.ts";

describe("headway keys with scopes and an expiry", () => {
  it("are made, listed and shown with both, by the time of the store", async () => {
    const bench = await commandBench();
    const madeAtMs = Date.now();
    const options = ["--owner", "ada", "--scopes", "read, approve", "--expires", "12h"];
    expect(await bench.run("keys", "create", ...options, "--json")).toBe(0);
    const { key_id: keyId } = JSON.parse(bench.out.join("")) as { key_id: string };
    expect(await bench.run("keys", "list", "--json")).toBe(0);
    const [listed] = bench.out.map((line) => JSON.parse(line) as { expires_at: string });
    expect(listed).toMatchObject({ key_id: keyId, scopes: ["read", "approve"], revoked_at: null });
    const lifetimeMs = Date.parse(listed?.expires_at ?? "") - madeAtMs;
    expect(lifetimeMs).toBeGreaterThan(12 * 3_600_000 - 60_000);
    expect(lifetimeMs).toBeLessThan(12 * 3_600_000 + 60_000);
    await bench.run("keys", "list");
    expect(bench.out.join("\n")).toMatch(new RegExp(`${keyId}\\s+ada\\s+read,approve\\s.*in use until`));
    expect(await bench.run("keys", "show", keyId)).toBe(0);
    expect(bench.out.join("\n")).toMatch(/scopes +read, approve\n.*\nstate +in use until/);
    expect(await bench.run("keys", "show", keyId, "--json")).toBe(0);
    expect(JSON.parse(bench.out.join(""))).toEqual(listed);
  });

  it("may read, submit and approve and do not expire, unless it is said otherwise", async () => {
    const bench = await commandBench();
    await bench.run("keys", "create", "--owner", "ada");
    await bench.run("keys", "list", "--json");
    expect(JSON.parse(bench.out.join(""))).toMatchObject({
      scopes: ["read", "submit", "approve"],
      expires_at: null,
    });
  });

  it.each([
    [["--scopes", "read,write"], /Give one or more of read, submit, approve, admin/],
    [["--scopes", ""], /Give one or more of/],
    [["--expires", "0d"], /Give a number with m, h or d/],
    [["--expires", "soon"], /Give a number with m, h or d/],
  ])("are not made with %j", async (options, said) => {
    const bench = await commandBench();
    expect(await bench.run("keys", "create", "--owner", "ada", ...options)).toBe(2);
    expect(bench.notes.join("\n")).toMatch(said);
  });

  it("are not shown when there are none of that id", async () => {
    const bench = await commandBench();
    expect(await bench.run("keys", "show", "key_0")).toBe(1);
    expect(bench.notes.join("\n")).toContain("There is no key key_0. See: headway keys list");
  });
});

describe("headway secrets rotate", () => {
  it("says from when the new secret signs and until when the former one is good", async () => {
    const bench = await commandBench();
    expect(await bench.run("secrets", "rotate")).toBe(0);
    expect(bench.notes.join("\n")).toContain("There is no secret yet");
    const engine = await openEngine({ dataDir: join(bench.cwd, ".headway") });
    await engine.secrets.read("edge");
    await engine.stop();
    expect(await bench.run("secrets", "rotate")).toBe(0);
    expect(bench.notes.at(-1)).toMatch(/^A new secret "edge" signs from \S+Z; the former one verifies until \S+Z\.$/);
    expect(await bench.run("secrets", "rotate", "--json")).toBe(0);
    expect(JSON.parse(bench.out.join(""))).toEqual({
      name: "edge",
      signs_from: expect.stringMatching(/Z$/),
      former_until: expect.stringMatching(/Z$/),
    });
  });
});
