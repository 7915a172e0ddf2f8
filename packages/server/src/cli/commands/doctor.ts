import type { Command } from "commander";
import { readConfig } from "../../config/load-config.ts";
import type { Config } from "../../config/schema.ts";
import type { ToolName } from "@headway-jobs/tools/programs/tools";
import { adviseCommand } from "../command-here.ts";
import type { CliContext, Report } from "../context.ts";
import type { Check } from "../doctor/check.ts";
import { checkExam } from "../doctor/exam.ts";
import { checkDataFolder, checkFreeSpace, checkNode, checkPort } from "../doctor/machine.ts";
import { checkModels } from "../doctor/models.ts";
import { checkDatabase, checkLanguageModel, checkRecogniser, checkVoices } from "../doctor/services.ts";
import { checkEmojiFont, checkTools, checkTranslationPairs } from "../doctor/tools.ts";
import { EXIT } from "../exit-codes.ts";
import { configuredStore } from "../models/configured-store.ts";
import type { Paint } from "../terminal.ts";

/** Without these no video is made; a voice is required too, but which one is free. */
const REQUIRED_TOOLS: ReadonlySet<ToolName> = new Set(["ffmpeg", "ffprobe"]);

export function addDoctorCommand(program: Command, context: CliContext, report: Report): void {
  program
    .command("doctor")
    .description("check the installation and print the commands that install what is missing")
    .option("--json", "as JSON")
    .action(async (options: { json?: true }) => {
      const checks = await examine(context);
      const wanting = checks.some((check) => check.required && check.state === "missing");
      if (options.json === true) context.terminal.out(JSON.stringify({ ok: !wanting, checks }, null, 2));
      else context.terminal.out(adviseCommand(page(checks, context.terminal.paint), context.command));
      report(wanting ? EXIT.failed.code : EXIT.ok.code);
    });
}

async function examine(context: CliContext): Promise<readonly Check[]> {
  const { config, problems, warnings } = readConfig(context);
  const said: Check[] = [
    ...problems.map((detail): Check => ({ name: "configuration", state: "missing", required: true, detail })),
    ...warnings.map((detail): Check => ({ name: "configuration", state: "note", required: false, detail })),
  ];
  const tools = [
    ...(await checkTools(context.env, REQUIRED_TOOLS)),
    await checkTranslationPairs(context.env),
    await checkEmojiFont(),
  ];
  const configured = config === null ? [] : await examineConfigured(config, context);
  return [checkNode(), ...said, ...configured, ...tools];
}

async function examineConfigured(config: Config, context: CliContext): Promise<Check[]> {
  return [
    await checkDataFolder(config),
    await checkFreeSpace(config),
    await checkPort(config, context.fetch),
    await checkDatabase(config),
    await checkVoices(config, context.env),
    await checkRecogniser(config, context.env),
    checkLanguageModel(config, context.env),
    ...(await checkModels(await configuredStore(context, config))),
    ...(await checkExam(config)),
  ];
}

function page(checks: readonly Check[], paint: Paint): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const lines = checks.map((check) => {
    const fix = check.fix === undefined ? "" : `\n    ${" ".repeat(width)} ${paint("cyan", check.fix)}`;
    return `  ${mark(check, paint)} ${check.name.padEnd(width)} ${check.detail}${fix}`;
  });
  const missing = checks.filter(({ state }) => state === "missing");
  const required = missing.filter((check) => check.required);
  const verdict =
    missing.length === 0
      ? "Everything is there."
      : required.length === 0
        ? "Everything required is there; what is marked ✗ is optional."
        : `Missing and required: ${required.map(({ name }) => name).join(", ")}.`;
  return [...lines, "", `  ${verdict}${installAll(missing)}`].join("\n");
}

function mark({ state, required }: Check, paint: Paint): string {
  if (state === "ok") return paint("green", "✓");
  if (state === "note") return paint("dim", "·");
  return paint(required ? "red" : "yellow", "✗");
}

/** All packages in one command. */
function installAll(missing: readonly Check[]): string {
  const commands = missing.flatMap(({ fix }) => /^(apt-get install|brew install) (.+)$/.exec(fix ?? "") ?? []);
  const [, manager] = commands;
  if (manager === undefined || missing.length < 2) return "";
  const packages = new Set(
    missing.flatMap(({ fix }) => (fix?.startsWith(manager) === true ? fix.slice(manager.length + 1).split(" ") : [])),
  );
  const root = manager.startsWith("apt") && process.getuid?.() !== 0 ? "sudo " : "";
  return `\n  All packages at once: ${root}${manager} ${[...packages].join(" ")}`;
}
