import type { Transcription } from "@headway-jobs/ports/transcription";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import type { Adapter } from "../adapter.ts";

/** A speech recogniser that HEADWAY_TRANSCRIPTION can choose. */
export interface TranscriptionAdapter extends Adapter<Transcription> {
  /** What is missing where it understands no language, and the command or setting that corrects it: the lines of `headway doctor`. */
  adviceOf(detail: string, env: ToolEnv): Promise<{ readonly detail: string; readonly fix: string }>;
}
