import { openEngine } from "@headway-jobs/engine";
import type { Command } from "commander";
import { loadConfig } from "../../config/load-config.ts";
import type { CliContext } from "../context.ts";
import { startIn } from "../start-failure.ts";

export function addSecretsCommands(program: Command, context: CliContext): void {
  program
    .command("secrets")
    .description("manage the secrets that sign links and stream tokens; works beside a running server")
    .command("rotate")
    .description("make new secrets; links and tokens of the former ones stay good until they expire")
    .option("--json", "as NDJSON")
    .action(async (options: { json?: true }) => {
      const config = loadConfig(context);
      const { databaseUrl, dataDir, secretKey } = config;
      // Opened, not started: servers may be working on the same store.
      const engine = await startIn(config, () => openEngine({ databaseUrl, dataDir, secretKey }));
      try {
        const rotated = await engine.secrets.rotate();
        for (const { name, signsFromMs, formerUntilMs } of rotated) {
          const [from, until] = [signsFromMs, formerUntilMs].map((ms) => new Date(ms).toISOString());
          if (options.json === true)
            context.terminal.out(JSON.stringify({ name, signs_from: from, former_until: until }));
          else
            context.terminal.note(`A new secret "${name}" signs from ${from}; the former one verifies until ${until}.`);
        }
        if (rotated.length === 0)
          context.terminal.note("There is no secret yet: a server makes it at its first start.");
      } finally {
        await engine.stop();
      }
    });
}
