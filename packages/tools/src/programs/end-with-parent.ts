import { access, constants } from "node:fs/promises";
import { isMainThread } from "node:worker_threads";

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
}

/** util-linux has it on every Linux; looked up here and not by PATH, which tests and services may leave empty. */
const SETPRIV_PLACES = ["/usr/bin/setpriv", "/bin/setpriv"];

let setpriv: Promise<string | null> | undefined;

/**
 * A command that the kernel kills when this process ends, SIGKILL included: for programs that work for long without reading or writing a
 * pipe of ours, and so would not notice. Linux only; elsewhere, and in worker threads (whose end would count as the parent's), the command as it is.
 */
export async function endWithParent(command: Command): Promise<Command> {
  if (!isMainThread) return command;
  setpriv ??= findSetpriv();
  const wrapper = await setpriv;
  if (wrapper === null) return command;
  return { program: wrapper, args: ["--pdeathsig", "KILL", "--", command.program, ...command.args] };
}

/** Whether a command that was started by way of `endWithParent` ended because there is no such program. */
export function isMissing(exitCode: number | undefined, stderr: string): boolean {
  return exitCode === 127 && stderr.includes("setpriv: failed to execute");
}

async function findSetpriv(): Promise<string | null> {
  for (const place of SETPRIV_PLACES) {
    try {
      await access(place, constants.X_OK);
      if (await works(place)) return place;
    } catch {
      // Not here: the next place.
    }
  }
  return null;
}

/** Some containers forbid the call below it. */
async function works(place: string): Promise<boolean> {
  const { execa } = await import("execa");
  const { failed } = await execa(place, ["--pdeathsig", "KILL", "--", place, "--version"], {
    reject: false,
    timeout: 5_000,
  });
  return !failed;
}
