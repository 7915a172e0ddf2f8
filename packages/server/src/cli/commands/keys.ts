import { type Command, InvalidArgumentError } from "commander";
import { type Engine, openEngine } from "@headway/engine";
import { loadConfig } from "../../config/load-config.ts";
import type { CliContext } from "../context.ts";
import { CliError } from "../exit-codes.ts";
import { prepareDataFolder, startFailure } from "../start-failure.ts";
import { table } from "../table.ts";

export function addKeysCommands(program: Command, context: CliContext): void {
  const keys = program
    .command("keys")
    .description("manage API keys; works on the store itself, with or without a running server");
  addCreateCommand(keys, context);
  keys
    .command("list")
    .description("list the keys, without the keys themselves")
    .option("--json", "as NDJSON")
    .action(async (options: { json?: true }) => {
      await withEngine(context, async (engine) => {
        const all = await engine.keys.list();
        const resources = all.map((key) => ({
          key_id: key.keyId,
          owner: key.owner,
          created_at: new Date(key.createdAtMs).toISOString(),
          revoked_at: key.revokedAtMs === null ? null : new Date(key.revokedAtMs).toISOString(),
        }));
        if (options.json === true) {
          for (const resource of resources) context.terminal.out(JSON.stringify(resource));
          return;
        }
        const rows = resources.map((key) => [key.key_id, key.owner, key.created_at, key.revoked_at ?? "in use"]);
        if (rows.length === 0) context.terminal.note("There are no keys. Make one: headway keys create --owner NAME");
        else context.terminal.out(table(["KEY", "OWNER", "CREATED", "REVOKED"], rows, context.terminal.paint));
      });
    });
  keys
    .command("revoke")
    .description("end a key, and with it its open streams")
    .argument("<key-id>", "as `headway keys list` shows it")
    .action(async (keyId: string) => {
      await withEngine(context, async (engine) => {
        if (!(await engine.keys.revoke(keyId))) {
          throw new CliError("failed", `There is no key ${keyId} that could be revoked. See: headway keys list`);
        }
        context.terminal.note(`Key ${keyId} is revoked.`);
      });
    });
}

interface CreateOptions {
  readonly owner: string;
  readonly credits?: number;
  readonly operations?: number;
  readonly tier?: string;
  readonly json?: true;
}

function addCreateCommand(keys: Command, context: CliContext): void {
  keys
    .command("create")
    .description("make a key; it is shown this once")
    .requiredOption("--owner <name>", "who the key stands for; keys of one owner see the same jobs")
    .option(
      "--credits <number>",
      "what the owner may spend from now on, e.g. on characters of speech (default: as before; at first no limit)",
      wholeNumber,
    )
    .option(
      "--operations <number>",
      "changes to documents that the owner may have made in a calendar month, UTC (default: as before; at first no limit)",
      wholeNumber,
    )
    .option("--tier <word>", "the owner's plan, as usage reports show it (default: as before; at first free)", tierWord)
    .option("--json", "as JSON")
    .action(async (options: CreateOptions) => {
      const owner = checkedOwner(options.owner);
      await withEngine(context, async (engine) => {
        await setPlan(engine, owner, options);
        if (options.credits !== undefined) await engine.credits.set(owner, options.credits);
        const { key, keyId } = await engine.keys.create(owner);
        if (options.json === true) {
          context.terminal.out(JSON.stringify({ key, key_id: keyId, owner }));
          return;
        }
        context.terminal.note(`Key ${keyId} of ${owner}; it is not shown again:`);
        context.terminal.out(key);
      });
    });
}

async function setPlan(engine: Engine, owner: string, { operations, tier }: CreateOptions): Promise<void> {
  if (operations === undefined && tier === undefined) return;
  const before = await engine.operations.use(owner);
  await engine.operations.set(owner, { limit: operations ?? before.limit, tier: tier ?? before.tier });
}

function tierWord(value: string): string {
  if (/^[\w.-]{1,40}$/.test(value)) return value;
  throw new InvalidArgumentError("Give a word of 1 to 40 letters, digits and . _ -");
}

function wholeNumber(value: string): number {
  if (/^\d{1,12}$/.test(value)) return Number(value);
  throw new InvalidArgumentError("Give a whole number.");
}

function checkedOwner(owner: string): string {
  if (/^[\w.@-]{1,100}$/.test(owner)) return owner;
  throw new CliError("usage", "--owner takes 1 to 100 letters, digits and . _ @ -");
}

async function withEngine(context: CliContext, work: (engine: Engine) => Promise<void>): Promise<void> {
  // Opened, not started: a server may be working on the same store.
  const config = loadConfig(context);
  const { databaseUrl, dataDir } = config;
  await prepareDataFolder(dataDir);
  const engine = await openEngine({ databaseUrl, dataDir }).catch((error: unknown) => {
    throw startFailure(error, config);
  });
  try {
    await work(engine);
  } finally {
    await engine.stop();
  }
}
