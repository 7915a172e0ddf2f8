import type { Language } from "@headway-jobs/contract";
import type { Speech, VoiceInfo } from "@headway-jobs/ports/speech";
import type { ToolName } from "@headway-jobs/tools/programs/tools";
import type { Adapter } from "../adapter.ts";

/** A maker of voices: what HEADWAY_SPEECH accepts for it, and how its voices are numbered and listed by the speech API. */
export interface VoiceVendor extends Adapter<Speech> {
  /** `maker` of its voices. */
  readonly maker: string;
  /** First digit of its voices' ids, 1 to 9. Part of the API: it never changes and is never given to another vendor. */
  readonly number: number;
  /** The program that it runs. */
  readonly program?: ToolName;
  /**
   * Position of a voice among the vendor's, from 0; negative for a voice without an id. Part of ids, so a new voice goes to the end, and the position
   * of a voice that is gone stays empty.
   */
  positionOf(voice: VoiceInfo): number;
  /** Which of its voices' languages speaks a row of the language table; undefined when none does. Voices of `mul` need none. */
  voiceLanguageOf(language: Language): string | undefined;
  /** What the list of voices says after "A female voice". */
  describe(voice: VoiceInfo): string;
}
