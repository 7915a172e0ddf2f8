import type { InstalledModel } from "@headway-jobs/local-models/manifest/model-manifest";
import { summariseModels } from "@headway-jobs/local-models/manifest/summary";
import type { ModelStore } from "@headway-jobs/local-models/store/model-store";
import { megabytes } from "../models/megabytes.ts";
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
  const damaged = verified.filter(({ problems }) => problems.length > 0).map(({ name }) => name);
  return [
    describe(installed, store.folder, damaged),
    ...(await checkLibraries(store, installed)),
    ...improvement(installed),
  ];
}

function describe(installed: readonly InstalledModel[], folder: string, damaged: readonly string[]): Check {
  const described = { name: "local models", required: false };
  if (damaged.length > 0) {
    const list = damaged.join(" ");
    const fix = `headway models remove ${list}, then headway models add ${list}`;
    return { ...described, state: "missing", detail: `not complete: ${damaged.join(", ")}`, fix };
  }
  const manifests = installed.map(({ manifest }) => manifest);
  const bytes = manifests.flatMap(({ files }) => files).reduce((sum, file) => sum + file.bytes, 0);
  const detail = `${summariseModels(manifests)}  (${installed.length === 1 ? "1 model" : `${installed.length} models`}, ${megabytes(bytes)}, ${folder})`;
  return { ...described, state: "ok", detail };
}

/** The libraries without which installed models cannot be loaded. */
async function checkLibraries(store: ModelStore, installed: readonly InstalledModel[]): Promise<readonly Check[]> {
  const runtimes = [...new Set(installed.map(({ manifest }) => manifest.runtime))];
  const checks = await Promise.all(
    runtimes.map(async (runtime): Promise<readonly Check[]> => {
      const missing = await store.missingRuntime(runtime);
      if (missing === null) return [];
      const { name, version } = missing.runtime;
      const first = installed.find(({ manifest }) => manifest.runtime === runtime)?.manifest.name ?? "";
      const detail = `${name} ${version} is missing: the installed models that need it cannot be loaded`;
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
