import { HeadwayError, type JsonObject, type LocalModelInput } from "@headway-jobs/contract";
import type { StepContext, Workflow } from "@headway-jobs/engine";
import type { ModelShelf, ModelsPorts } from "./ports.ts";
import { fetchReporter } from "./fetch-reporter.ts";

/** The last percent is the job's end. */
const LAST_PERCENT = 99;

type FetchedModel = {
  readonly name: string;
  readonly capability: string;
  readonly licence: string;
  readonly new: boolean;
  readonly bytes: number;
  readonly recorded: readonly { readonly path: string; readonly sha256: string }[];
};

/** Fetches models one after the other, each in a step of its own: after a crash or a cancel, a download continues with what has arrived. */
export function fetchModels(ports: ModelsPorts): Workflow<LocalModelInput> {
  return async (ctx, { models }): Promise<JsonObject> => {
    const fetched: FetchedModel[] = [];
    for (const [index, name] of models.entries()) {
      const model = await ctx.step(
        `add:${name}`,
        async (step) => fetchOne(step, await ports.shelf(), name, await spanOf(ports, models, index)),
        // The download itself tries again, as long as bytes arrive.
        { attempts: 1, events: installedEvents },
      );
      fetched.push(model);
    }
    return { models: fetched, message: sentenceOf(fetched) };
  };
}

/** Where on the job's scale the download of a model begins and ends, in percent by size. */
interface Span {
  readonly from: number;
  readonly to: number;
}

async function spanOf(ports: ModelsPorts, models: readonly string[], index: number): Promise<Span> {
  const sizes = new Map((await (await ports.shelf()).list()).map(({ manifest, bytes }) => [manifest.name, bytes]));
  const bytesOf = (names: readonly string[]): number => names.reduce((sum, name) => sum + (sizes.get(name) ?? 1), 0);
  const total = Math.max(1, bytesOf(models));
  const percent = (count: number): number => (LAST_PERCENT * bytesOf(models.slice(0, count))) / total;
  return { from: percent(index), to: percent(index + 1) };
}

async function fetchOne(step: StepContext, shelf: ModelShelf, name: string, span: Span): Promise<FetchedModel> {
  await discardDamaged(step, shelf, name);
  const reporter = fetchReporter(step, name, span);
  const [added] = await shelf.add([name], { signal: step.signal, onProgress: reporter.report });
  await reporter.settled();
  if (added === undefined) throw new HeadwayError("UNKNOWN_MODEL", `There is no model with the name ${name}.`);
  const { manifest, isNew, recorded } = added;
  return {
    name,
    capability: manifest.capability,
    licence: manifest.licence,
    new: isNew,
    bytes: manifest.files.reduce((sum, { bytes }) => sum + bytes, 0),
    recorded: recorded.map(({ path, sha256 = "" }) => ({ path, sha256 })),
  };
}

/** What is installed is left alone by `add`, also when files of it are missing: a damaged model is fetched again. */
async function discardDamaged(step: StepContext, shelf: ModelShelf, name: string): Promise<void> {
  try {
    const [found] = await shelf.verify([name], { sizesOnly: true });
    if (found === undefined || found.problems.length === 0) return;
    await step.emit({ type: "local_model.replaced", data: { name, problems: [...found.problems] } });
    await shelf.remove([name], { signal: step.signal });
  } catch (error) {
    // Not installed, or removed by another process.
    if (!(error instanceof HeadwayError) || error.code !== "UNKNOWN_MODEL") throw error;
  }
}

function installedEvents({ name, capability, licence, bytes, recorded, new: isNew }: FetchedModel) {
  const verified = { type: "local_model.verified", data: { name, bytes, without_published_hash: recorded.length } };
  const installed = { type: "local_model.installed", data: { name, capability, licence, new: isNew } };
  return isNew ? [verified, installed] : [installed];
}

function sentenceOf(fetched: readonly FetchedModel[]): string {
  const added = fetched.filter((one) => one.new).map(({ name }) => name);
  const there = fetched.filter((one) => !one.new).map(({ name }) => name);
  return [
    ...(added.length === 0 ? [] : [`${added.join(", ")} ${is(added)} installed.`]),
    ...(there.length === 0 ? [] : [`${there.join(", ")} ${is(there)} installed already.`]),
  ].join(" ");
}

const is = (names: readonly string[]): string => (names.length === 1 ? "is" : "are");
