import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { askTool } from "./ask-tool.ts";

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "headway-ask-"));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** Asks a program made of a script. */
async function ask(script: string, timeLimitMs = 60_000, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const file = join(dir, "flite");
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
  const task = "listing voices";
  return askTool({ tool: "flite", args: ["-lv"], task, timeLimitMs, env: { PATH: `${dir}:/usr/bin:/bin`, ...env } });
}

describe("a question to a program", () => {
  it("is answered by what the program prints, which gets its arguments and no keys", async () => {
    expect(await ask('echo "$1 $OPENAI_API_KEY."; echo note >&2', 60_000, { OPENAI_API_KEY: "sk-1" })).toBe("-lv .\n");
  });

  it("fails with TOOL_MISSING where there is no such program", async () => {
    const question = {
      tool: "flite",
      args: [],
      task: "listing voices",
      timeLimitMs: 1_000,
      env: { PATH: dir },
    } as const;
    await expect(askTool(question)).rejects.toMatchObject({ code: "TOOL_MISSING" });
  });

  it.each([
    ["its exit code and last words", "echo 'no voices here' >&2; exit 3", 60_000, /code 3.*no voices here/s, false],
    ["the signal that ended it", "kill -TERM $$", 60_000, /killed \(SIGTERM\)/, true],
    ["the limit that it exceeded", "exec sleep 60", 50, /did not end within 0\.05 s/, true],
  ])("fails with %s", async (_what, script, timeLimitMs, message, retryable) => {
    await expect(ask(script, timeLimitMs)).rejects.toMatchObject({
      code: "TOOL_FAILED",
      retryable,
      message: expect.stringMatching(message) as unknown,
      provider: { name: "flite" },
    });
  });
});
