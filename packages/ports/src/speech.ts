import { dictionary, HeadwayError } from "@headway-jobs/contract";
import type { SpeechModelV4, SpeechModelV4CallOptions } from "@ai-sdk/provider";
import type { VideoTone } from "@headway-jobs/contract";

export interface VoiceInfo {
  /** What `voice` takes: `slt`, `es`, `es+f2`, `alloy`. */
  readonly id: string;
  readonly name: string;
  /** BCP-47 tag in lower case; `mul` when the voice speaks every language of its model. */
  readonly language: string;
  readonly gender: "male" | "female" | "neutral";
  /** The program or service behind it, e.g. `flite`; unique together with `id`. */
  readonly maker: string;
}

/** A voice that jobs can use: an AI SDK speech model and what the AI SDK does not say about it. */
export interface Speech {
  readonly model: SpeechModelV4;
  voices(): Promise<readonly VoiceInfo[]>;
  /** BCP-47 tags in lower case of what it really speaks; empty when its programs are missing. */
  languages(): Promise<readonly string[]>;
  /** Whether it wants text written out for speech ("ten percent") or understands writing ("10 %"). */
  readonly reads: "spoken" | "written";
  /** How long one sentence may take before the voice counts as hanging. */
  readonly timeLimitMs: number;
}

export type Tone = VideoTone;

/**
 * Name of our own options in a speech call: `providerOptions: { headway: { tone, gender, age, dir } }`. `gender` is
 * male or female, `age` in years, `dir` is where a program may put its file; the system's directory for temporary
 * files without it.
 */
export const HEADWAY_OPTIONS = "headway";

// Names that differ from the tags voices are listed by: macrolanguages and withdrawn codes.
const ALIASES: Readonly<Record<string, string>> = dictionary({ zh: "cmn", no: "nb", iw: "he", in: "id", tl: "fil" });

/** What each voice checks first. Throws the reason of an aborted signal, and INVALID_INPUT for a text without a visible character. */
export function requireSpeakable({ text, abortSignal }: Pick<SpeechModelV4CallOptions, "text" | "abortSignal">): void {
  abortSignal?.throwIfAborted();
  if (!/[^\s\p{Cc}]/u.test(text)) throw new HeadwayError("INVALID_INPUT", "There is nothing to speak.");
}

/**
 * The entry of `languages` that speaks a BCP-47 tag: the tag itself, the same language without a region, or the same language in
 * another region (`es-es` → `es`, `en` → `en-us`). Null when the language is not there.
 */
export function matchLanguage(languages: readonly string[], tag: string): string | null {
  const wanted = tag.toLowerCase().replaceAll("_", "-");
  const primary = wanted.split("-")[0] ?? "";
  const primaries = new Set([primary, ALIASES[primary] ?? primary]);
  return (
    languages.find((language) => language === wanted) ??
    languages.find((language) => primaries.has(language)) ??
    languages.find((language) => language === `${primary}-${primary === "en" ? "us" : primary}`) ??
    languages.find((language) => primaries.has(language.split("-")[0] ?? "")) ??
    null
  );
}
