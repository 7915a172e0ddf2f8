import { adviceFor, HeadwayError } from "@headway/contract";
import { CommanderError } from "commander";
import { ConfigError } from "../config/load-config.ts";
import type { CliContext } from "./context.ts";
import { CliError, EXIT, type ExitCode } from "./exit-codes.ts";
import { systemInterrupts } from "./interrupts.ts";
import { buildProgram } from "./program.ts";
import { systemTerminal } from "./terminal.ts";

/** The command line of this process: runs it and sets the exit code. */
export async function runCli(argv: readonly string[]): Promise<void> {
  const code = await execute(argv, {
    env: process.env,
    cwd: process.cwd(),
    terminal: systemTerminal(process.env),
    interrupts: systemInterrupts(),
    fetch: globalThis.fetch,
    nowMs: Date.now,
    composition: () => import("../main.ts"),
  });
  // What was interrupted may still hang somewhere; the user has said that it is enough.
  if (code === EXIT.interrupted.code) process.exit(code);
  process.exitCode = code;
}

/** Runs one command line to its end. Expected failures become a sentence and an exit code; anything else is thrown. */
export async function execute(argv: readonly string[], context: CliContext): Promise<ExitCode> {
  let code: ExitCode = EXIT.ok.code;
  const program = buildProgram(context, (ended) => {
    code = ended;
  });
  try {
    await program.parseAsync([...argv], { from: "user" });
    return code;
  } catch (error) {
    // Commander has said it already; asking for help is no error.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok.code : EXIT.usage.code;
    if (error instanceof ConfigError) {
      context.terminal.note(
        `${error.message}\nEvery setting is explained by \`headway config\` and docs/configuration.md.`,
      );
      return EXIT.usage.code;
    }
    if (error instanceof CliError) {
      context.terminal.note(error.message);
      return error.exitCode;
    }
    if (error instanceof HeadwayError) {
      context.terminal.note(`${error.message}\n${adviceFor(error.code, "terminal")}`);
      return EXIT.failed.code;
    }
    throw error;
  }
}
