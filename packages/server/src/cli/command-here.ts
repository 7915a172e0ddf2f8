import { accessSync, constants, existsSync, realpathSync } from "node:fs";
import { delimiter, dirname, join, relative } from "node:path";
import type { Terminal } from "./terminal.ts";

/**
 * How this program is called from the user's working directory: `headway` when that name on PATH is this program, `npm exec headway --` in its
 * checkout, else the path of its file. (`npx headway` elsewhere would fetch another program of that name.)
 */
export function commandHere(bin: string, cwd: string, path: string): string {
  if (leadsTo(path, bin)) return "headway";
  const root = rootOf(dirname(bin));
  const inCheckout = root !== null && !relative(root, cwd).startsWith("..");
  return inCheckout ? "npm exec headway --" : `node ${/\s/.test(bin) ? JSON.stringify(bin) : bin}`;
}

/** Notes advise commands as `headway …`; they come out as the command that works here. */
export function withCommandHere(terminal: Terminal, command: string): Terminal {
  return { ...terminal, note: (line) => terminal.note(adviseCommand(line, command)) };
}

/** A text with `headway NAME`, where NAME is a command of ours, said as it works here. */
export function adviseCommand(text: string, command: string): string {
  return text.replaceAll(ADVISED, () => `${command} `);
}

// As they follow `headway` in what is advised.
const COMMANDS = [
  "serve",
  "video",
  "speak",
  "edit",
  "review",
  "analyze",
  "demo",
  "jobs",
  "keys",
  "backup",
  "restore",
  "doctor",
  "config",
] as const;
const ADVISED = new RegExp(`(?<![\\w/.-])headway (?=(?:${COMMANDS.join("|")})\\b)`, "g");

function leadsTo(path: string, bin: string): boolean {
  // npm puts node_modules/.bin on the PATH of what it runs, which is not the user's.
  const folders = path.split(delimiter).filter((folder) => folder !== "" && !/node_modules[\\/]\.bin$/.test(folder));
  for (const folder of folders) {
    try {
      accessSync(join(folder, "headway"), constants.X_OK);
      return realpathSync(join(folder, "headway")) === realpathSync(bin);
    } catch {
      // Not there, or not to be run.
    }
  }
  return false;
}

/** The checkout: the folder above whose `npm exec headway` is this program. */
function rootOf(folder: string): string | null {
  if (existsSync(join(folder, "node_modules", ".bin", "headway"))) return folder;
  return dirname(folder) === folder ? null : rootOf(dirname(folder));
}
