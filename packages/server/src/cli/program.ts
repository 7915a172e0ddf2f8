import { Command, Help } from "commander";
import { addAnalyzeCommand } from "./commands/analyze.ts";
import { addBackupCommands } from "./commands/backup.ts";
import { addConfigCommand } from "./commands/config.ts";
import { addDemoCommand } from "./commands/demo.ts";
import { addDoctorCommand } from "./commands/doctor.ts";
import { addEditCommand, addReviewCommand } from "./commands/edit.ts";
import { addExamCommand } from "./commands/exam.ts";
import { addJobsCommands } from "./commands/jobs.ts";
import { addKeysCommands } from "./commands/keys.ts";
import { addModelsCommands } from "./commands/models.ts";
import { addSecretsCommands } from "./commands/secrets.ts";
import { addServeCommand } from "./commands/serve.ts";
import { addSpeakCommand } from "./commands/speak.ts";
import { addVideoCommand } from "./commands/video.ts";
import { adviseCommand } from "./command-here.ts";
import type { CliContext, Report } from "./context.ts";
import { addExamples } from "./examples.ts";
import { VERSION } from "./version.ts";

/** The whole command line; docs/cli.md is generated from it. */
export function buildProgram(context: CliContext, report: Report): Command {
  const program = new Command("headway")
    .description("AI jobs that take minutes, with live progress.")
    .version(VERSION, "-V, --version", "print the version")
    .helpCommand("help [command]", "explain a command")
    .helpOption("-h, --help", "explain a command")
    .showSuggestionAfterError()
    .showHelpAfterError("(--help explains)")
    .configureHelp(helpAsTypedHere(context.command))
    .configureOutput({
      writeOut: (text) => context.terminal.out(asTypedHere(text.trimEnd(), context.command)),
      getOutHelpWidth: () => context.terminal.columns(),
      writeErr: (text) => context.terminal.note(text.trimEnd()),
    })
    .exitOverride();
  addServeCommand(program, context, report);
  addVideoCommand(program, context, report);
  addSpeakCommand(program, context, report);
  addEditCommand(program, context, report);
  addReviewCommand(program, context, report);
  addAnalyzeCommand(program, context, report);
  addDemoCommand(program, context, report);
  addJobsCommands(program, context, report);
  addKeysCommands(program, context);
  addModelsCommands(program, context, report);
  addExamCommand(program, context, report);
  addBackupCommands(program, context, report);
  addSecretsCommands(program, context);
  addDoctorCommand(program, context, report);
  addConfigCommand(program, context, report);
  addExamples(program);
  return program;
}

/** Help whose texts have the commands as they are typed in the user's folder before they are wrapped: a line may end within a command. */
function helpAsTypedHere(command: string): Pick<Help, "boxWrap"> {
  return {
    boxWrap(this: Help, text: string, width: number) {
      return Help.prototype.boxWrap.call(this, adviseCommand(text, command), width);
    },
  };
}

/** The lines of help that are not wrapped: usage and examples. */
function asTypedHere(text: string, command: string): string {
  return adviseCommand(text.replace(/^Usage: headway\b/, `Usage: ${command}`), command);
}
