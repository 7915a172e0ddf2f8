import type { ReadDocument } from "@headway-jobs/ports/document";

/**
 * Short names for chunks in a conversation with a model: `c12` for a UUID. They cost a tenth of the tokens, and an invented one is detected.
 */
export interface Labels {
  labelOf(chunkId: string): string | undefined;
  /** Undefined for a label that no chunk has. */
  chunkIdOf(label: string): string | undefined;
  /** HTML with `data-id="c12"` in place of `data-chunk-id`. */
  shorten(html: string): string;
  /** HTML with the chunks' own ids again; labels that name no chunk are dropped. */
  restore(html: string): string;
}

/** Labels by the chunks' order, so that every replay gives the same. */
export function labelChunks({ chunks }: Pick<ReadDocument, "chunks">): Labels {
  const numbers = new Map<string, number>();
  for (const { id } of chunks) numbers.set(id, numbers.size + 1);
  const labelOf = (chunkId: string): string | undefined => {
    const number = numbers.get(chunkId);
    return number === undefined ? undefined : `c${number}`;
  };
  const chunkIdOf = (label: string): string | undefined => {
    // Models also write the number alone, or the whole attribute.
    const number = /^\W*(?:data-(?:chunk-)?id\W+)?c?([1-9]\d{0,9})\W*$/i.exec(label.trim())?.[1];
    return number === undefined ? undefined : chunks[Number(number) - 1]?.id;
  };
  return {
    labelOf,
    chunkIdOf,
    shorten: (html) =>
      html.replace(CHUNK_ID, (_whole, id: string) => {
        const label = labelOf(id);
        return label === undefined ? "" : ` data-id="${label}"`;
      }),
    restore: (html) =>
      html.replace(LABEL, (_whole, label: string) => {
        const id = chunkIdOf(label);
        return id === undefined ? "" : ` data-chunk-id="${id}"`;
      }),
  };
}

const CHUNK_ID = /\sdata-chunk-id="([^"]*)"/g;
const LABEL = /\sdata-(?:chunk-)?id\s*=\s*["']?([\w-]*)["']?/gi;
