import { HeadwayError, quoting } from "@headway-jobs/contract";
import { open, rm, writeFile, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import type * as Execa from "execa";
import { bytesOf } from "@headway-jobs/tools/sound/pcm";
import { namingDiskFull } from "@headway-jobs/tools/programs/disk-full";
import { type Command, endWithParent } from "@headway-jobs/tools/programs/end-with-parent";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { childEnv, ToolFailure, wordsOfStderr } from "@headway-jobs/tools/programs/run-tool";
import type { PocketsphinxModel } from "./pocketsphinx-model.ts";
import { makeScratchFolder } from "./scratch-folder.ts";

export interface RecogniserSetup {
  nowMs(): number;
  readonly program: string;
  readonly model: PocketsphinxModel;
  /** Options that this release knows, as it lists them. */
  readonly knownOptions: ReadonlySet<string>;
  readonly env: ToolEnv;
}

interface RecogniseOptions {
  readonly timeLimitMs: number;
  readonly signal: AbortSignal;
  /** Called when the program has the sound. */
  readonly onHanded: () => void;
}

/** A recogniser at work: one utterance at a time. */
export interface Recogniser {
  /**
   * What the program logs about an utterance (16 kHz mono), line by line. Throws TOOL_FAILED (retryable) when it died or was silent for too
   * long, the signal's reason on abort; after either it is dead.
   */
  recognise(samples: Int16Array, options: RecogniseOptions): Promise<string[]>;
  readonly isDead: boolean;
  close(): Promise<void>;
}

interface Pending {
  readonly id: string;
  readonly lines: string[];
  readonly done: () => void;
}

const TAIL_LINES = 40;

/**
 * Starts pocketsphinx's batch program on a control file that never ends: a named pipe. It loads its model once (a third of a second of work) and then
 * takes utterance after utterance; each is a file of its own, decoded as a whole, so that no utterance depends on the ones before it. Results are read
 * from its log, the one output that it does not hold back. When this process dies, however suddenly, the pipe's last writer is gone, and the
 * program ends on its own.
 */
export async function startRecogniser(setup: RecogniserSetup): Promise<Recogniser> {
  const dir = await makeScratchFolder(setup.nowMs(), setup.env["TMPDIR"]);
  try {
    const control = await openControl(join(dir, "control"), setup.env);
    return await RunningRecogniser.start(setup, dir, control);
  } catch (error) {
    await rm(dir, { recursive: true, force: true });
    throw error;
  }
}

/** Opened for both directions, as a pipe without a reader could otherwise only be waited for. */
async function openControl(path: string, env: ToolEnv): Promise<FileHandle> {
  const { execa } = await import("execa");
  const made = await execa("mkfifo", ["-m", "600", path], { env: childEnv(env), extendEnv: false, reject: false });
  if (made.failed) {
    throw new HeadwayError("TOOL_FAILED", "The recogniser could not be started: mkfifo failed.", { cause: made });
  }
  return open(path, "r+");
}

class RunningRecogniser implements Recogniser {
  isDead = false;
  readonly #dir: string;
  readonly #control: FileHandle;
  readonly #kill = new AbortController();
  readonly #tail: string[] = [];
  readonly #gone: Promise<void>;
  #utterances = 0;
  #pending: Pending | undefined;
  #rest = "";

  static async start(setup: RecogniserSetup, dir: string, control: FileHandle): Promise<RunningRecogniser> {
    // Lazy: the server starts without paying for a library that only jobs need.
    const { execa } = await import("execa");
    // In the middle of an utterance it reads no pipe: the end of the server must end it.
    const command = await endWithParent({ program: setup.program, args: programArgs(setup, dir) });
    return new RunningRecogniser({ execa }, { ...command, env: setup.env }, dir, control);
  }

  private constructor(
    { execa }: Pick<typeof Execa, "execa">,
    command: Command & Pick<RecogniserSetup, "env">,
    dir: string,
    control: FileHandle,
  ) {
    this.#dir = dir;
    this.#control = control;
    const child = execa(command.program, [...command.args], {
      cancelSignal: this.#kill.signal,
      killDescendants: true,
      killSignal: "SIGKILL",
      env: childEnv(command.env),
      extendEnv: false,
      stdin: "ignore",
      stdout: "ignore",
      buffer: false,
      reject: false,
    });
    child.stderr.setEncoding("utf8");
    child.stderr.on("data", (text: string) => this.#read(text));
    this.#gone = this.#clearUpAfter(child);
  }

  async recognise(samples: Int16Array, { timeLimitMs, signal, onHanded }: RecogniseOptions): Promise<string[]> {
    signal.throwIfAborted();
    this.#utterances += 1;
    const id = `u${this.#utterances}`;
    const file = join(this.#dir, `${id}.raw`);
    const lines: string[] = [];
    const finished = Promise.withResolvers<void>();
    this.#pending = { id, lines, done: finished.resolve };
    const tooLate = AbortSignal.timeout(timeLimitMs);
    const stop = AbortSignal.any([signal, tooLate]);
    const kill = (): void => this.#kill.abort();
    stop.addEventListener("abort", kill, { once: true });
    try {
      await this.#hand(file, id, samples);
      onHanded();
      await finished.promise;
    } finally {
      this.#pending = undefined;
      stop.removeEventListener("abort", kill);
      await rm(file, { force: true });
    }
    signal.throwIfAborted();
    if (!lines.some((line) => endsUtterance(line, id))) throw this.#failure(tooLate.aborted);
    return lines;
  }

  async close(): Promise<void> {
    this.#kill.abort();
    await this.#gone;
  }

  async #clearUpAfter(child: PromiseLike<unknown>): Promise<void> {
    await child;
    this.isDead = true;
    this.#pending?.done();
    await this.#control.close();
    await rm(this.#dir, { recursive: true, force: true, maxRetries: 3 });
  }

  async #hand(file: string, id: string, samples: Int16Array): Promise<void> {
    try {
      await writeFile(file, bytesOf(dithered(samples)));
      // The program may have died meanwhile; its own end says more than a pipe that is closed.
      if (!this.isDead) await this.#control.write(`${id}\n`);
    } catch (error) {
      if (!this.isDead) throw namingDiskFull(error, "sound");
    }
    if (this.isDead) this.#pending?.done();
  }

  #read(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      this.#tail.push(line);
      if (this.#tail.length > TAIL_LINES) this.#tail.shift();
      this.#pending?.lines.push(line);
      if (this.#pending !== undefined && endsUtterance(line, this.#pending.id)) this.#pending.done();
    }
  }

  #failure(tookTooLong: boolean): HeadwayError {
    const how = tookTooLong ? "it was silent for too long" : "it ended in the middle of its work";
    const stderrTail = this.#tail.join("\n");
    const cause = new ToolFailure("pocketsphinx failed while transcribing", { stderrTail });
    const words = wordsOfStderr(stderrTail);
    return new HeadwayError("TOOL_FAILED", quoting(`pocketsphinx failed while transcribing: ${how}.`, words), {
      cause,
      provider: { name: "pocketsphinx", message: words },
    });
  }
}

/**
 * The samples with a noise of one step, the same at each call. The program takes the logarithm of a spectrum, and hears words with certainty in the
 * not-a-numbers that perfect silence gives.
 */
function dithered(samples: Int16Array): Int16Array {
  let state = 1;
  return samples.map((sample) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const step = (state >>> 30) - 1;
    // Of the four steps -1, 0, 1, 2 the last is none.
    return step > 1 || sample === MAX_SAMPLE ? sample : Math.max(-MAX_SAMPLE, sample + step);
  });
}

const MAX_SAMPLE = 32_767;

/** `… u7: 4.72 seconds speech, 0.75 seconds CPU, …`, the last word on an utterance. */
function endsUtterance(line: string, id: string): boolean {
  return line.includes(` ${id}: `) && line.includes(" seconds speech,");
}

function programArgs({ model, knownOptions }: RecogniserSetup, dir: string): string[] {
  const wanted: readonly (readonly [string, string])[] = [
    ["-hmm", model.acoustic],
    ["-lm", model.language],
    ["-dict", model.dictionary],
    ["-ctl", join(dir, "control")],
    ["-cepdir", dir],
    ["-cepext", ".raw"],
    ["-adcin", "yes"],
    ["-backtrace", "yes"],
    // Over each utterance as a whole: the same sound then gives the same words, whatever came before.
    ["-cmn", "batch"],
    // Utterances come cut out, and frames that are left out would make times wrong.
    ["-remove_silence", "no"],
    // Newer releases log nothing of results by default.
    ["-loglevel", "INFO"],
  ];
  return wanted.filter(([name]) => knownOptions.has(name)).flat();
}
