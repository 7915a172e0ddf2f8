import { execFile, type ExecFileException } from "node:child_process";
import { requireTool } from "./find-tool.ts";
import { childEnv, failureOf, type ToolRun } from "./run-tool.ts";

interface ToolQuestion extends Pick<ToolRun, "tool" | "task" | "env"> {
  readonly args: readonly string[];
  readonly timeLimitMs: number;
}

/**
 * What a program prints about itself, such as its list of voices. By Node's own means: a server that starts asks for such lists, and loading what `runTool`
 * needs would take longer than the answer. Throws TOOL_MISSING, DISK_FULL and TOOL_FAILED as `runTool` does.
 */
export async function askTool(question: ToolQuestion): Promise<string> {
  const { tool, args, timeLimitMs, env = process.env } = question;
  const program = await requireTool(tool, env);
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const options = {
    env: childEnv(env),
    timeout: timeLimitMs,
    killSignal: "SIGKILL",
    maxBuffer: MAX_ANSWER_BYTES,
  } as const;
  execFile(program, args, options, (error, stdout, stderr) => {
    if (error === null) resolve(stdout);
    else reject(failureOf({ ...question, signal: NEVER }, resultOf(error), stderr));
  });
  return promise;
}

const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
const NEVER = new AbortController().signal;

function resultOf(error: ExecFileException) {
  const { code, signal, killed } = error;
  return {
    cause: error,
    timedOut: killed === true && signal === "SIGKILL" && typeof code !== "string",
    ...(typeof code === "number" ? { exitCode: code } : {}),
    ...(typeof code === "string" ? { code } : {}),
    ...(typeof signal === "string" ? { signal } : {}),
  };
}
