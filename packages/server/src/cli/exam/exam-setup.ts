import type { Clock } from "@headway-jobs/contract";
import type { ExamResult } from "@headway-jobs/exam/kept/kept-exams";
import type { ElapsedClock } from "@headway-jobs/tools/time/system-clock";
import { composeProviders, type Providers } from "../../compose/providers.ts";
import type { Config } from "../../config/schema.ts";
import { LocalModels } from "../../providers/local/local-models.ts";
import { metered } from "../../providers/metering.ts";
import type { CliContext } from "../context.ts";
import { VERSION } from "../version.ts";
import { withPeakMemory } from "./peak-memory.ts";

/** What an exam is made of: the settings in force, and what its parts have in common. */
export interface ExamSetup {
  readonly config: Config;
  readonly env: CliContext["env"];
  readonly composition: CliContext["composition"];
  readonly fetch: typeof fetch;
  readonly clock: Clock & ElapsedClock;
  /** A folder for sound files; removed by the caller. */
  readonly scratchDir: string;
  readonly signal: AbortSignal;
  /** What is done at the moment. */
  readonly show: (line: string) => void;
}

/** What one part has found, and what it could not measure. */
export interface ExamFindings {
  readonly results: readonly ExamResult[];
  /** Results of parts of a set: they are shown, and not kept. */
  readonly details: readonly ExamResult[];
  /** One sentence each. */
  readonly remarks: readonly string[];
}

export const NOTHING_FOUND: ExamFindings = { results: [], details: [], remarks: [] };

/** What every result has. */
export function examFacts({ clock }: Pick<ExamSetup, "clock">): Pick<ExamResult, "measured_at" | "version"> {
  return { measured_at: new Date(clock.nowMs()).toISOString(), version: VERSION };
}

/** Providers of their own for one part, so that what another part has started is not in its memory. */
export async function withProviders<T>(
  { config, env }: Pick<ExamSetup, "config" | "env">,
  work: (providers: Providers) => Promise<T>,
): Promise<T> {
  const local = await LocalModels.open(config.modelsDir);
  const providers = composeProviders(config, env, local);
  try {
    return await work(providers);
  } finally {
    await Promise.all([providers.transcription.close(), local.close()]);
  }
}

export interface Observed<T> {
  readonly value: T;
  /** Who did it, as `usage.providers` of a job names it. Of several, the last one gave the answer. */
  readonly provider: string | undefined;
  readonly seconds: number;
}

/** Does work with a provider, and notes which one it was and how long it took. */
export async function observed<T>({ clock }: Pick<ExamSetup, "clock">, work: () => Promise<T>): Promise<Observed<T>> {
  let provider: string | undefined;
  const startedMs = clock.elapsedMs();
  const value = await metered((use) => {
    // What is added to a call that was counted before has its own name in some providers.
    if (use.calls !== 0) provider = use.name;
  }, work);
  return { value, provider, seconds: (clock.elapsedMs() - startedMs) / 1000 };
}

/** The same with the peak memory of all that ran meanwhile. */
export function measured<T>({ clock }: Pick<ExamSetup, "clock">, work: () => Promise<T>) {
  return withPeakMemory(clock, work);
}
