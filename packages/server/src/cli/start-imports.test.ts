import { execa } from "execa";
import { describe, expect, it } from "vitest";

/** Prints the packages that are loaded with the modules of `headway serve`. */
const SCRIPT = `
  import { registerHooks } from "node:module";
  const loaded = new Set();
  registerHooks({
    load(url, context, next) {
      const name = /.*\\/node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url)?.[1];
      if (name !== undefined) loaded.add(name);
      return next(url, context);
    },
  });
  await import(${JSON.stringify(new URL("main.ts", import.meta.url).href)});
  await import(${JSON.stringify(new URL("../main.ts", import.meta.url).href)});
  console.log(JSON.stringify([...loaded]));
`;

describe("the start of a server", () => {
  it("does not load libraries that only jobs and other commands need", async () => {
    const { stdout } = await execa(process.execPath, ["--input-type=module", "--eval", SCRIPT]);
    const loaded = JSON.parse(stdout) as string[];
    expect(loaded).toContain("fastify");
    const late = new Set(["execa", "diff", "parse5", "@ai-sdk/openai", "@ai-sdk/openai-compatible"]);
    expect(loaded.filter((name) => late.has(name))).toEqual([]);
  });
});
