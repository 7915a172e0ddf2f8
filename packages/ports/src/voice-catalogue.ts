import type { Language } from "@headway-jobs/contract";

/** One row of `GET /list-voices` (SPEC §3) and the voice of the speech model behind it. */
export interface CatalogueVoice {
  /** Never changes its meaning. */
  readonly id: number;
  /** What the speech model's `voice` takes. */
  readonly voice: string;
  readonly name: string;
  /** ISO 5218, as the API counts: 0 not known, 1 male, 2 female, 9 neither. */
  readonly gender: 0 | 1 | 2 | 9;
  /** Id and tag in the language table; null and `mul` for a voice that speaks whatever its model does. */
  readonly languageId: number | null;
  readonly languageTag: string;
  readonly description: string;
}

export interface VoiceCatalogue {
  /** Every voice that can speak on this deployment, by id. */
  voices(): Promise<readonly CatalogueVoice[]>;
  find(id: number): Promise<CatalogueVoice | null>;
  /** Voices for a BCP-47 tag, those of its own region first; empty when nothing here speaks it. */
  fittingVoices(tag: string): Promise<readonly CatalogueVoice[]>;
  /** Rows of the language table in which at least one voice speaks. */
  languages(): Promise<readonly Language[]>;
}
