import type { ReadDocument } from "../html/document.ts";

/**
 * Short names for chunks in a conversation with a model: `c12` for a UUID. They cost a tenth of the tokens, and a made-up one is known at once.
 */
export interface Labels {
  labelOf(chunkId: string): string | undefined;
  /** Undefined for a label that no chunk has. */
  chunkIdOf(label: string): string | undefined;
  /** HTML with `data-id="c12"` in place of `data-chunk-id`. */
  shorten(html: string): string;
  /** The way back; ids that name no chunk are dropped. */
  restore(html: string): string;
}

/** Labels by the chunks' order, so that every replay gives the same. */
export function labelChunks({ chunks }: Pick<ReadDocument, "chunks">): Labels {
  const byId = new Map(chunks.map(({ id }, index) => [id, `c${index + 1}`]));
  const byLabel = new Map([...byId].map(([id, label]) => [label, id]));
  return {
    labelOf: (chunkId) => byId.get(chunkId),
    chunkIdOf: (label) => byLabel.get(label.trim().toLowerCase()),
    shorten: (html) =>
      html.replace(CHUNK_ID, (_whole, id: string) => {
        const label = byId.get(id);
        return label === undefined ? "" : ` data-id="${label}"`;
      }),
    restore: (html) =>
      html.replace(LABEL, (_whole, label: string) => {
        const id = byLabel.get(label.toLowerCase());
        return id === undefined ? "" : ` data-chunk-id="${id}"`;
      }),
  };
}

const CHUNK_ID = /\sdata-chunk-id="([^"]*)"/g;
const LABEL = /\sdata-(?:chunk-)?id\s*=\s*["']?([\w-]*)["']?/gi;
