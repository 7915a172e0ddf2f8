import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cleanWords } from "@headway-jobs/contract";
import { expect, it, onTestFinished } from "vitest";
import { loadConfig } from "../config/load-config.ts";
import { createLog } from "../http/observability/log.ts";
import { composeProviders } from "./providers.ts";

it("a secret of the configuration file is in no line of the log and in no message of a provider", async () => {
  const cwd = await mkdtemp(join(tmpdir(), "headway-secrets-"));
  onTestFinished(() => rm(cwd, { recursive: true, force: true }));
  // Without digits and the forms of keys: only the configuration says that these are secret.
  const secrets = {
    metricsToken: "green harbour lantern",
    secretKey: "slow river under the old stone bridge",
    llmApiKey: "quiet orchard window",
    apiKey: "yellow kite in the morning",
    databaseUrl: "postgres://ada:winter%20garden%20gate@db.example.org/jobs",
  };
  await writeFile(join(cwd, "headway.config.json"), JSON.stringify(secrets));
  composeProviders(loadConfig({ env: {}, cwd }), {}, undefined);

  const lines: string[] = [];
  const log = createLog({ level: "info", destination: { write: (line) => void lines.push(line) } });
  const all = [...Object.values(secrets), "winter garden gate", "winter%20garden%20gate"];
  for (const secret of all) {
    log.error({ err: new Error(`refused: ${secret}`, { cause: new Error(`sent ${secret}`) }) }, "a call failed");
    expect(lines.at(-1)).not.toContain(secret);
    expect(cleanWords(`The key ${secret} is wrong.`)).not.toContain(secret);
  }
});
