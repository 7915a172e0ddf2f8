import { adviceFor } from "@headway-jobs/contract";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { entriesWithKeys } from "../../config/provider-entries.ts";
import type { Config } from "../../config/schema.ts";
import { providerEnv } from "../../config/vendor-variables.ts";
import type { Capability, InForce } from "../../providers/in-force/in-force.ts";
import type { LocalServer } from "../../providers/llm/local-servers.ts";
import { LocalModels } from "../../providers/local/local-models.ts";
import { runTrial, type Trial, type TrialResult } from "../../providers/trial/trial.ts";
import type { CliContext } from "../context.ts";
import { table } from "../table.ts";
import type { Paint } from "../terminal.ts";

/** A model that is loaded first, or a large one without a graphics card, needs a while. */
const LIMIT_MS = 120_000;

/** Settings that can be used, and what they mean here. */
export interface Configured {
  readonly config: Config;
  readonly inForce: InForce;
  readonly servers: readonly LocalServer[];
}

/** Calls every provider once, after it has said what that may cost. One after the other: they would slow each other down. */
export async function callProviders(
  { config, inForce }: Configured,
  context: CliContext,
  signal: AbortSignal,
): Promise<readonly TrialResult[]> {
  const { planTrials } = await import("../../providers/trial/plan-trials.ts");
  const { terminal, env } = context;
  const providers = providerEnv(config, env);
  const folder = await mkdtemp(join(tmpdir(), "headway-doctor-"));
  const local = await LocalModels.open(config.modelsDir);
  const { llm, speech, transcription, translation, images } = config;
  try {
    const trials = planTrials({
      settings: { voice: speech, ear: transcription, translation, language_model: llm, pictures: images },
      capabilities: inForce.capabilities,
      env: providers,
      entries: entriesWithKeys(config.providers, providers),
      local,
      makeFolder: () => mkdtemp(join(folder, "call-")),
    });
    terminal.note(costOf(trials));
    const results: TrialResult[] = [];
    for (const [index, trial] of trials.entries()) {
      terminal.redraw(`Calling ${index + 1} of ${trials.length}: ${trial.provider} (${NAMES[trial.capability]})`);
      results.push(await runTrial(trial, { signal, limitMs: LIMIT_MS, elapsedMs: () => performance.now() }));
    }
    return results;
  } finally {
    terminal.redraw("");
    await local.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The table, with the advice below each failure. */
export function callsPage(results: readonly TrialResult[], paint: Paint): string {
  const rows = results.map(({ capability, provider, outcome, elapsedMs, said }) => [
    provider,
    NAMES[capability],
    outcome,
    `${(elapsedMs / 1000).toFixed(1)} s`,
    said.replaceAll(/\s+/gu, " "),
  ]);
  const [header = "", ...lines] = table(["PROVIDER", "FOR", "RESULT", "TIME", "WHAT CAME BACK"], rows, paint).split(
    "\n",
  );
  const advised = lines.map((line, index) => {
    const advice = adviceOf(results[index]);
    return advice === null ? line : `${line}\n    ${paint("cyan", advice)}`;
  });
  return [header, ...advised].join("\n");
}

/** The same for programs that read it. */
export function callsJson(results: readonly TrialResult[]): readonly object[] {
  return results.map((result) => ({ ...result, elapsedMs: Math.round(result.elapsedMs), advice: adviceOf(result) }));
}

const NAMES: Readonly<Record<Capability, string>> = {
  voice: "voice",
  ear: "recognition",
  translation: "translation",
  language_model: "language model",
  pictures: "pictures",
};

function adviceOf(result: TrialResult | undefined): string | null {
  return result === undefined || result.code === null ? null : adviceFor(result.code, "terminal");
}

function costOf(trials: readonly Trial[]): string {
  const asked = trials.filter(({ requests }) => requests > 0);
  if (asked.length === 0) return "No server and no vendor is called: only what runs on this machine.";
  const sum = asked.reduce((all, { requests }) => all + requests, 0);
  const each = asked.map(({ provider, requests }) => (requests === 1 ? provider : `${provider} (${requests})`));
  const count = sum === 1 ? "1 request" : `${sum} requests`;
  return `This makes ${count} to configured servers and vendors, which may cost money: ${each.join(", ")}. Each provider has ${LIMIT_MS / 1000} s.`;
}
