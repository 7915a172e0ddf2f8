import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** The machine's own Node, not the one in the checkout's node_modules: Node 20 or whatever is there. This process's where there is no other from 20 on. */
export function foreignNode(): string {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => !folder.includes("node_modules"));
  const programs = folders.map((folder) => join(folder, process.platform === "win32" ? "node.exe" : "node"));
  return programs.find((program) => existsSync(program) && majorOf(program) >= 20) ?? process.execPath;
}

function majorOf(program: string): number {
  return Number(/^v(\d+)/.exec(execFileSync(program, ["--version"], { encoding: "utf8" }))?.[1]);
}
