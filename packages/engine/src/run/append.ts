import type { NewArtifact } from "../artifacts/artifact-rows.ts";
import type { JournalEntry } from "../log/journal.ts";
import type { Claim } from "./claims.ts";
import type { UnnumberedEvent } from "../log/events.ts";

/** What belongs together and commits together, under a claim. */
export interface Append {
  readonly claim: Claim;
  readonly events: readonly UnnumberedEvent[];
  readonly entries: readonly JournalEntry[];
  readonly artifacts: readonly NewArtifact[];
  /** The job's state after this; `changed` when a live list shows the difference. */
  readonly progress: number;
  readonly phase: string | null;
  readonly changed: boolean;
  /** New texts of the row, where they changed. */
  readonly metadata: string | null;
  readonly usage: string | null;
}

export interface Appended {
  readonly lastSeq: number;
}

export interface PendingAppend {
  readonly append: Append;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: unknown) => void;
}
