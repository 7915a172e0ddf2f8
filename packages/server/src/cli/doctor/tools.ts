import { access } from "node:fs/promises";
import { findTool, type ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { type Tool, type ToolName, TOOLS } from "@headway-jobs/tools/programs/tools";
import type { Check } from "./check.ts";

const QUESTION_LIMIT_MS = 5_000;

/** Every program of the tool table: where it is, its version, or the command that installs it. */
export async function checkTools(env: ToolEnv, required: ReadonlySet<ToolName>): Promise<Check[]> {
  const names = Object.keys(TOOLS) as ToolName[];
  return Promise.all(names.map((name) => checkTool(name, required.has(name), env)));
}

async function checkTool(name: ToolName, required: boolean, env: ToolEnv): Promise<Check> {
  const tool: Tool = TOOLS[name];
  const path = await findTool(name, env);
  if (path === null) {
    return { name, state: "missing", required, detail: `needed to ${tool.neededTo}`, fix: installCommand([tool]) };
  }
  const version = await askVersion(tool, path);
  return { name, state: "ok", required, detail: version === null ? path : `${version}  ${path}` };
}

async function askVersion({ version }: Tool, path: string): Promise<string | null> {
  return version === null ? null : (version.answer.exec(await outputOf(path, version.args))?.[1] ?? null);
}

async function outputOf(path: string, args: readonly string[]): Promise<string> {
  // Loaded here, so that the server, which has this command too, starts faster.
  const { execa } = await import("execa");
  const { all } = await execa(path, args, { timeout: QUESTION_LIMIT_MS, reject: false, all: true, stdin: "ignore" });
  return all;
}

/** Language pairs of apertium, as it lists them. */
export async function checkTranslationPairs(env: ToolEnv): Promise<Check> {
  const path = await findTool("apertium", env);
  const listed = path === null ? "" : await outputOf(path, ["-l"]);
  const pairs = listed
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => /^[a-z]{2,3}-[a-z]{2,3}$/.test(line));
  if (pairs.length > 0) return { name: "apertium pairs", state: "ok", required: false, detail: pairs.join(" ") };
  const packages = "apertium-eng-spa apertium-eng-cat apertium-en-gl apertium-es-pt apertium-spa-ita apertium-fr-es";
  return {
    name: "apertium pairs",
    state: "missing",
    required: false,
    detail: "needed to translate narration offline",
    fix:
      process.platform === "darwin"
        ? "Homebrew has none; set HEADWAY_TRANSLATION to a language model"
        : `apt-get install ${packages}`,
  };
}

const EMOJI_FONTS = [
  "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf",
  "/usr/share/fonts/noto/NotoColorEmoji.ttf",
  "/usr/share/fonts/google-noto-color-emoji-fonts/NotoColorEmoji.ttf",
  "/System/Library/Fonts/Apple Color Emoji.ttc",
];

/** The one font that is not bundled. */
export async function checkEmojiFont(): Promise<Check> {
  const found = await Promise.all(
    EMOJI_FONTS.map((path) =>
      access(path).then(
        () => path,
        () => null,
      ),
    ),
  );
  const path = found.find((one) => one !== null);
  if (path !== undefined) return { name: "emoji font", state: "ok", required: false, detail: path };
  return {
    name: "emoji font",
    state: "missing",
    required: false,
    detail: "needed to draw emoji on slides",
    fix: "apt-get install fonts-noto-color-emoji",
  };
}

/** The one command that installs these programs. */
export function installCommand(tools: readonly Tool[]): string {
  if (process.platform !== "darwin") return `apt-get install ${tools.map((tool) => tool.debianPackage).join(" ")}`;
  const names = tools.flatMap((tool) => tool.brewPackage ?? []);
  return names.length === 0 ? "Homebrew has no package for it" : `brew install ${names.join(" ")}`;
}
