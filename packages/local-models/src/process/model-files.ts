import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { HeadwayError } from "@headway-jobs/contract";
import type { InstalledModel } from "../manifest/model-manifest.ts";

/** The files of an installed model at its top, and how they are asked for. */
export class ModelFiles {
  readonly #model: InstalledModel;
  readonly #names: readonly string[];

  /** Throws MODEL_MISSING when the folder cannot be read. */
  static async of(model: InstalledModel): Promise<ModelFiles> {
    try {
      return new ModelFiles(model, (await readdir(model.folder)).toSorted());
    } catch (cause) {
      const message = `The folder of the local model ${model.manifest.name} cannot be read.`;
      throw new HeadwayError("MODEL_MISSING", message, { cause });
    }
  }

  private constructor(model: InstalledModel, names: readonly string[]) {
    this.#model = model;
    this.#names = names;
  }

  /** The path of the first name that a pattern fits, earlier patterns first; undefined when none does. */
  find(...patterns: readonly RegExp[]): string | undefined {
    const name = patterns.flatMap((pattern) => this.#names.find((one) => pattern.test(one)) ?? [])[0];
    return name === undefined ? undefined : join(this.#model.folder, name);
  }

  /** All paths that the pattern fits, in the order of their names. */
  all(pattern: RegExp): string[] {
    return this.#names.filter((name) => pattern.test(name)).map((name) => join(this.#model.folder, name));
  }

  /** As `find`; MODEL_MISSING when there is none. `what` names the file in the message. */
  require(what: string, ...patterns: readonly RegExp[]): string {
    const path = this.find(...patterns);
    if (path !== undefined) return path;
    throw new HeadwayError("MODEL_MISSING", `The local model ${this.#model.manifest.name} has no file of its ${what}.`);
  }
}
