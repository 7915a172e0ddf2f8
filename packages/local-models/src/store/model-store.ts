import { HeadwayError, nearestName } from "@headway-jobs/contract";
import { systemRandom } from "@headway-jobs/tools/time/system-clock";
import { randomUUID } from "node:crypto";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { knownModels } from "../manifest/catalogue.ts";
import { knownRuntimes } from "../manifest/known-runtimes.ts";
import { downloadBytes, type InstalledModel, type ModelFile, type ModelManifest } from "../manifest/model-manifest.ts";
import type { Machine, RuntimePackage } from "../manifest/runtime-package.ts";
import { hasHash } from "./content-hashes.ts";
import { discardParts, fetchParts, type InstallPhase, type PartsOptions } from "./fetch-parts.ts";
import { finishModel } from "./finish-model.ts";
import { lockFolder, type Holder } from "./folder-lock.ts";
import { systemFreeBytes, type FreeBytes } from "./free-space.ts";
import { installRuntime, isSound, offerPackages, runtimeParts } from "./install-runtime.ts";
import { readRuntime } from "./installed-models.ts";
import { copyModel, modelsIn, type FoundModel } from "./local-source.ts";
import { archiveBytes, arrivedBytes, libraryState, type ListedLibrary, partsOf, sizeOfFiles } from "./model-parts.ts";
import { SharedWork, type Waiter } from "./shared-work.ts";
import { systemStoreClock, type StoreClock } from "./store-clock.ts";
import { foldersOf, readAllInstalled, readNamed } from "./store-folders.ts";
import { verifyFiles } from "./verify-files.ts";

export interface ModelStoreOptions {
  /** The folder of models; made when the first one is added. */
  readonly folder: string;
  /** Takes the place of the publishers' scheme and host (HEADWAY_MODELS_URL). */
  readonly mirror?: string | undefined;
  readonly fetch: typeof fetch;
  readonly catalogue?: readonly ModelManifest[];
  readonly runtimes?: readonly RuntimePackage[];
  readonly clock?: StoreClock;
  /** From 0 to 1, for the pauses between attempts. */
  readonly random?: () => number;
  readonly machine?: Machine;
  readonly freeBytes?: FreeBytes;
}

export interface ModelProgress {
  /** Name of the model, or of the library that it needs. */
  readonly name: string;
  /** `waiting`: another process works on it. */
  readonly phase: InstallPhase | "waiting";
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** Who works on it, while this one waits. */
  readonly holder?: Holder;
}

export interface AddOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ModelProgress) => void;
}

export interface VerifyOptions extends AddOptions {
  readonly sizesOnly?: boolean;
}

export interface AddedModel extends InstalledModel {
  /** False when it was there already. */
  readonly isNew: boolean;
  /** Files of which the publisher states no hash, with the one that they had when they arrived. */
  readonly recorded: readonly ModelFile[];
}

export interface ListedModel {
  readonly manifest: ModelManifest;
  readonly installed: boolean;
  /** What adding it fetches; for an installed model, what its files take. */
  readonly bytes: number;
  /** What an interrupted download of it has left; 0 for an installed model. */
  readonly arrivedBytes: number;
}

export interface Verified {
  readonly name: string;
  /** One sentence for each file that is missing or not as it was installed; empty for a sound model. */
  readonly problems: readonly string[];
  /** Of a library: an installed model that needs it; adding that one replaces a damaged library. Null without one. */
  readonly neededBy?: string | null;
}

export interface ModelStore {
  readonly folder: string;
  /** The known models; of several for the same, the preferred one is first. */
  readonly catalogue: readonly ModelManifest[];
  /** The models that are complete, by name. */
  installed(): Promise<readonly InstalledModel[]>;
  /** A known or installed model. Throws UNKNOWN_MODEL, which names a similar one. */
  find(name: string): Promise<ModelManifest>;
  /** The known models and those of the user's own. */
  list(): Promise<readonly ListedModel[]>;
  /** The libraries that load models, whether any needs them or not. */
  libraries(): Promise<readonly ListedLibrary[]>;
  /** The library that a runtime's models need and this machine does not have undamaged; null when there is nothing to fetch. */
  missingRuntime(
    runtime: ModelManifest["runtime"],
    options?: Pick<VerifyOptions, "sizesOnly">,
  ): Promise<{ readonly runtime: RuntimePackage; readonly bytes: number } | null>;
  /**
   * Fetches models with the library that they need, one after the other; what is installed is left alone. Throws UNKNOWN_MODEL,
   * MODEL_REFUSED, MODEL_UNAVAILABLE, MODEL_DAMAGED, DISK_FULL and the signal's reason. What has arrived is kept for the next call.
   */
  add(names: readonly string[], options?: AddOptions): Promise<readonly AddedModel[]>;
  /** The models in a folder of the user's, or in its subfolders. Throws INVALID_INPUT when there is none, or says what one of them lacks. */
  findIn(folder: string): Promise<readonly FoundModel[]>;
  /** Copies a model that `findIn` found. The library is fetched, as for `add`, unless it is in the same folder. */
  addFound(found: FoundModel, options?: AddOptions): Promise<AddedModel>;
  /**
   * Removes models, what an interrupted download has left of them, and a library that no other model needs. While something else works on one of them,
   * it waits and reports so. Throws UNKNOWN_MODEL when there is nothing of a model.
   */
  remove(names: readonly string[], options?: AddOptions): Promise<void>;
  /** Reads every file again and compares it with what was installed; with `sizesOnly` it reads none. */
  verify(names?: readonly string[], options?: VerifyOptions): Promise<readonly Verified[]>;
}

