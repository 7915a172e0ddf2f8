import type { Prosody } from "@headway-jobs/ports/prosody";
import type { EmotionLabel } from "@headway-jobs/ports/conversation-analysis";
import { type Cue, CUES, type Deviations } from "./usual-voice.ts";

const NOTABLE = 0.8;
const WORDS: Readonly<Record<Cue, readonly [less: string, more: string]>> = {
  pitch: ["lower than usual", "higher than usual"],
  "pitch spread": ["flatter than usual", "livelier than usual"],
  level: ["quieter than usual", "louder than usual"],
  rate: ["slower than usual", "faster than usual"],
  pauses: ["with fewer pauses", "with more pauses"],
  brightness: ["softer in timbre", "sharper in timbre"],
  roughness: ["smoother than usual", "rougher than usual"],
  "final rise": ["falling at the end", "rising at the end"],
};

/** One sentence about the sound, relative to the speaker's usual way. */
export function describeProsody(prosody: Prosody | null, deviations: Deviations, heardBefore: number): string {
  const notable = notableCues(deviations);
  if (prosody === null) {
    return notable.length === 0
      ? "No sound was measured; only the transcript is there."
      : `No sound was measured; by the transcript's times, ${phrase(deviations, notable)}.`;
  }
  const pitch =
    prosody.pitchMedianHz === null ? "no measurable pitch" : `pitch ${Math.round(prosody.pitchMedianHz)} Hz`;
  const measured = `${pitch}, ${Math.round(prosody.levelDb)} dB, ${prosody.syllablesPerS.toFixed(1)} syllables per second`;
  if (heardBefore === 0)
    return `${capital(measured)}; the first utterance of this speaker, so there is no usual way yet.`;
  if (notable.length === 0) return `${capital(measured)}; close to the speaker's usual way.`;
  return `${capital(measured)}; ${phrase(deviations, notable)}.`;
}

/** What in the sound spoke for the reading, or that nothing did. */
export function acousticReasoning(deviations: Deviations, emotion: EmotionLabel, hasSound: boolean): string {
  if (!hasSound) return "There was no sound to judge; the reading rests on the words.";
  const notable = notableCues(deviations);
  if (notable.length === 0) return "The voice stayed within its usual range, so the reading rests on the words.";
  const arousing = notable.filter((cue) => cue !== "final rise" && cue !== "roughness");
  const lively = arousing.reduce((sum, cue) => sum + (cue === "pauses" ? -1 : 1) * deviations[cue], 0);
  const direction =
    arousing.length === 0
      ? "says little about arousal"
      : lively > 0
        ? "speaks for higher arousal"
        : "speaks for lower arousal";
  return `The voice was ${phrase(deviations, notable)}, which ${direction}; with the words the likeliest reading is ${emotion}.`;
}

function notableCues(deviations: Deviations): Cue[] {
  return CUES.filter((cue) => Math.abs(deviations[cue]) >= NOTABLE)
    .toSorted((a, b) => Math.abs(deviations[b]) - Math.abs(deviations[a]))
    .slice(0, 4);
}

function phrase(deviations: Deviations, cues: readonly Cue[]): string {
  const parts = cues.map((cue) => WORDS[cue][deviations[cue] < 0 ? 0 : 1]);
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
