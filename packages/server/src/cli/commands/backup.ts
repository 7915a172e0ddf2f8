import { resolve } from "node:path";
import { type Command } from "commander";
import { backUpStore, restoreStore } from "@headway-jobs/engine";
import { loadConfig } from "../../config/load-config.ts";
import type { CliContext, Report } from "../context.ts";
import { CliError, EXIT } from "../exit-codes.ts";
import { inDataFolder } from "../start-failure.ts";

interface Options {
  readonly json?: true;
  readonly withSecretKey?: true;
  readonly force?: true;
}

export function addBackupCommands(program: Command, context: CliContext, report: Report): void {
  program
    .command("backup")
    .description("copy the data folder (database, artifacts, uploads) as of one moment; a server may be working on it")
    .argument("<folder>", "a new folder for the backup")
    .option("--with-secret-key", "with the key file that protects the secrets in the database")
    .option("--json", "what was copied, as JSON")
    .action(async (folder: string, options: Options) => {
      report(await backUp(resolve(context.cwd, folder), options, context));
    });
  program
    .command("restore")
    .description("put a backup into an empty data folder")
    .argument("<folder>", "a folder that `headway backup` has made")
    .option("--force", "replace the data that is in the data folder")
    .option("--json", "what was restored, as JSON")
    .action(async (folder: string, options: Options) => {
      await restore(resolve(context.cwd, folder), options, context);
    });
}

async function backUp(target: string, options: Options, context: CliContext): Promise<typeof EXIT.ok.code | 1> {
  const dataDir = embeddedStore(context);
  const summary = await backUpStore({
    dataDir,
    target,
    withSecretKey: options.withSecretKey === true,
    nowMs: context.nowMs(),
  });
  const { terminal } = context;
  if (options.json === true) terminal.out(JSON.stringify({ folder: target, ...summary }));
  else terminal.out(target);
  const megabytes = (summary.sizeBytes / 2 ** 20).toFixed(1);
  terminal.note(
    `The backup has the database, ${summary.contents} contents and ${summary.uploads} uploads (${megabytes} MB).`,
  );
  if (summary.leftOutSecretKey)
    terminal.note(`secret.key was left out. Keep a copy of ${dataDir}/secret.key elsewhere, or use --with-secret-key.`);
  if (summary.lost.length === 0) return EXIT.ok.code;
  const lost = summary.lost.map((sha256) => `  ${sha256}`).join("\n");
  terminal.note(`These contents are missing or damaged in ${dataDir} itself and so in the backup:\n${lost}`);
  return EXIT.failed.code;
}

async function restore(backup: string, options: Options, context: CliContext): Promise<void> {
  const dataDir = embeddedStore(context);
  const summary = await inDataFolder(dataDir, () => restoreStore({ backup, dataDir, force: options.force === true }));
  const { terminal } = context;
  if (options.json === true) terminal.out(JSON.stringify({ data: dataDir, ...summary }));
  else terminal.out(dataDir);
  terminal.note(`Restored ${summary.files} files of the backup of ${summary.madeAt}. Start the server: headway serve`);
}

/** The data folder; with PostgreSQL it does not hold the jobs, so copying it alone would pretend to be a backup. */
function embeddedStore(context: CliContext): string {
  const { databaseUrl, dataDir } = loadConfig(context);
  if (databaseUrl === undefined) return dataDir;
  throw new CliError(
    "usage",
    "The jobs are in PostgreSQL (HEADWAY_DATABASE_URL): use pg_dump, and copy the folders artifacts and uploads after it. See docs/backup.md.",
  );
}