/** The models of this machine. Nothing is read or made before a method is called. */
export function openModelStore(options: ModelStoreOptions): ModelStore {
  return new FolderStore(options);
}

class FolderStore implements ModelStore {
  readonly folder: string;
  readonly #options: ModelStoreOptions;
  readonly #clock: StoreClock;
  readonly #machine: Machine;
  readonly #folders: ReturnType<typeof foldersOf>;
  readonly #work = new SharedWork<ModelProgress, AddedModel | null>();

  constructor(options: ModelStoreOptions) {
    this.folder = options.folder;
    this.#options = options;
    this.#clock = options.clock ?? systemStoreClock;
    this.#machine = options.machine ?? { os: process.platform, cpu: process.arch };
    this.#folders = foldersOf(options.folder);
  }

  get catalogue(): readonly ModelManifest[] {
    return this.#options.catalogue ?? knownModels();
  }

  installed(): Promise<readonly InstalledModel[]> {
    return readAllInstalled(this.folder);
  }

  async list(): Promise<readonly ListedModel[]> {
    const installed = new Map((await this.installed()).map(({ manifest }) => [manifest.name, manifest]));
    const known = this.catalogue.filter(({ name }) => !installed.has(name));
    const left = await Promise.all(known.map((manifest) => arrivedBytes(manifest, this.folder)));
    return [
      ...[...installed.values()].map((manifest) => {
        return { manifest, installed: true, bytes: sizeOfFiles(manifest.files), arrivedBytes: 0 };
      }),
      ...known.map((manifest, index) => {
        return { manifest, installed: false, bytes: downloadBytes(manifest), arrivedBytes: left[index] ?? 0 };
      }),
    ].toSorted((a, b) => (a.manifest.name < b.manifest.name ? -1 : 1));
  }

