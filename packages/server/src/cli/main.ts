import { fileURLToPath } from "node:url";
import { adviceFor, HeadwayError } from "@headway-jobs/contract";
import { CommanderError } from "commander";
import { ConfigError } from "../config/load-config.ts";
import { commandHere, withCommandHere } from "./command-here.ts";
import type { CliContext } from "./context.ts";
import { CliError, EXIT, type ExitCode } from "./exit-codes.ts";
import { systemInterrupts } from "./interrupts.ts";
import { systemTerminal } from "./terminal.ts";

const BIN = fileURLToPath(new URL("../../bin/headway.mjs", import.meta.url));

/** The command line of this process: runs it and sets the exit code. */
export async function runCli(argv: readonly string[]): Promise<void> {
  const terminal = systemTerminal(process.env);
  // `| head -1`: the reader has what it wanted, which is no failure. Also when the pipe is found closed after the command has ended.
  let closed = false;
  terminal.onClosed(() => {
    closed = true;
    process.exitCode = EXIT.ok.code;
  });
  const code = await execute(argv, {
    env: process.env,
    cwd: process.cwd(),
    command: commandHere(BIN, process.cwd(), process.env["PATH"] ?? ""),
    terminal,
    interrupts: systemInterrupts(),
    fetch: globalThis.fetch,
    nowMs: Date.now,
    composition: () => import("../main.ts"),
  });
  const told = closed ? EXIT.ok.code : code;
  // What was interrupted may still hang somewhere; the user has said that it is enough.
  if (code === EXIT.interrupted.code) process.exit(told);
  process.exitCode = told;
}

/** Runs one command line to its end. Expected failures become a sentence and an exit code; anything else is thrown. */
export async function execute(argv: readonly string[], given: CliContext): Promise<ExitCode> {
  let code: ExitCode = EXIT.ok.code;
  const context = { ...given, terminal: withCommandHere(given.terminal, given.command) };
  const { buildProgram } = await (argv[0] === "serve" ? import("./serve-program.ts") : import("./program.ts"));
  const program = buildProgram(context, (ended) => {
    code = ended;
  });
  try {
    await program.parseAsync(argv.length === 0 ? ["--help"] : [...argv], { from: "user" });
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
