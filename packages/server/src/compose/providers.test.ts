import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cleanWords } from "@headway-jobs/contract";
import { describe, expect, it, onTestFinished } from "vitest";
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

const compose = (settings: Readonly<Record<string, string>>) => {
  const env = { MISTRAL_API_KEY: "k", HEADWAY_LLM_BASE_URL: "http://127.0.0.1:8080/v1", ...settings };
  return composeProviders(loadConfig({ env, cwd: tmpdir() }), env, undefined);
};

describe("the address of the language model's server", () => {
  const own = JSON.stringify([{ name: "french", type: "mistral", model: "m", api_key: "own-key" }]);

  it.each(["llm,mistral:m", "mistral:m", "apertium,mistral:m"])(
    "is refused where another vendor translates, whose texts would be sent there: %s",
    (list) => {
      const settings = { HEADWAY_LLM: "openai-compatible:qwen3", HEADWAY_TRANSLATION: list };
      expect(() => compose(settings)).toThrow(
        "HEADWAY_TRANSLATION and HEADWAY_LLM list mistral and openai-compatible, and HEADWAY_LLM_BASE_URL would be the address of each; " +
          "give each an entry in `providers` with its own.",
      );
    },
  );

  it.each([
    ["another model of the same server", { HEADWAY_TRANSLATION: "llm,openai-compatible:gemma3" }],
    ["a vendor with an entry of its own", { HEADWAY_TRANSLATION: "llm,french", HEADWAY_PROVIDERS: own }],
    ["translation without a language model", { HEADWAY_TRANSLATION: "llm,apertium" }],
    ["translation alone", { HEADWAY_LLM: "", HEADWAY_TRANSLATION: "mistral:m" }],
  ])("is kept for %s", (_what, settings) => {
    expect(compose({ HEADWAY_LLM: "openai-compatible:qwen3", ...settings }).translation).toBeDefined();
  });
});
