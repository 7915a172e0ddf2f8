import type { SpeechVoice } from "@headway-jobs/client";

export interface SpeechForm {
  readonly text: string;
  readonly from: string;
  readonly to: string;
  /** Empty: the server chooses. */
  readonly voice: string;
  readonly formality: "" | "1" | "2";
  readonly age: string;
}

export const emptySpeechForm: SpeechForm = { text: "", from: "en-us", to: "es-es", voice: "", formality: "", age: "" };

/** The input of a speech job (SPEC §3); what was left open is left out. */
export function speechInputOf(form: SpeechForm): Readonly<Record<string, unknown>> {
  return {
    text: form.text,
    source_language: form.from,
    target_language: form.to,
    ...(form.voice === "" ? {} : { voice_id: Number(form.voice) }),
    ...(form.formality === "" ? {} : { formality: Number(form.formality) }),
    ...(form.age.trim() === "" ? {} : { age: Number(form.age) }),
  };
}

/** Voices for a tag: those of its region, and those that speak every language. */
export function voicesFor(voices: readonly SpeechVoice[], tag: string): readonly SpeechVoice[] {
  return voices.filter((voice) => voice.language_tag === tag || voice.language === null);
}
