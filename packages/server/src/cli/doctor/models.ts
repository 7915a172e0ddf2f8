import type { InstalledModel } from "@headway-jobs/local-models/manifest/model-manifest";
import { summariseModels } from "@headway-jobs/local-models/manifest/summary";
import type { ModelStore, Verified } from "@headway-jobs/local-models/store/model-store";
import { voicesOf } from "@headway-jobs/local-models/voice/local-voices";
import { join } from "node:path";
import { megabytes } from "../models/megabytes.ts";
import { replacingCommands } from "../models/replacing-commands.ts";
import type { Check } from "./check.ts";

const RECOMMENDED = "headway models add recommended";

/** Which local models there are, whether they are complete, and what one command would improve. Sizes are compared, contents are not read. */
export async function checkModels(store: ModelStore): Promise<readonly Check[]> {
  const installed = await store.installed();
  if (installed.length === 0) {
    const detail =
      "none: voices, recognition and translation are the built-in ones; neural models sound and hear better";
    return [{ name: "local models", state: "note", required: false, detail, fix: RECOMMENDED }];
  }
  const verified = await store.verify(undefined, { sizesOnly: true });
  return [
    describe(installed, store.folder, verified),
    ...(await checkVoices(installed)),
    ...(await checkLibraries(store, installed)),
    ...improvement(installed),
  ];
}

function describe(installed: readonly InstalledModel[], folder: string, verified: readonly Verified[]): Check {
  const described = { name: "local models", required: false };
  const damaged = verified.filter(({ problems, neededBy }) => problems.length > 0 && neededBy === undefined);
  if (damaged.length > 0) {
    const detail = `not complete: ${damaged.map(({ name }) => name).join(", ")}`;
    return { ...described, state: "missing", detail, fix: replacingCommands(damaged).join(", then ") };
  }
  const manifests = installed.map(({ manifest }) => manifest);
  const bytes = manifests.flatMap(({ files }) => files).reduce((sum, file) => sum + file.bytes, 0);
  const detail = `${summariseModels(manifests)}  (${installed.length === 1 ? "1 model" : `${installed.length} models`}, ${megabytes(bytes)}, ${folder})`;
  return { ...described, state: "ok", detail };
}

/** Models without a voice that can be read: the other ones speak. */
async function checkVoices(installed: readonly InstalledModel[]): Promise<readonly Check[]> {
  const models = installed.filter(({ manifest }) => manifest.capability === "voice");
  const checks = await Promise.all(
    models.map(async (model): Promise<readonly Check[]> => {
      if ((await voicesOf(model)).length > 0) return [];
      const detail = `${model.manifest.name} has no voice that can be read`;
      const fix = `correct options.voices in ${join(model.folder, "model.json")}`;
      return [{ name: "local models", state: "missing", required: false, detail, fix }];
    }),
  );
  return checks.flat();
}

/** The libraries without which installed models cannot be loaded. */
async function checkLibraries(store: ModelStore, installed: readonly InstalledModel[]): Promise<readonly Check[]> {
  const runtimes = [...new Set(installed.map(({ manifest }) => manifest.runtime))];
  const checks = await Promise.all(
    runtimes.map(async (runtime): Promise<readonly Check[]> => {
      const missing = await store.missingRuntime(runtime, { sizesOnly: true });
      if (missing === null) return [];
      const { name, version } = missing.runtime;
      const first = installed.find(({ manifest }) => manifest.runtime === runtime)?.manifest.name ?? "";
      const detail = `${name} ${version} is missing or damaged: the installed models that need it cannot be loaded`;
      return [{ name: "model library", state: "missing", required: false, detail, fix: `headway models add ${first}` }];
    }),
  );
  return checks.flat();
}

function improvement(installed: readonly InstalledModel[]): readonly Check[] {
  const has = new Set(installed.map(({ manifest }) => manifest.capability));
  const lacking = (["voice", "ear"] as const).filter((capability) => !has.has(capability));
  if (lacking.length === 0) return [];
  const what = lacking.map((capability) => (capability === "voice" ? "a voice" : "a recogniser")).join(" and ");
  return [{ name: "local models", state: "note", required: false, detail: `${what} could be added`, fix: RECOMMENDED }];
}
