import type { JsonObject } from "@headway-jobs/contract";

export interface DocumentContent {
  /** The small part that lists show. */
  readonly summary: JsonObject;
  readonly value: JsonObject;
}

export interface OwnerDocument extends DocumentContent {
  /** Unique among all documents; never used again. */
  readonly id: number;
  /** Unique in the owner's collection; null for documents that are known by id alone. */
  readonly name: string | null;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}
