import type { ILevelsOptions } from "docx";

/** What is gathered while a document is written: lists that need definitions, places that links point to, what was lost. */
export class Writing {
  readonly warnings = new Set<string>();
  /** Targets of links inside the document. */
  readonly targets: ReadonlySet<string>;
  readonly #bookmarks = new Map<string, string>();
  readonly #lists = new Map<string, readonly ILevelsOptions[]>();
  #listCount = 0;

  constructor(targets: ReadonlySet<string>) {
    this.targets = targets;
  }

  get lists(): { readonly reference: string; readonly levels: readonly ILevelsOptions[] }[] {
    return [...this.#lists].map(([reference, levels]) => ({ reference, levels }));
  }

  nextList(): number {
    this.#listCount += 1;
    return this.#listCount;
  }

  define(reference: string, levels: () => readonly ILevelsOptions[]): void {
    if (!this.#lists.has(reference)) this.#lists.set(reference, levels());
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
