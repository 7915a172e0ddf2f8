import { cleanWords, HeadwayError, quoting } from "@headway-jobs/contract";
import type { Writable } from "node:stream";
import { endWithParent, isMissing } from "./end-with-parent.ts";
import { forgetTool, requireTool, type ToolEnv } from "./find-tool.ts";
import { missingToolSentence, type Tool, type ToolName, TOOLS } from "./tools.ts";

/** Arguments, each by itself or in groups that belong together. */
export type ToolArgs = readonly (string | readonly string[])[];

export interface ToolRun {
  readonly tool: ToolName;
  readonly args: ToolArgs;
  /** What is being done, for the error: "… failed while <task>". Never user text, never a path. */
  readonly task: string;
  readonly signal: AbortSignal;
  /** A run that takes longer is killed and fails as retryable TOOL_FAILED; none by default. */
  readonly timeLimitMs?: number;
  /** Written to stdin; an iterable is pulled only as fast as the program reads. */
  readonly input?: string | Uint8Array | AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** Called for each line of stdout, which is then not kept. */
  readonly onLine?: (line: string) => void;
  /**
   * Reads stdout as it comes, which is then not kept; the program waits when it is read slowly. When this throws, the
   * program is killed and the run fails with the same error.
   */
  readonly readOutput?: (stdout: AsyncIterable<Uint8Array>) => Promise<void>;
  readonly cwd?: string;
  readonly env?: ToolEnv;
}

export interface ToolOutput {
  readonly stdout: Uint8Array;
  /** The last characters of stderr, for logs. */
  readonly stderrTail: string;
}

/** The technical side of a failed run: `cause` of TOOL_FAILED, for logs only. */
export class ToolFailure extends Error {
  readonly exitCode: number | undefined;
  readonly killedBy: string | undefined;
  readonly stderrTail: string;

  constructor(message: string, run: { exitCode?: number; killedBy?: string; stderrTail: string; cause?: unknown }) {
    super(message, run.cause === undefined ? undefined : { cause: run.cause });
    this.name = "ToolFailure";
    this.exitCode = run.exitCode;
    this.killedBy = run.killedBy;
    this.stderrTail = run.stderrTail;
  }
}

/**
 * Runs a program to its end, without a shell, in a process group of its own. On abort or time limit the whole group is killed at once, and the
 * promise settles when it is gone. Throws the signal's reason, TOOL_MISSING, DISK_FULL or TOOL_FAILED (retryable when the
 * program was killed or took too long: the same input would fail the same way otherwise).
 */
export async function runTool(run: ToolRun): Promise<ToolOutput> {
  run.signal.throwIfAborted();
  const pipeFailed = new AbortController();
  const { child } = await start(run, AbortSignal.any([run.signal, pipeFailed.signal]));
  const stderr = keepTail(child.stderr);
  if (run.onLine !== undefined) eachLine(child.stdout, run.onLine);
  const reading = read(run.readOutput, child.stdout, pipeFailed);
  const feeding = feed(run.input, child.stdin, pipeFailed);
  const result = await child;
  // A program that dies breaks its pipes: then its own end says more than theirs.
  if (result.isCanceled && !run.signal.aborted) throw pipeFailed.signal.reason;
  if (result.failed) throw failureOf(run, result, stderr());
  await feeding;
  await reading;
  if (pipeFailed.signal.aborted) throw pipeFailed.signal.reason;
  return { stdout: result.stdout instanceof Uint8Array ? result.stdout : new Uint8Array(), stderrTail: stderr() };
}

/** In an object, as a child is a promise of its end and would be awaited. */
async function start(run: ToolRun, cancelSignal: AbortSignal) {
  const found = { program: await requireTool(run.tool, run.env), args: run.args.flat() };
  const tool: Tool = TOOLS[run.tool];
  const command = tool.isLong === true ? await endWithParent(found) : found;
  // Lazy: the server starts without paying for a library that only jobs need.
  const { execa } = await import("execa");
  run.signal.throwIfAborted();
  try {
    return {
      child: execa(command.program, [...command.args], {
        cancelSignal,
        killDescendants: true,
        killSignal: "SIGKILL",
        timeout: run.timeLimitMs ?? 0,
        // Programs see what they need to find their data, and no keys.
        env: childEnv(run.env ?? process.env),
        extendEnv: false,
        encoding: "buffer",
        buffer: { stdout: run.onLine === undefined && run.readOutput === undefined, stderr: false },
        maxBuffer: { stdout: MAX_STDOUT_BYTES },
        stdin: run.input === undefined ? "ignore" : "pipe",
        stripFinalNewline: false,
        reject: false,
        ...(run.cwd === undefined ? {} : { cwd: run.cwd }),
      }),
    };
  } catch (cause) {
    // Thrown at once for arguments that no program can get (a NUL in them).
    throw new HeadwayError("TOOL_FAILED", `${run.tool} could not be started for ${run.task}.`, {
      cause,
      retryable: false,
    });
  }
}

