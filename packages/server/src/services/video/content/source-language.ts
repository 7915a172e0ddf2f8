import { VIDEO_LANGUAGES, type VideoInput, type VideoLanguage } from "@headway-jobs/contract";
import { detectLanguage } from "../../../service-kit/detect-language.ts";
import { primaryLanguage } from "@headway-jobs/ports/translation";

export const tagOf = (language: VideoLanguage): string => VIDEO_LANGUAGES[language];

const NAMES = new Map(
  (Object.keys(VIDEO_LANGUAGES) as VideoLanguage[]).map((name) => [primaryLanguage(tagOf(name)), name]),
);

/** The language of the text that a lesson is outlined from; bundled lessons are English. */
export function textLanguage({ source, language }: Pick<VideoInput, "source" | "language">): VideoLanguage {
  return source === undefined ? "english" : sourceLanguage(source, language);
}

/**
 * The language that a source is written in. Short or mixed texts count as written in `wanted`: a wrong guess would translate what needs
 * no translation.
 */
function sourceLanguage(source: string, wanted: VideoLanguage): VideoLanguage {
  const detected = detectLanguage(source, { among: [...NAMES.keys()] });
  return (detected === null ? undefined : NAMES.get(detected.code)) ?? wanted;
}
