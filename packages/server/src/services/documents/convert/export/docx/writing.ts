import type { ILevelsOptions } from "docx";

/** What is gathered while a document is written: lists that need definitions, places that links point to, what was lost. */
export class Writing {
  readonly warnings = new Set<string>();
  readonly lists: { readonly reference: string; readonly levels: readonly ILevelsOptions[] }[] = [];
  /** Targets of links inside the document. */
  readonly targets: ReadonlySet<string>;
  readonly #bookmarks = new Map<string, string>();

  constructor(targets: ReadonlySet<string>) {
    this.targets = targets;
  }

  /** Word's bookmarks are at most 40 letters and digits, so ids get names of our own. */
  bookmarkOf(id: string): string {
    const known = this.#bookmarks.get(id);
    if (known !== undefined) return known;
    const name = `place_${this.#bookmarks.size + 1}`;
    this.#bookmarks.set(id, name);
    return name;
  }
}
