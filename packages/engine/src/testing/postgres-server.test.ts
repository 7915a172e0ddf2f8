import { mkdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { startPostgres } from "./postgres-server.ts";

describe("a PostgreSQL of one's own", () => {
  it("says what to install when there is none", async () => {
    await expect(startPostgres({ programFolders: [join(tmpdir(), "nothing-here")] })).rejects.toThrow(
      /initdb and postgres were not found.*apt-get install postgresql/,
    );
  });

  it("removes what a killed run left behind, and nothing of a run that continues", async () => {
    // No process has a number beyond the kernel's limit of 2^22.
    const dead = join(tmpdir(), "headway-pg-99999999-left");
    const living = join(tmpdir(), `headway-pg-${process.pid}-kept`);
    await Promise.all([mkdir(dead, { recursive: true }), mkdir(living, { recursive: true })]);
    const server = await startPostgres();
    await expect(stat(dead)).rejects.toMatchObject({ code: "ENOENT" });
    await expect(stat(living)).resolves.toBeDefined();
    await rm(living, { recursive: true });
    await server.stop();
  });

  it("leaves nothing behind when it is stopped", async () => {
    const server = await startPostgres();
    const folder = new URL(server.url("postgres")).searchParams.get("host") ?? "";
    await expect(stat(folder)).resolves.toBeDefined();
    await server.stop();
    await expect(stat(folder)).rejects.toMatchObject({ code: "ENOENT" });
  });
});
