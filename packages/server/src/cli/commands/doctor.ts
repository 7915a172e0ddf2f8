import type { Command } from "commander";
import { readConfig } from "../../config/load-config.ts";
import type { ToolName } from "@headway-jobs/tools/programs/tools";
import { adviseCommand } from "../command-here.ts";
import type { CliContext, Report } from "../context.ts";
import type { Configured } from "../doctor/calls.ts";
import type { Check } from "../doctor/check.ts";
import { checkDataFolder, checkFreeSpace, checkNode, checkPort } from "../doctor/machine.ts";
import { checkModels } from "../doctor/models.ts";
import { checkDatabase, checkLanguageModel, checkRecogniser, checkVoices } from "../doctor/services.ts";
import { checkEmojiFont, checkTools, checkTranslationPairs } from "../doctor/tools.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { configuredStore } from "../models/configured-store.ts";
import { interruptible } from "../models/interruptible.ts";
import type { Paint } from "../terminal.ts";

/** Without these no video is made; a voice is required too, but which one is free. */
const REQUIRED_TOOLS: ReadonlySet<ToolName> = new Set(["ffmpeg", "ffprobe"]);

export function addDoctorCommand(program: Command, context: CliContext, report: Report): void {
  program
    .command("doctor")
    .description("check the installation and print the commands that install what is missing")
    .option("--calls", "also call each provider once, which may cost money; says how many requests that makes")
    .option("--json", "as JSON")
    .action(async (options: DoctorOptions) => {
      report(await runDoctor(options, context));
    });
}

interface DoctorOptions {
  readonly calls?: true;
  readonly json?: true;
}

async function runDoctor({ calls, json }: DoctorOptions, context: CliContext): Promise<ExitCode> {
  const { terminal, command } = context;
  const { checks, configured } = await examine(context, calls === true);
  if (json !== true) terminal.out(adviseCommand(page(checks, terminal.paint), command));
  const isSound = !checks.some(isWanting);
  if (calls !== true || configured === null) {
    if (json === true) terminal.out(JSON.stringify({ ok: isSound, checks }, null, 2));
    return isSound ? EXIT.ok.code : EXIT.failed.code;
  }
  const { callProviders, callsJson, callsPage } = await import("../doctor/calls.ts");
  const results = await interruptible(context, (signal) => callProviders(configured, context, signal));
  if (results === null) return EXIT.interrupted.code;
  const isOk = isSound && results.every(({ outcome }) => outcome === "ok");
  if (json === true) terminal.out(JSON.stringify({ ok: isOk, checks, calls: callsJson(results) }, null, 2));
  else terminal.out(adviseCommand(`\n${callsPage(results, terminal.paint)}`, command));
  return isOk ? EXIT.ok.code : EXIT.failed.code;
}

function isWanting({ required, state }: Check): boolean {
  return required && state === "missing";
}

interface Examined {
  readonly checks: readonly Check[];
  /** Null with a configuration that cannot be used. */
  readonly configured: Configured | null;
}

async function examine(context: CliContext, calls: boolean): Promise<Examined> {
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
  // Loaded here, as below: a server, which has this command too, starts faster.
  const { inForceHere } = await import("../in-force.ts");
  const configured = config === null ? null : { config, ...(await inForceHere(config, context)) };
  const about = configured === null ? [] : await examineConfigured(configured, context, calls);
  return { checks: [checkNode(), ...said, ...about, ...tools], configured };
}

async function examineConfigured(found: Configured, context: CliContext, calls: boolean): Promise<Check[]> {
  const { config } = found;
  const { checkInForce, checkUncalled } = await import("../doctor/in-force.ts");
  return [
    await checkDataFolder(config),
    await checkFreeSpace(config),
    await checkPort(config, context.fetch),
    await checkDatabase(config),
    await checkVoices(config, context.env),
    await checkRecogniser(config, context.env),
    checkLanguageModel(config, context.env),
    ...(await checkModels(await configuredStore(context, config))),
    ...checkInForce(found),
    ...(calls ? [] : checkUncalled(found)),
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
