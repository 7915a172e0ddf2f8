import type { Command } from "commander";
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
import type { CliContext, Report } from "./context.ts";
import { addExamples } from "./examples.ts";
import { rootCommand } from "./root-command.ts";

/** The whole command line; docs/cli.md is generated from it. */
export function buildProgram(context: CliContext, report: Report): Command {
  const program = rootCommand(context);
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