  libraries(): Promise<readonly ListedLibrary[]> {
    return Promise.all(this.#runtimes().map((runtime) => libraryState(runtime, this.#machine, this.folder)));
  }

  async missingRuntime(
    name: ModelManifest["runtime"],
    { sizesOnly = false }: Pick<VerifyOptions, "sizesOnly"> = {},
  ): ReturnType<ModelStore["missingRuntime"]> {
    const runtime = this.#runtimes().find((one) => one.runtime === name);
    if (runtime === undefined || (await isSound(this.#folders.runtime(runtime), sizesOnly))) return null;
    return { runtime, bytes: archiveBytes(runtime, this.#machine) };
  }

  async add(names: readonly string[], options: AddOptions = {}): Promise<readonly AddedModel[]> {
    const manifests = await Promise.all([...new Set(names)].map((name) => this.find(name)));
    const waiter = waiterOf(options);
    const added: AddedModel[] = [];
    for (const runtime of new Set(manifests.map((one) => one.runtime))) await this.#addRuntime(runtime, waiter);
    for (const manifest of manifests) {
      const model = await this.#work.run(manifest.name, (shared) => this.#install(manifest, shared), waiter);
      // `remove` of another process may have taken the library away, before this model needed it.
      await this.#addRuntime(manifest.runtime, waiter, { again: true });
      if (model !== null) added.push(model);
    }
    return added;
  }

  findIn(folder: string): Promise<readonly FoundModel[]> {
    return modelsIn(folder, this.catalogue);
  }

  async addFound(found: FoundModel, options: AddOptions = {}): Promise<AddedModel> {
    const { manifest, searched } = found;
    const waiter = waiterOf(options);
    await this.#addRuntime(manifest.runtime, waiter, { searched });
    const totalBytes = sizeOfFiles(manifest.files);
    const added = await this.#locked<AddedModel>(manifest.name, totalBytes, waiter, async (report) => {
      const there = await readNamed(this.folder, manifest.name);
      if (there !== null) return { ...there, isNew: false, recorded: [] };
      const staging = this.#folders.staging(manifest.name);
      await rm(staging, { recursive: true, force: true });
      await mkdir(staging, { recursive: true });
      const { signal } = waiter;
      await copyModel(found, staging, { signal, onBytes: (bytes) => report("checking", bytes) });
      const model = await finishModel(staging, manifest, { root: this.folder, signal });
      return { ...model, isNew: true, recorded: [] };
    });
    await this.#addRuntime(manifest.runtime, waiter, { searched, again: true });
    return added;
  }

  async remove(names: readonly string[], options: AddOptions = {}): Promise<void> {
    const waiter = waiterOf(options);
    const listed = await this.list();
    const there = listed.filter((one) => one.installed || one.arrivedBytes > 0).map(({ manifest }) => manifest.name);
    const unknown = names.filter((name) => !there.includes(name));
    if (unknown.length > 0) throw notInstalled(unknown, there);
    for (const name of new Set(names)) {
      await this.#locked(name, 0, waiter, async () => {
        // Another process may have removed it by now.
        if ((await readNamed(this.folder, name)) !== null) await this.#discardFolder(this.#folders.model(name));
        await rm(this.#folders.staging(name), { recursive: true, force: true });
        const known = this.catalogue.find((one) => one.name === name);
        if (known !== undefined) await discardParts(partsOf(known), this.#folders.downloads);
      });
    }
    for (const runtime of this.#runtimes()) {
      const folder = this.#folders.runtime(runtime);
      if ((await readRuntime(folder)) === null) continue;
      await this.#locked(runtime.name, 0, waiter, async () => {
        // Asked while nobody adds the library: a model that is added now asks for it again when it is installed.
        const needed = (await this.installed()).some(({ manifest }) => manifest.runtime === runtime.runtime);
        if (!needed && (await readRuntime(folder)) !== null) await this.#discardFolder(folder);
      });
    }
  }

  async verify(names?: readonly string[], options: VerifyOptions = {}): Promise<readonly Verified[]> {
    const { signal, onProgress } = waiterOf(options);
    const installed = await this.installed();
    const unknown = names?.filter((name) => !installed.some(({ manifest }) => manifest.name === name)) ?? [];
    if (unknown.length > 0)
      throw notInstalled(
        unknown,
        installed.map(({ manifest }) => manifest.name),
      );
    const folders = installed
      .filter(({ manifest }) => names?.includes(manifest.name) ?? true)
      .map(({ manifest, folder }) => ({ name: manifest.name, folder, files: manifest.files, extra: {} }));
    const runtimes = names === undefined ? await this.#installedRuntimes(installed) : [];
    const verified: Verified[] = [];
    for (const { name, folder, files, extra } of [...folders, ...runtimes]) {
      const totalBytes = sizeOfFiles(files);
      const onBytes = (doneBytes: number): void => onProgress({ name, phase: "checking", doneBytes, totalBytes });
      const problems = await verifyFiles(folder, files, { signal, onBytes, sizesOnly: options.sizesOnly === true });
      verified.push({ name, problems, ...extra });
    }
    return verified;
  }

  async #installedRuntimes(models: readonly InstalledModel[]) {
    const found = await Promise.all(
      this.#runtimes().map(async (runtime) => {
        const folder = this.#folders.runtime(runtime);
        const installed = await readRuntime(folder);
        const neededBy = models.find(({ manifest }) => manifest.runtime === runtime.runtime)?.manifest.name ?? null;
        return installed === null ? [] : [{ name: runtime.name, folder, files: installed.files, extra: { neededBy } }];
      }),
    );
    return found.flat();
  }

  async find(name: string): Promise<ModelManifest> {
    const known = this.catalogue.find((one) => one.name === name);
    const manifest = known ?? (await readNamed(this.folder, name))?.manifest;
    if (manifest !== undefined) return manifest;
    const names = this.catalogue.map((one) => one.name);
    const longer = name === "" ? [] : names.filter((one) => one.startsWith(name)).slice(0, MOST_HINTS);
    const nearest = nearestName(name, names);
    const similar = nearest === null ? longer : [nearest];
    const hint = similar.length === 0 ? "" : ` Did you mean ${similar.join(" or ")}?`;
    throw new HeadwayError("UNKNOWN_MODEL", `There is no model with the name ${name}.${hint}`);
  }

  #runtimes(): readonly RuntimePackage[] {
    return this.#options.runtimes ?? knownRuntimes();
  }

  async #install(manifest: ModelManifest, waiter: Waiter<ModelProgress>): Promise<AddedModel> {
    const { name } = manifest;
    const totalBytes = downloadBytes(manifest);
    return this.#locked(name, totalBytes, waiter, async (report) => {
      const there = await readNamed(this.folder, name);
      if (there !== null) return { ...there, isNew: false, recorded: [] };
      const parts = partsOf(manifest);
      const staging = this.#folders.staging(name);
      await fetchParts(staging, parts, this.#partsOptions(waiter.signal, report));
      report("checking", totalBytes);
      const model = await finishModel(staging, manifest, { root: this.folder, signal: waiter.signal });
      await discardParts(parts, this.#folders.downloads);
      const unstated = new Set(manifest.files.filter((file) => !hasHash(file)).map(({ path }) => path));
      return { ...model, isNew: true, recorded: model.manifest.files.filter(({ path }) => unstated.has(path)) };
    });
  }

  /** With `again`, after a model is installed: asked while no other process removes the library, and by the sizes of its files alone. */
  async #addRuntime(
    name: ModelManifest["runtime"],
    waiter: Waiter<ModelProgress>,
    { searched, again = false }: { readonly searched?: string; readonly again?: boolean } = {},
  ): Promise<void> {
    const runtime = this.#runtimes().find((one) => one.runtime === name);
    if (runtime === undefined) return;
    const isThere = () => isSound(this.#folders.runtime(runtime), again);
    if (!again && (await isThere())) return;
    const parts = runtimeParts(runtime, this.#machine);
    await this.#work.run(
      runtime.name,
      async (shared) => {
        await this.#locked(runtime.name, archiveBytes(runtime, this.#machine), shared, async (report) => {
          if (await isThere()) return;
          if (searched !== undefined) await offerPackages(parts, searched, this.#folders.downloads);
          const options = this.#partsOptions(shared.signal, report);
          await installRuntime(runtime, parts, { ...options, root: this.folder });
        });
        return null;
      },
      waiter,
    );
  }

  #partsOptions(signal: AbortSignal, report: Report): PartsOptions {
    const { fetch, mirror, random = systemRandom, freeBytes = systemFreeBytes } = this.#options;
    const { downloads } = this.#folders;
    return { fetch, mirror, random, freeBytes, downloads, clock: this.#clock, signal, onProgress: report };
  }

  /** Does something to a model or a library while no other process does, and tells waiting processes how far it is. */
  async #locked<T>(
    name: string,
    totalBytes: number,
    { signal, onProgress }: Waiter<ModelProgress>,
    work: (report: Report) => Promise<T>,
  ): Promise<T> {
    const onWait = (holder: Holder | null): void => {
      const known = holder === null ? {} : { holder };
      const { doneBytes, totalBytes: ofHolder } = holder ?? { doneBytes: 0, totalBytes };
      onProgress({ name, phase: "waiting", doneBytes, totalBytes: ofHolder, ...known });
    };
    const lock = await lockFolder(this.#folders.lock(name), { clock: this.#clock, signal, onWait });
    let shared = Promise.resolve();
    let sharedAtMs = Number.NEGATIVE_INFINITY;
    try {
      return await work((phase, doneBytes) => {
        onProgress({ name, phase, doneBytes, totalBytes });
        if (this.#clock.nowMs() - sharedAtMs < SHARE_EVERY_MS) return;
        sharedAtMs = this.#clock.nowMs();
        // Only for others to read: a failure of it stops nothing.
        shared = shared.then(() => lock.share(doneBytes, totalBytes)).catch(() => undefined);
      });
    } finally {
      await shared;
      lock.release();
    }
  }

  /** The model is gone at once, however long its files take. */
  async #discardFolder(folder: string): Promise<void> {
    const away = join(this.#folders.downloads, `${randomUUID()}.removed`);
    await rename(folder, away);
    await rm(away, { recursive: true, force: true });
  }
}

type Report = (phase: InstallPhase, doneBytes: number) => void;

const SHARE_EVERY_MS = 500;
const MOST_HINTS = 4;

const waiterOf = ({ signal, onProgress }: AddOptions): Waiter<ModelProgress> => ({
  signal: signal ?? new AbortController().signal,
  onProgress: onProgress ?? (() => undefined),
});

function notInstalled(names: readonly string[], installed: readonly string[]): HeadwayError {
  const nearest = nearestName(names[0] ?? "", installed);
  const hint = nearest === null ? "" : ` Did you mean ${nearest}?`;
  return new HeadwayError("UNKNOWN_MODEL", `Not installed: ${names.join(", ")}.${hint}`);
}
