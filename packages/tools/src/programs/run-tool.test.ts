import { HeadwayError } from "@headway-jobs/contract";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findTool } from "./find-tool.ts";
import { runTool, ToolFailure, type ToolRun } from "./run-tool.ts";
import { missingToolSentence, TOOLS } from "./tools.ts";

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "headway-tools-"));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** Puts a program of that name first on the PATH it returns. */
async function fakeTool(script: string, name = "ffmpeg"): Promise<{ PATH: string }> {
  const file = join(dir, name);
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
  return { PATH: `${dir}:/usr/bin:/bin` };
}

const run = (request: Partial<ToolRun>): ReturnType<typeof runTool> =>
  runTool({ tool: "ffmpeg", args: [], task: "testing", signal: new AbortController().signal, ...request });

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "no failure",
    (error: unknown) => error,
  );

/** Gone, or dead and only waiting to be collected by the system's first process. */
async function isGone(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "(gone) Z");
  return /\) Z/.test(stat);
}

describe("finding programs", () => {
  it("finds a program on the PATH it is given, and remembers only what it found", async () => {
    const env = { PATH: dir };
    expect(await findTool("flite", env)).toBeNull();
    await fakeTool("exit 0", "flite");
    expect(await findTool("flite", env)).toBe(join(dir, "flite"));
  });

  it("ignores what is no program and relative entries of PATH", async () => {
    await writeFile(join(dir, "flite"), "no program");
    expect(await findTool("flite", { PATH: `${dir}:.:` })).toBeNull();
    expect(await findTool("flite", {})).toBeNull();
  });

  it("says for each tool what it is for and how to install it", () => {
    for (const name of Object.keys(TOOLS) as (keyof typeof TOOLS)[]) {
      expect(missingToolSentence(name, "linux")).toMatch(
        /^\S+ is needed to .+; install it with `apt-get install \S+`\.$/,
      );
      expect(missingToolSentence(name, "darwin")).toMatch(/brew/i);
    }
  });
});

