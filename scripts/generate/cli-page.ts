import { EXIT } from "../../packages/server/src/cli/exit-codes.ts";
import { buildProgram } from "../../packages/server/src/cli/program.ts";
import { generatedPage, markdownTable } from "./markdown.ts";

const INTRODUCTION = `\`npm exec headway -- …\` in a checkout after \`npm run setup\`, or \`node packages/server/bin/headway.mjs …\` from anywhere.
Installed from npm: \`npx @headway-jobs/server …\`. Another project has the name \`headway\` on npm: do not use \`npx headway\` outside a checkout.

\`video\`, \`jobs\` and \`demo\` talk to the server that \`--url\` or \`HEADWAY_URL\` names, else to the
one on the configured host and port; when none runs there, they work in their own process on the same data folder. They send \`HEADWAY_API_KEY\`.

Results go to standard output, progress and remarks to standard error: a progress bar on a terminal, plain lines elsewhere (\`NO_COLOR\` is respected), NDJSON with \`--json\`.
The first Ctrl-C stops watching and leaves the job to go on (with \`--cancel-on-interrupt\` it cancels the job); the second ends the command at once. A job whose server was the
command's own process stays in the data folder and goes on at the next start.`;

/** docs/cli.md, from the commands' own help. */
export function cliPage(): string {
  const program = buildProgram(contextOfNobody(), () => undefined);
  const exits = Object.values(EXIT).map(({ code, means }) => [String(code), means]);
  return generatedPage("Command line", "packages/server/src/cli", [
    INTRODUCTION,
    `## Exit codes\n\n${markdownTable(["Code", "Meaning"], exits)}`,
    ...sections(program, "headway"),
  ]);
}

type Command = ReturnType<typeof buildProgram>;

function sections(command: Command, name: string): readonly string[] {
  // A width of its own, so that the page does not depend on the terminal it is made in.
  const help = command.configureHelp({ helpWidth: 110 }).helpInformation().trimEnd();
  return [
    `## \`${name}\`\n\n\`\`\`text\n${help}\n\`\`\``,
    ...command.commands.flatMap((child) => sections(child, `${name} ${child.name()}`)),
  ];
}

/** Help runs nothing. */
function contextOfNobody(): Parameters<typeof buildProgram>[0] {
  return {
    env: {},
    cwd: "/",
    command: "headway",
    terminal: {
      out: never,
      note: never,
      redraw: never,
      ask: never,
      onClosed: never,
      interactive: false,
      columns: () => 110,
      paint: (_style, text) => text,
    },
    interrupts: { onInterrupt: never },
    fetch: never,
    nowMs: never,
    composition: never,
  };
}

function never(): never {
  throw new Error("the help page runs no command");
}
