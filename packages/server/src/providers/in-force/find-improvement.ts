import { downloadBytes } from "@headway-jobs/local-models/manifest/model-manifest";
import { machineLanguages, recommendModels } from "@headway-jobs/local-models/manifest/recommend";
import type { ModelStore } from "@headway-jobs/local-models/store/model-store";
import type { CapabilityInForce, Improvement } from "./in-force.ts";

export interface Machine {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** BCP-47 tag of the system, where the environment names no locale. */
  readonly systemLocale: string;
  readonly memoryBytes: number;
}

const COMMAND = "headway models add recommended";
const CAPABILITIES = ["voice", "ear", "translation"] as const;

/** What `models add recommended` would bring that is then used first, and all that it would fetch; null when it would bring nothing. */
export async function findImprovement(
  capabilities: readonly CapabilityInForce[],
  store: ModelStore,
  { env, systemLocale, memoryBytes }: Machine,
): Promise<Improvement | null> {
  const lacking = CAPABILITIES.filter((name) => capabilities.some((one) => one.capability === name && lacksModel(one)));
  if (lacking.length === 0) return null;
  const names = new Set((await store.installed()).map(({ manifest }) => manifest.name));
  const recommended = recommendModels(store.catalogue, machineLanguages(env, systemLocale), memoryBytes);
  const missing = recommended.filter(({ name }) => !names.has(name));
  const brings = lacking.filter((name) => missing.some(({ capability }) => capability === name));
  if (brings.length === 0) return null;
  const runtimes = [...new Set(recommended.map(({ runtime }) => runtime))];
  const libraries = await Promise.all(runtimes.map((runtime) => store.missingRuntime(runtime, { sizesOnly: true })));
  const sizes = [...missing.map(downloadBytes), ...libraries.map((library) => library?.bytes ?? 0)];
  return { command: COMMAND, brings, downloadBytes: sizes.reduce((sum, size) => sum + size, 0) };
}

/** Whether a local model would be the first that is asked, and there is none. */
function lacksModel({ providers, problem }: CapabilityInForce): boolean {
  if (problem !== null) return false;
  const first = providers.find((one) => one.kind === "local" || one.problem === null);
  return first?.kind === "local" && first.models.length === 0;
}