const MAX_STDOUT_BYTES = 512 * 1024 * 1024;

const PASSED_ON = ["PATH", "HOME", "TMPDIR", "ESPEAK_DATA_PATH", "LD_LIBRARY_PATH", "SystemRoot"];

/** The environment of a child process: what programs need to find their data, and no keys. */
export function childEnv(env: ToolEnv): Record<string, string> {
  const kept = PASSED_ON.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const]));
  return { ...Object.fromEntries(kept), LC_ALL: "C.UTF-8" };
}

const STDERR_TAIL_CHARS = 4000;

function keepTail(stream: NodeJS.ReadableStream | null): () => string {
  let tail = "";
  stream?.setEncoding("utf8");
  stream?.on("data", (chunk: string) => {
    tail = (tail + chunk).slice(-STDERR_TAIL_CHARS);
  });
  return () => tail;
}

function eachLine(stream: NodeJS.ReadableStream | null, onLine: (line: string) => void): void {
  let rest = "";
  stream?.setEncoding("utf8");
  stream?.on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line);
  });
}

async function read(
  readOutput: ToolRun["readOutput"],
  stdout: AsyncIterable<Uint8Array> | null,
  failed: AbortController,
): Promise<void> {
  if (readOutput === undefined || stdout === null) return;
  try {
    await readOutput(stdout);
  } catch (error) {
    failed.abort(error);
  }
}

/** Writes the input at the program's pace. A source that throws kills the program; a source that is not finished when the program ends is closed. */
async function feed(input: ToolRun["input"], stdin: Writable | null, failed: AbortController): Promise<void> {
  if (input === undefined || stdin === null) return;
  // A program may end before it has read everything; its exit code then says more than EPIPE.
  stdin.on("error", () => undefined);
  try {
    for await (const chunk of typeof input === "string" || input instanceof Uint8Array ? [input] : input) {
      if (stdin.destroyed) return;
      if (!stdin.write(chunk)) await roomIn(stdin);
    }
    stdin.end();
  } catch (error) {
    failed.abort(error);
  }
}

function roomIn(stdin: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stdin.off("drain", done).off("close", done);
      resolve();
    };
    stdin.on("drain", done).on("close", done);
    if (stdin.destroyed) done();
  });
}

/** The last thing that a program said, without the folders of this machine. */
export function wordsOfStderr(stderrTail: string): string {
  const last =
    stderrTail
      .trimEnd()
      .split(/[\r\n]+/)
      .at(-1) ?? "";
  return cleanWords(last.replaceAll(/(?:\/[^\s/'":]+)+\/(?=[^\s/])/g, ""));
}

type FailedRun = Pick<ToolRun, "tool" | "task" | "signal" | "env" | "timeLimitMs">;

interface FailedResult {
  readonly timedOut: boolean;
  readonly code?: string;
  readonly exitCode?: number;
  readonly signal?: string;
  readonly cause?: unknown;
}

/** What a run that failed is thrown as. */
export function failureOf(run: FailedRun, result: FailedResult, stderrTail: string): unknown {
  if (run.signal.aborted) return run.signal.reason;
  if (result.code === "ENOENT" || isMissing(result.exitCode, stderrTail)) {
    forgetTool(run.tool, run.env);
    return new HeadwayError("TOOL_MISSING", missingToolSentence(run.tool));
  }
  const cause = new ToolFailure(`${run.tool} failed while ${run.task}`, {
    stderrTail,
    ...(result.exitCode === undefined ? {} : { exitCode: result.exitCode }),
    ...(result.signal === undefined ? {} : { killedBy: result.signal }),
    cause: result.cause,
  });
  if (/No space left on device|ENOSPC/i.test(stderrTail)) {
    return new HeadwayError("DISK_FULL", `The disk is full: ${run.tool} could not go on while ${run.task}.`, { cause });
  }
  const words = wordsOfStderr(stderrTail);
  const sentence = `${run.tool} failed while ${run.task}: ${outcome(run, result)}.`;
  return new HeadwayError("TOOL_FAILED", quoting(sentence, words), {
    cause,
    provider: { name: run.tool, message: words },
    retryable: result.timedOut || result.signal !== undefined,
  });
}

function outcome(run: FailedRun, result: FailedResult): string {
  if (result.timedOut) return `it did not end within ${(run.timeLimitMs ?? 0) / 1000} s`;
  if (result.signal !== undefined) return `it was killed (${result.signal})`;
  return result.exitCode === undefined ? "it could not be started" : `it ended with code ${result.exitCode}`;
}
