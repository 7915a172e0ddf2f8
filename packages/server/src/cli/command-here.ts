import { accessSync, constants, existsSync, realpathSync } from "node:fs";
import { delimiter, dirname, join, relative } from "node:path";
import type { Terminal } from "./terminal.ts";

/**
 * How this program is called from the user's folder: `headway` when that name on PATH is this program, `npm exec headway --` in its checkout,
 * `npx @headway-jobs/server` in a project that has it installed and where npx itself installed it, else the path of its file.
 * (`npx headway` would fetch another program of that name.)
 */
export function commandHere(bin: string, cwd: string, path: string): string {
  if (leadsTo(path, bin)) return "headway";
  const byPath = `node ${/\s/.test(bin) ? JSON.stringify(bin) : bin}`;
  const project = projectOf(bin);
  if (project !== null) return isBelow(project, cwd) || isOfNpx(project) ? "npx @headway-jobs/server" : byPath;
  const root = rootOf(dirname(bin));
  return root !== null && isBelow(root, cwd) ? "npm exec headway --" : byPath;
}

/** Notes advise commands as `headway …`; they come out as the command that works here. */
export function withCommandHere(terminal: Terminal, command: string): Terminal {
  return { ...terminal, note: (line) => terminal.note(adviseCommand(line, command)) };
}

/** A text with `headway NAME`, where NAME is a command of ours, said as it works here. */
export function adviseCommand(text: string, command: string): string {
  return text.replaceAll(ADVISED, () => `${command} `);
}

/** The commands of `buildProgram`, which a test holds this equal to: it needs the terminal that this module makes. */
export const COMMANDS = [
  "serve",
  "video",
  "speak",
  "edit",
  "review",
  "analyze",
  "demo",
  "jobs",
  "keys",
  "models",
  "exam",
  "backup",
  "restore",
  "secrets",
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

/** The folder into whose node_modules this program is installed; null in a checkout. */
function projectOf(bin: string): string | null {
  return /^(.+?)[\\/]node_modules[\\/]/.exec(bin)?.[1] ?? null;
}

/** npx keeps what it installs in folders of npm's cache, and finds it there again. */
function isOfNpx(project: string): boolean {
  return /[\\/]_npx$/.test(dirname(project));
}

function isBelow(folder: string, path: string): boolean {
  return !relative(folder, path).startsWith("..");
}

/** The checkout: the folder above whose `npm exec headway` is this program. */
function rootOf(folder: string): string | null {
  if (existsSync(join(folder, "node_modules", ".bin", "headway"))) return folder;
  return dirname(folder) === folder ? null : rootOf(dirname(folder));
}
