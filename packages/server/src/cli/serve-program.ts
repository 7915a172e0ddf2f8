import type { Command } from "commander";
import { addServeCommand } from "./commands/serve.ts";
import type { CliContext, Report } from "./context.ts";
import { addExamples } from "./examples.ts";
import { rootCommand } from "./root-command.ts";

/** The command line with `serve` alone: a server starts without the modules of the other commands. */
export function buildProgram(context: CliContext, report: Report): Command {
  const program = rootCommand(context);
  addServeCommand(program, context, report);
  addExamples(program);
  return program;
}
