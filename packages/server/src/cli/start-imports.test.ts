import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installTinyVoice } from "@headway-jobs/local-models/testing/tiny-models";
import { execa } from "execa";
import { describe, expect, it, onTestFinished } from "vitest";

/** Prints the packages and the modules of commands that are loaded by `headway serve` until the server can be ready. */
const SCRIPT = `
  import { registerHooks } from "node:module";
  const packages = new Set();
  const commands = [];
  registerHooks({
    load(url, context, next) {
      const name = /.*\\/node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url)?.[1];
      if (name !== undefined) packages.add(name);
      if (url.includes("/cli/commands/")) commands.push(url.split("/").at(-1));
      return next(url, context);
    },
  });
  await import(${here("main.ts")});
  await import(${here("serve-program.ts")});
  await import(${here("../main.ts")});
  const { resolveSpeech } = await import(${here("../providers/voice/resolve-speech.ts")});
  await resolveSpeech(undefined, { PATH: "/usr/bin:/bin" }, { entries: [] }).voices();
  console.log(JSON.stringify({ packages: [...packages], commands }));
`;

function here(path: string): string {
  return JSON.stringify(new URL(path, import.meta.url).href);
}

/** Prints the modules of the package of local models that are loaded when they are opened. */
const openModels = (folder: string, use = ""): string => `
  import { registerHooks } from "node:module";
  const loaded = [];
  registerHooks({
    load(url, context, next) {
      if (url.includes("/packages/local-models/src/")) loaded.push(url);
      return next(url, context);
    },
  });
  const { LocalModels } = await import(${JSON.stringify(new URL("../providers/local/local-models.ts", import.meta.url).href)});
  const local = await LocalModels.open(${JSON.stringify(folder)});
  [local.speech(), local.transcription(), local.translation()];
  ${use}
  console.log(JSON.stringify(loaded));
`;

describe("the start of a server", () => {
  it("does not load libraries that only jobs and other commands need", async () => {
    const { stdout } = await execa(process.execPath, ["--input-type=module", "--eval", SCRIPT]);
    const { packages, commands } = JSON.parse(stdout) as { packages: string[]; commands: string[] };
    expect(packages).toContain("fastify");
    const late = new Set(["execa", "diff", "parse5", "csv-parse", "@ai-sdk/openai", "@ai-sdk/openai-compatible"]);
    expect(packages.filter((name) => late.has(name))).toEqual([]);
    expect(commands).toEqual(["serve.ts"]);
  });

  it("does not load the store of models for one that is installed and not used", async () => {
    const models = await mkdtemp(join(tmpdir(), "headway-models-"));
    onTestFinished(() => rm(models, { recursive: true }));
    await installTinyVoice(models);
    const { stdout } = await execa(process.execPath, ["--input-type=module", "--eval", openModels(models)]);
    expect(JSON.parse(stdout)).toEqual([]);
  });

  it("loads no catalogue and nothing that downloads to say whether it is ready", async () => {
    const models = await mkdtemp(join(tmpdir(), "headway-models-"));
    onTestFinished(() => rm(models, { recursive: true }));
    await installTinyVoice(models);
    const ready = "await Promise.all([local.speech().voices(), local.transcription().languages()]);";
    const { stdout } = await execa(process.execPath, ["--input-type=module", "--eval", openModels(models, ready)]);
    const loaded = (JSON.parse(stdout) as string[]).map((url) => url.split("/").at(-1));
    expect(loaded).toContain("installed-models.ts");
    expect(loaded.filter((name) => /^(?:model-store|catalogue|fetch-\w+)\.ts$/.test(name ?? ""))).toEqual([]);
  });
});
