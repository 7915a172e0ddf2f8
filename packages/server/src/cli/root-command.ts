import { Command, Help } from "commander";
import { adviseCommand } from "./command-here.ts";
import type { CliContext } from "./context.ts";
import { VERSION } from "./version.ts";

/** `headway` without its commands. */
export function rootCommand(context: CliContext): Command {
  return new Command("headway")
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
