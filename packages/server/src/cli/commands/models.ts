import { resolve } from "node:path";
import type { Verified } from "@headway-jobs/local-models/store/model-store";
import { CAPABILITY_NAMES, summariseModels } from "@headway-jobs/local-models/manifest/summary";
import type { Command } from "commander";
import { describeRemoval } from "../../compose/describe-removal.ts";
import { loadConfig } from "../../config/load-config.ts";
import type { CliContext, Report } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { configuredStore } from "../models/configured-store.ts";
import { addFolder, addNamed, type AddOptions } from "../models/add-models.ts";
import { interruptible } from "../models/interruptible.ts";
import { modelProgress } from "../models/model-progress.ts";
import { megabytes } from "../models/megabytes.ts";
import { replacingCommands } from "../models/replacing-commands.ts";
import { table } from "../table.ts";

interface Json {
  readonly json?: true;
}

export function addModelsCommands(program: Command, context: CliContext, report: Report): void {
  const models = program
    .command("models")
    .description("manage the models that run on this machine (docs/guides/local-models.md)");
  models
    .command("list")
    .description("list the known models and those that are installed")
    .option("--json", "as JSON, with the address of every file")
    .action((options: Json) => list(options, context));
  models
    .command("add")
    .description("fetch models, check them and install them; an interrupted download continues")
    .argument("[names...]", "names from `headway models list`, or `recommended` for this machine's languages")
    .option("--from <folder>", "copy the models that a folder holds instead of fetching them")
    .option("--language <tags>", "with `recommended`: languages instead of the machine's own, e.g. es,fr")
    .option("-y, --yes", "accept sizes and licences without a question")
    .option("--json", "what was added, as JSON")
    .action(async (names: readonly string[], options: AddOptions) => {
      const store = await configuredStore(context);
      const from = options.from === undefined ? undefined : resolve(context.cwd, options.from);
      report(
        await (from === undefined
          ? addNamed(store, names, options, context)
          : addFolder(store, from, options, context)),
      );
    });
  models
    .command("remove")
    .description("remove models from this machine")
    .argument("<names...>", "names of installed models")
    .option("--json", "what is left, as JSON")
    .action((names: readonly string[], options: Json) => remove(names, options, context));
  models
    .command("verify")
    .description("read every file of the installed models and compare it with what was installed")
    .argument("[names...]", "names of installed models; all when left out")
    .option("--json", "as JSON")
    .action(async (names: readonly string[], options: Json) => {
      report(await verify(names, options, context));
    });
}

async function list({ json }: Json, context: CliContext): Promise<void> {
  const store = await configuredStore(context);
  const listed = await store.list();
  const { terminal } = context;
  if (json === true) {
    const models = listed.map(({ manifest, ...found }) => ({ ...manifest, ...found }));
    terminal.out(JSON.stringify({ folder: store.folder, models }, null, 2));
    return;
  }
  const rows = listed.map(({ manifest, installed, bytes, arrivedBytes }) => [
    manifest.name,
    installed ? "installed" : arrivedBytes > 0 ? `${megabytes(arrivedBytes)} arrived` : "",
    CAPABILITY_NAMES[manifest.capability],
    manifest.languages.length > 4 ? `${manifest.languages.length} languages` : manifest.languages.join(", "),
    megabytes(bytes),
    manifest.licence,
  ]);
  terminal.out(table(["MODEL", "STATE", "FOR", "LANGUAGES", "SIZE", "LICENCE"], rows, terminal.paint));
  const installed = listed.filter((one) => one.installed).map(({ manifest }) => manifest);
  terminal.note(
    installed.length === 0
      ? `None is installed. In force: ${await sentenceHere(context)}`
      : `Installed in ${store.folder}: ${summariseModels(installed)}.`,
  );
}

async function remove(names: readonly string[], { json }: Json, context: CliContext): Promise<void> {
  const store = await configuredStore(context);
  const removed = (await store.installed()).map(({ manifest }) => manifest).filter(({ name }) => names.includes(name));
  await store.remove(names);
  const left = (await store.installed()).map(({ manifest }) => manifest);
  const { terminal } = context;
  if (json === true)
    terminal.out(JSON.stringify({ removed: [...new Set(names)], installed: left.map(({ name }) => name) }));
  else for (const name of new Set(names)) terminal.out(name);
  terminal.note(await describeRemoval(removed, { config: loadConfig(context), env: context.env, store }));
}

/** What does the work without the models, in one line. */
async function sentenceHere(context: CliContext): Promise<string> {
  const { inForceOf } = await import("../in-force.ts");
  return (await inForceOf(loadConfig(context), context)).sentence;
}

async function verify(
  names: readonly string[],
  { json }: Json,
  context: CliContext,
): Promise<typeof EXIT.ok.code | typeof EXIT.failed.code | typeof EXIT.interrupted.code> {
  const store = await configuredStore(context);
  const progress = modelProgress(context);
  const verified = await interruptible(context, (signal) =>
    store.verify(names.length === 0 ? undefined : names, { signal, onProgress: progress.show }),
  ).finally(progress.end);
  if (verified === null) return EXIT.interrupted.code;
  if (json === true) context.terminal.out(JSON.stringify({ models: verified }, null, 2));
  else printVerified(verified, context);
  return verified.every(({ problems }) => problems.length === 0) ? EXIT.ok.code : EXIT.failed.code;
}

function printVerified(verified: readonly Verified[], { terminal }: CliContext): void {
  const rows = verified.map(({ name, problems }) => [name, problems.length === 0 ? "complete" : problems.join(" ")]);
  if (rows.length > 0) terminal.out(table(["MODEL", "STATE"], rows, terminal.paint));
  if (verified.length === 0) terminal.note("No model is installed.");
  const commands = replacingCommands(verified);
  if (commands.length > 0) terminal.note(`Replace what is damaged: ${commands.join(" and ")}`);
}
