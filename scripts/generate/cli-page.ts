import { EXIT } from "../../packages/server/src/cli/exit-codes.ts";
import { buildProgram } from "../../packages/server/src/cli/program.ts";
import { generatedPage, markdownTable } from "./markdown.ts";

const INTRODUCTION = `\`npm exec headway -- …\` in a checkout after \`npm run setup\`, or \`node packages/server/bin/headway.mjs …\` from anywhere.
Installed from npm: \`npx @headway-jobs/server …\`. Another project has the name \`headway\` on npm: do not use \`npx headway\` outside a checkout.

\`video\`, \`speak\`, \`edit\`, \`review\`, \`analyze\`, \`jobs\` and \`demo\` use the server that \`--url\` or \`HEADWAY_URL\` names, else the
one on the configured host and port; when none is running there, they run the job in their own process with the same data folder. They send \`HEADWAY_API_KEY\`.

Results are written to standard output, progress and notes to standard error: a progress bar on a terminal, plain lines elsewhere
(\`NO_COLOR\` is respected), NDJSON with \`--json\`.
The first Ctrl-C stops watching and leaves the job running (with \`--cancel-on-interrupt\` it cancels the job); the second ends the
command immediately. A job that ran in the command's own process is kept in the data folder and continues at the next start.`;

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
