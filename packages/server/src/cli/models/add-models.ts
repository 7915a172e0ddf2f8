import { totalmem } from "node:os";
import { downloadBytes, type ModelManifest } from "@headway-jobs/local-models/manifest/model-manifest";
import { machineLanguages, recommendModels } from "@headway-jobs/local-models/manifest/recommend";
import { CAPABILITY_NAMES, summariseModels } from "@headway-jobs/local-models/manifest/summary";
import type { AddedModel, ModelStore } from "@headway-jobs/local-models/store/model-store";
import type { CliContext } from "../context.ts";
import { CliError, EXIT, type ExitCode } from "../exit-codes.ts";
import { table } from "../table.ts";
import { interruptible } from "./interruptible.ts";
import { megabytes } from "./megabytes.ts";
import { modelProgress } from "./model-progress.ts";

export interface AddOptions {
  readonly from?: string;
  readonly language?: string;
  readonly yes?: true;
  readonly json?: true;
}

const RECOMMENDED = "recommended";

/** Fetches models after it has shown their sizes and licences and was allowed to. */
export async function addNamed(
  store: ModelStore,
  names: readonly string[],
  options: AddOptions,
  context: CliContext,
): Promise<ExitCode> {
  if (names.length === 0) {
    throw new CliError(
      "usage",
      "Name the models to add; `headway models list` shows them. For your languages: headway models add recommended",
    );
  }
  const wanted = names.flatMap((name) => (name === RECOMMENDED ? recommended(store, options, context) : [name]));
  const installed = new Set((await store.installed()).map(({ manifest }) => manifest.name));
  const named = await Promise.all([...new Set(wanted)].map((name) => store.find(name)));
  const manifests = named.filter(({ name }) => !installed.has(name));
  // Also the library of a model that is installed: it may be missing or damaged.
  const libraries = await librariesOf(store, named);
  if (manifests.length + libraries.length > 0 && !(await isAllowed(store, manifests, libraries, options, context)))
    return refused(context);
  return addAll(store, context, options, (add) => store.add(wanted, add));
}

/** Copies the models of a folder of the user's. */
export async function addFolder(
  store: ModelStore,
  folder: string,
  options: AddOptions,
  context: CliContext,
): Promise<ExitCode> {
  const found = await store.findIn(folder);
  const manifests = found.map(({ manifest }) => manifest);
  const rows = manifests.map((one) => [
    one.name,
    one.format,
    CAPABILITY_NAMES[one.capability],
    one.languages.join(", "),
    one.licence,
  ]);
  if (options.json !== true) {
    context.terminal.out(table(["MODEL", "FORMAT", "FOR", "LANGUAGES", "LICENCE"], rows, context.terminal.paint));
  }
  return addAll(store, context, options, async (add) => {
    const added: AddedModel[] = [];
    for (const one of found) added.push(await store.addFound(one, add));
    return added;
  });
}

function recommended(store: ModelStore, { language }: AddOptions, { env }: CliContext): readonly string[] {
  const given = language
    ?.split(",")
    .map((tag) => tag.trim())
    .filter((tag) => tag !== "");
  const languages = given ?? machineLanguages(env, Intl.DateTimeFormat().resolvedOptions().locale);
  return recommendModels(store.catalogue, languages, totalmem()).map(({ name }) => name);
}

interface Library {
  readonly name: string;
  readonly licence: string;
  readonly homepage: string;
  readonly bytes: number;
}

async function librariesOf(store: ModelStore, manifests: readonly ModelManifest[]): Promise<readonly Library[]> {
  const runtimes = [...new Set(manifests.map(({ runtime }) => runtime))];
  const missing = await Promise.all(runtimes.map((runtime) => store.missingRuntime(runtime)));
  return missing.flatMap((one) => (one === null ? [] : [{ ...one.runtime, bytes: one.bytes }]));
}

/** Shows what would be fetched and asks. Throws CliError `usage` where nobody can answer. */
async function isAllowed(
  store: ModelStore,
  manifests: readonly ModelManifest[],
  libraries: readonly Library[],
  { yes, json }: AddOptions,
  { terminal, interrupts }: CliContext,
): Promise<boolean> {
  const rows = [
    ...manifests.map((one) => [
      one.name,
      CAPABILITY_NAMES[one.capability],
      megabytes(downloadBytes(one)),
      one.licence,
      one.homepage ?? "",
    ]),
    ...libraries.map(({ name, bytes, licence, homepage }) => [name, "library", megabytes(bytes), licence, homepage]),
  ];
  if (json !== true) terminal.out(table(["MODEL", "FOR", "SIZE", "LICENCE", "TERMS AND MAKER"], rows, terminal.paint));
  if (yes === true) return true;
  if (!terminal.interactive) {
    throw new CliError(
      "usage",
      "Nothing was fetched: there is no terminal to ask. Add --yes to accept these sizes and licences.",
    );
  }
  const bytes = [...manifests.map(downloadBytes), ...libraries.map((one) => one.bytes)].reduce(
    (sum, one) => sum + one,
    0,
  );
  const question = `Fetch ${megabytes(bytes)} into ${store.folder}? [y/N] `;
  const answer = await interruptible({ interrupts }, (signal) => terminal.ask(question, signal));
  return /^y(?:es)?$/i.test(answer?.trim() ?? "");
}

function refused({ terminal }: CliContext): ExitCode {
  terminal.note("Nothing was fetched.");
  return EXIT.cancelled.code;
}

type Add = NonNullable<Parameters<ModelStore["add"]>[1]>;

async function addAll(
  store: ModelStore,
  context: CliContext,
  { json }: AddOptions,
  add: (options: Add) => Promise<readonly AddedModel[]>,
): Promise<ExitCode> {
  const { terminal } = context;
  const progress = modelProgress(context);
  const added = await interruptible(context, (signal) => add({ signal, onProgress: progress.show })).finally(
    progress.end,
  );
  if (added === null) {
    terminal.note("Stopped. What has arrived is kept: run the command again to continue.");
    return EXIT.interrupted.code;
  }
  const installed = summariseModels((await store.installed()).map(({ manifest }) => manifest));
  if (json === true) terminal.out(JSON.stringify({ models: added.map(asJson), installed }, null, 2));
  else for (const model of added) terminal.out(lineOf(model));
  terminal.note(`Installed on this machine: ${installed}.`);
  return EXIT.ok.code;
}

const asJson = ({ manifest, folder, isNew, recorded }: AddedModel): Readonly<Record<string, unknown>> => ({
  name: manifest.name,
  capability: manifest.capability,
  licence: manifest.licence,
  folder,
  new: isNew,
  recorded: recorded.map(({ path, sha256 }) => ({ path, sha256 })),
});

function lineOf({ manifest, isNew, recorded }: AddedModel): string {
  if (!isNew) return `${manifest.name} is installed already.`;
  const hashes = recorded.map(({ path, sha256 }) => `\n  ${path}: no hash is published; recorded SHA-256 ${sha256}`);
  return `${manifest.name} is installed.${hashes.join("")}`;
}
