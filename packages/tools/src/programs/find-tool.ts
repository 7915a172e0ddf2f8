import { HeadwayError } from "@headway-jobs/contract";
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import { missingToolSentence, TOOLS, type Tool, type ToolName } from "./tools.ts";

/** The environment as far as tools are concerned; injected so that tests decide what is installed. */
export type ToolEnv = Readonly<Record<string, string | undefined>>;

const found = new Map<string, string>();

/**
 * Absolute path of a tool's program on PATH, or null. What was found is remembered for each PATH; what was not is looked for again, so
 * that a program installed meanwhile is seen without a restart.
 */
export async function findTool(name: ToolName, env: ToolEnv = process.env): Promise<string | null> {
  const searchPath = env["PATH"] ?? "";
  const key = `${name}\0${searchPath}`;
  const known = found.get(key);
  if (known !== undefined) return known;
  const path = await searchProgram(TOOLS[name], searchPath);
  if (path !== null) found.set(key, path);
  return path;
}

/** Like findTool, but a missing program is HeadwayError TOOL_MISSING with doctor's sentence. */
export async function requireTool(name: ToolName, env: ToolEnv = process.env): Promise<string> {
  const path = await findTool(name, env);
  if (path === null) throw new HeadwayError("TOOL_MISSING", missingToolSentence(name));
  return path;
}

/** Forgets a path that turned out to be gone (removed or upgraded while the server ran). */
export function forgetTool(name: ToolName, env: ToolEnv = process.env): void {
  found.delete(`${name}\0${env["PATH"] ?? ""}`);
}

async function searchProgram({ program }: Tool, searchPath: string): Promise<string | null> {
  for (const directory of searchPath.split(delimiter)) {
    // Relative entries would let the working directory decide which program runs.
    if (!isAbsolute(directory)) continue;
    const path = join(directory, process.platform === "win32" ? `${program}.exe` : program);
    if (await isProgram(path)) return path;
  }
  return null;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
