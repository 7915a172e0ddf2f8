import {
  dictionary,
  LOCAL_MODEL_KIND,
  type LocalModelResource,
  type LocalModelsResource,
  type ModelLibraryResource,
  type ModelState,
} from "@headway-jobs/contract";
import type { Engine, Job } from "@headway-jobs/engine";
import type { ListedModel, ModelsPorts } from "./ports.ts";

/** The kinds of job that use a capability. */
const USED_FOR: Readonly<Record<string, readonly string[]>> = dictionary({
  voice: ["video", "speech"],
  ear: ["conversation"],
  speakers: ["conversation"],
  segmenter: ["conversation"],
  translation: ["speech", "document", "video"],
});

/** More unfinished downloads of one owner than anybody waits for. */
const MOST_JOBS = 100;

/** Everything that `GET /v1/local-models` shows, for a caller. `languages` null = those of the machine's locale. */
export async function listModels(
  ports: ModelsPorts,
  engine: Pick<Engine, "list">,
  caller: { readonly owner: string; readonly mayChange: boolean; readonly languages: readonly string[] | null },
): Promise<LocalModelsResource> {
  const shelf = await ports.shelf();
  const [listed, libraries, problems, recommended, jobs] = await Promise.all([
    shelf.list(),
    shelf.libraries(),
    shelf.verify(undefined, { sizesOnly: true }).then((all) => new Map(all.map((one) => [one.name, one.problems]))),
    ports.recommend(caller.languages),
    unfinishedJobs(engine, caller.owner),
  ]);
  const shownLibraries = libraries.map(({ runtime, state, bytes }): ModelLibraryResource => {
    return { name: runtime.runtime, state, size_bytes: bytes, licence: runtime.licence, page: runtime.homepage };
  });
  const models = listed.map((one): LocalModelResource => {
    const { name, runtime, capability, languages, licence, homepage, description } = one.manifest;
    const found = problems.get(name) ?? [];
    const state = stateOf(one, found);
    return {
      name,
      capability,
      languages: [...languages],
      licence,
      page: homepage ?? null,
      description,
      state,
      size_bytes: one.bytes,
      arrived_bytes: state === "partial" ? one.arrivedBytes : 0,
      problems: [...found],
      recommended: recommended.names.includes(name),
      used_for: [...(USED_FOR[capability] ?? [])],
      library: runtime,
      job_id: jobs.find((job) => modelsOf(job).includes(name))?.jobId ?? null,
    };
  });
  const installed = listed.filter((one) => one.installed).map(({ manifest }) => manifest);
  return {
    models,
    libraries: shownLibraries,
    languages: [...recommended.languages],
    recommended_bytes: missingBytes(models, shownLibraries),
    may_change: caller.mayChange,
    summary: await ports.summarise(installed),
  };
}

function stateOf({ installed, arrivedBytes }: ListedModel, problems: readonly string[]): ModelState {
  if (installed) return problems.length === 0 ? "installed" : "damaged";
  return arrivedBytes > 0 ? "partial" : "available";
}

/** What the recommended models still need, with their libraries. */
function missingBytes(models: readonly LocalModelResource[], libraries: readonly ModelLibraryResource[]): number {
  const missing = models.filter(({ recommended, state }) => recommended && state !== "installed");
  const needed = libraries.filter(({ name }) => missing.some(({ library }) => library === name));
  return [
    ...missing.map(({ size_bytes: size, arrived_bytes: arrived }) => Math.max(0, size - arrived)),
    ...needed.map(({ size_bytes: size }) => size),
  ].reduce((sum, bytes) => sum + bytes, 0);
}

async function unfinishedJobs(engine: Pick<Engine, "list">, owner: string): Promise<readonly Job[]> {
  const query = { owner, kind: LOCAL_MODEL_KIND, limit: MOST_JOBS };
  const [running, waiting] = await Promise.all([
    engine.list({ ...query, status: "in_progress" }),
    engine.list({ ...query, status: "pending" }),
  ]);
  return [...running.jobs, ...waiting.jobs];
}

function modelsOf({ metadata: { models } }: Job): readonly unknown[] {
  return Array.isArray(models) ? models : [];
}
