import { type Command, InvalidArgumentError } from "commander";
import { type ApiKey, type Engine, KEY_SCOPES, type KeyScope, openEngine, USUAL_SCOPES } from "@headway-jobs/engine";
import { loadConfig } from "../../config/load-config.ts";
import type { CliContext } from "../context.ts";
import { CliError } from "../exit-codes.ts";
import { startIn } from "../start-failure.ts";
import { table } from "../table.ts";

export function addKeysCommands(program: Command, context: CliContext): void {
  const keys = program
    .command("keys")
    .description("manage API keys; works on the store itself, with or without a running server");
  addCreateCommand(keys, context);
  addShowCommand(keys, context);
  keys
    .command("list")
    .description("list the keys, without the keys themselves")
    .option("--json", "as NDJSON")
    .action(async (options: { json?: true }) => {
      await withEngine(context, async (engine) => {
        const all = await engine.keys.list();
        const resources = all.map(resourceOf);
        if (options.json === true) {
          for (const resource of resources) context.terminal.out(JSON.stringify(resource));
          return;
        }
        const rows = resources.map((key) => [
          key.key_id,
          key.owner,
          key.scopes.join(","),
          key.created_at,
          stateOf(key, engine.clock.nowMs()),
        ]);
        if (rows.length === 0) context.terminal.note("There are no keys. Make one: headway keys create --owner NAME");
        else context.terminal.out(table(["KEY", "OWNER", "SCOPES", "CREATED", "STATE"], rows, context.terminal.paint));
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

function addShowCommand(keys: Command, context: CliContext): void {
  keys
    .command("show")
    .description("show one key, without the key itself")
    .argument("<key-id>", "as `headway keys list` shows it")
    .option("--json", "as JSON")
    .action(async (keyId: string, options: { json?: true }) => {
      await withEngine(context, async (engine) => {
        const found = (await engine.keys.list()).find((key) => key.keyId === keyId);
        if (found === undefined) throw new CliError("failed", `There is no key ${keyId}. See: headway keys list`);
        const key = resourceOf(found);
        if (options.json === true) {
          context.terminal.out(JSON.stringify(key));
          return;
        }
        const rows = [
          ["key", key.key_id],
          ["owner", key.owner],
          ["scopes", key.scopes.join(", ")],
          ["created", key.created_at],
          ["state", stateOf(key, engine.clock.nowMs())],
        ];
        for (const [name = "", value = ""] of rows) context.terminal.out(`${name.padEnd(8)} ${value}`);
      });
    });
}

function resourceOf(key: ApiKey) {
  return {
    key_id: key.keyId,
    owner: key.owner,
    scopes: key.scopes,
    created_at: new Date(key.createdAtMs).toISOString(),
    expires_at: isoOrNull(key.expiresAtMs),
    revoked_at: isoOrNull(key.revokedAtMs),
  };
}

function isoOrNull(atMs: number | null): string | null {
  return atMs === null ? null : new Date(atMs).toISOString();
}

/** `nowMs` by the clock of the store, which decides whether a key is good. */
function stateOf(
  { expires_at: expiresAt, revoked_at: revokedAt }: ReturnType<typeof resourceOf>,
  nowMs: number,
): string {
  if (revokedAt !== null) return `revoked ${revokedAt}`;
  if (expiresAt === null) return "in use";
  return `${Date.parse(expiresAt) <= nowMs ? "expired" : "in use until"} ${expiresAt}`;
}

interface CreateOptions {
  readonly owner: string;
  readonly scopes?: readonly KeyScope[];
  readonly expires?: number;
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
    .option(
      "--scopes <list>",
      `what the key may do, of ${KEY_SCOPES.join(", ")} (default: ${USUAL_SCOPES.join(",")})`,
      scopeList,
    )
    .option("--expires <time>", "how long the key is good for, e.g. 30d, 12h (default: it does not expire)", lifetime)
    .option("--json", "as JSON")
    .action(async (options: CreateOptions) => {
      const owner = checkedOwner(options.owner);
      await withEngine(context, async (engine) => {
        await setPlan(engine, owner, options);
        if (options.credits !== undefined) await engine.credits.set(owner, options.credits);
        const { key, keyId } = await engine.keys.create(owner, {
          ...(options.scopes === undefined ? {} : { scopes: options.scopes }),
          ...(options.expires === undefined ? {} : { expiresAtMs: engine.clock.nowMs() + options.expires }),
        });
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

function scopeList(value: string): readonly KeyScope[] {
  const words = value.split(",").map((word) => word.trim());
  const scopes = KEY_SCOPES.filter((scope) => words.includes(scope));
  if (scopes.length === new Set(words).size) return scopes;
  throw new InvalidArgumentError(`Give one or more of ${KEY_SCOPES.join(", ")}, comma-separated.`);
}

function lifetime(value: string): number {
  const [, amount = "", unit = ""] = /^(\d{1,6})([mhd])$/.exec(value) ?? [];
  const ms = Number(amount) * (unit === "d" ? 86_400_000 : unit === "h" ? 3_600_000 : 60_000);
  if (unit !== "" && ms > 0) return ms;
  throw new InvalidArgumentError("Give a number with m, h or d, e.g. 30d.");
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
  const engine = await startIn(config, () => openEngine({ databaseUrl, dataDir }));
  try {
    await work(engine);
  } finally {
    await engine.stop();
  }
}
