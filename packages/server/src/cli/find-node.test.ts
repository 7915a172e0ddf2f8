import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";

const MODULE = new URL("../../bin/find-node.mjs", import.meta.url).href;
const { findNode } = (await import(MODULE)) as { findNode: (folder: string, major: number) => string | undefined };

const PACKAGE = `node-${process.platform}-${process.arch}`;

/** A project with a package of it installed: what `npm install` leaves. */
async function project(): Promise<{ modules: string; bin: string }> {
  const folder = await mkdtemp(join(tmpdir(), "headway-find-node-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const modules = join(folder, "node_modules");
  const bin = join(modules, "@headway-jobs", "server", "bin");
  await mkdir(bin, { recursive: true });
  return { modules, bin };
}

async function install(modules: string, version: string): Promise<string> {
  await mkdir(join(modules, PACKAGE, "bin"), { recursive: true });
  await writeFile(join(modules, PACKAGE, "package.json"), JSON.stringify({ version }));
  const program = join(modules, PACKAGE, "bin", "node");
  await writeFile(program, "");
  return program;
}

/** A program called `node` that says a version. */
async function linked(modules: string, version: string): Promise<string> {
  await mkdir(join(modules, ".bin"), { recursive: true });
  const program = join(modules, ".bin", "node");
  await writeFile(program, `#!/bin/sh\necho v${version}\n`, { mode: 0o755 });
  return program;
}

describe("the Node that the program starts", () => {
  it("is the one that npm installed, in whatever node_modules above", async () => {
    const { modules, bin } = await project();
    expect(findNode(bin, 24)).toBeUndefined();
    const program = await install(modules, "24.21.0");
    expect(findNode(bin, 24)).toBe(program);
  });

  it("is never an older one, be it a package or another package's link", async () => {
    const { modules, bin } = await project();
    await install(modules, "22.20.0");
    await linked(modules, "18.1.0");
    expect(findNode(bin, 24)).toBeUndefined();
    const nearer = await install(join(modules, "@headway-jobs", "server", "node_modules"), "24.21.0");
    expect(findNode(bin, 24)).toBe(nearer);
  });

  it("is the one that set-up linked where npm has no package for the machine", async () => {
    const { modules, bin } = await project();
    const program = await linked(modules, "24.3.0");
    expect(findNode(bin, 24)).toBe(program);
  });
});
