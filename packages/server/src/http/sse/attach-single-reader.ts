import type { Ids, Job } from "@headway-jobs/engine";
import type { ClusterReaderSlot } from "./cluster-reader-slot.ts";
import { NONCE_BYTES } from "./nonce.ts";
import type { Reader } from "./reader.ts";
import type { SingleReaderSlot } from "./single-reader-slot.ts";

export interface ReaderSlots {
  readonly ids: Pick<Ids, "hex">;
  readonly single: SingleReaderSlot;
  /** Null where no other node serves the same store. */
  readonly cluster: ClusterReaderSlot | null;
}

/**
 * Opens a stream that serves one reader at a time, if its slot is free or held by an earlier connection of the same reader (SPEC §5).
 * `open` is given the nonce that the ids of the new stream end in. Throws CONFLICT, and what `open` throws.
 */
export async function attachSingleReader(
  { ids, single, cluster }: ReaderSlots,
  { job, dialectName, nonce }: { readonly job: Job; readonly dialectName: string; readonly nonce: string | null },
  open: (nonce: string) => Reader | null,
): Promise<Reader | null> {
  const key = `${dialectName}:${job.jobId}`;
  const next = ids.hex(NONCE_BYTES);
  await cluster?.take(job, key, nonce, next);
  let reader: Reader | null = null;
  try {
    reader = single.take(key, { nonce, next, isDecided: cluster !== null }, () => open(next));
  } finally {
    if (reader === null) await cluster?.release(job, key, next);
  }
  if (reader !== null) cluster?.keep(job, key, next, reader);
  return reader;
}