describe("running programs", () => {
  it("fails with TOOL_MISSING and doctor's sentence when the program is not there", async () => {
    const error = await failure(run({ env: { PATH: dir } }));
    expect(error).toMatchObject({ code: "TOOL_MISSING", retryable: false });
    expect((error as Error).message).toBe(missingToolSentence("ffmpeg"));
  });

  it("sees that a program was removed after it was found", async () => {
    const env = await fakeTool("exit 0");
    await run({ env: { PATH: dir } });
    await rm(join(dir, "ffmpeg"));
    expect(await failure(run({ env: { PATH: dir } }))).toMatchObject({ code: "TOOL_MISSING" });
    expect(env.PATH).toContain(dir);
  });

  it("passes arguments as they are, whatever characters they hold", async () => {
    const env = await fakeTool(`printf '%s\\n' "$@"`);
    const args = ["-x; touch /nowhere", "$(id) `id` \"quoted\" 'single'", "--", "*", "a\\b"];
    const { stdout } = await run({ env, args });
    expect(new TextDecoder().decode(stdout)).toBe(`${args.join("\n")}\n`);
  });

  it("gives the program no keys of the environment", async () => {
    const env = { ...(await fakeTool("env")), OPENAI_API_KEY: "sk-secret" };
    const { stdout } = await run({ env });
    expect(new TextDecoder().decode(stdout)).not.toContain("sk-secret");
  });

  it("reports a failure with the program's last words, without folders or output, and keeps stderr for the log", async () => {
    const env = await fakeTool("echo /secret/path: broken >&2; exit 3");
    const error = await failure(run({ env, args: ["/secret/input"] }));
    expect(error).toBeInstanceOf(HeadwayError);
    expect(error).toMatchObject({ code: "TOOL_FAILED", retryable: false });
    expect((error as Error).message).toBe("ffmpeg failed while testing: it ended with code 3: “path: broken”.");
    const cause = (error as Error).cause;
    expect(cause).toBeInstanceOf(ToolFailure);
    expect(cause).toMatchObject({ exitCode: 3, stderrTail: "/secret/path: broken\n" });
  });

  it("lets a program that was killed be tried again", async () => {
    const env = await fakeTool("kill -9 $$");
    expect(await failure(run({ env }))).toMatchObject({ code: "TOOL_FAILED", retryable: true });
  });

  it("recognises a full disk", async () => {
    const env = await fakeTool("echo 'av_interleaved_write_frame(): No space left on device' >&2; exit 1");
    expect(await failure(run({ env }))).toMatchObject({ code: "DISK_FULL" });
  });

  it("kills a program that hangs when its time is over", async () => {
    const env = await fakeTool("sleep 1000");
    const error = await failure(run({ env, timeLimitMs: 200 }));
    expect(error).toMatchObject({ code: "TOOL_FAILED", retryable: true });
    expect((error as Error).message).toContain("did not end within 0.2 s");
  });

  it("kills the program and its children at once on abort, and throws the reason", async () => {
    const env = await fakeTool("trap '' TERM; sleep 1000 & echo $$ $!; wait");
    const controller = new AbortController();
    const reason = new Error("cancelled by the user");
    const pids: number[] = [];
    const error = await failure(
      run({
        env,
        signal: controller.signal,
        onLine(line) {
          pids.push(...line.split(" ").map(Number));
          controller.abort(reason);
        },
      }),
    );
    expect(error).toBe(reason);
    expect(pids).toHaveLength(2);
    // The kernel takes a killed child away a moment after its parent.
    for (const pid of pids) await expect.poll(() => isGone(pid)).toBe(true);
  });

  it("starts nothing when the signal has fired already", async () => {
    const env = await fakeTool(`touch ${dir}/started`);
    const reason = new Error("too late");
    expect(await failure(run({ env, signal: AbortSignal.abort(reason) }))).toBe(reason);
    await expect(readFile(join(dir, "started"))).rejects.toThrow("ENOENT");
  });

  it("pulls input only as fast as the program reads it, and stops when the program is done", async () => {
    const env = await fakeTool("head -c 3000000 > /dev/null");
    let pulled = 0;
    function* endless(): Generator<Uint8Array> {
      for (;;) {
        pulled += 1;
        yield new Uint8Array(1_000_000);
      }
    }
    await run({ env, input: endless() });
    expect(pulled).toBeGreaterThanOrEqual(3);
    expect(pulled).toBeLessThan(10);
  });

  it("hands output over as it comes, and lets the program wait for a slow reader", async () => {
    const env = await fakeTool("yes | head -c 3000000; echo done > ended");
    let bytes = 0;
    const readOutput = async (stdout: AsyncIterable<Uint8Array>): Promise<void> => {
      for await (const piece of stdout) {
        // Far more than a pipe holds is still to come, so the program cannot have ended.
        if (bytes === 0) await expect(readFile(join(dir, "ended"))).rejects.toThrow("ENOENT");
        bytes += piece.length;
      }
    };
    expect((await run({ env, cwd: dir, readOutput })).stdout).toHaveLength(0);
    expect(bytes).toBe(3_000_000);
  });

  it("kills the program when its output's reader fails, and throws that error", async () => {
    const env = await fakeTool("yes");
    const reason = new Error("enough");
    const readOutput = async (stdout: AsyncIterable<Uint8Array>): Promise<void> => {
      for await (const piece of stdout) if (piece.length > 0) throw reason;
    };
    expect(await failure(run({ env, readOutput }))).toBe(reason);
  });

  it("says that the program was killed, not that its output broke off", async () => {
    const env = await fakeTool("echo some; kill -9 $$");
    let bytes = 0;
    const readOutput = async (stdout: AsyncIterable<Uint8Array>): Promise<void> => {
      for await (const piece of stdout) bytes += piece.length;
    };
    expect(await failure(run({ env, readOutput }))).toMatchObject({ code: "TOOL_FAILED", retryable: true });
    expect(bytes).toBe(5);
  });

  it("kills the program when its input's source fails, and throws that error", async () => {
    const env = await fakeTool("cat > /dev/null");
    const reason = new Error("could not draw");
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(10);
      await Promise.resolve();
      throw reason;
    }
    expect(await failure(run({ env, input: failing() }))).toBe(reason);
  });

  it("refuses a NUL in an argument as a failure, not a crash", async () => {
    const env = await fakeTool("exit 0");
    expect(await failure(run({ env, args: ["a\0b"] }))).toMatchObject({ code: "TOOL_FAILED" });
  });
});
