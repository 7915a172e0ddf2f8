import { dictionary } from "@headway-jobs/contract";
import { toSpokenEnglish } from "./spoken-english.ts";

/** Text made ready for a voice, and whether a word was too long to be spoken whole. */
export interface ReadyText {
  readonly text: string;
  readonly shortened: boolean;
}

/**
 * Writes text out as it is to be spoken by a simple voice: English with numbers, units, abbreviations, acronyms and symbols in words; other
 * languages, whose voices read numbers and common signs themselves, without markup and signs that would be read as noise.
 */
export function toSpokenText(text: string, language: string): ReadyText {
  const { text: plain, shortened } = shortWords(withoutMarkup(text));
  const english = /^en\b/i.test(language);
  return { text: tidy(english ? toSpokenEnglish(plain) : withoutSigns(plain)), shortened };
}

/** Text for a voice that understands written text: only markup, emoji and control characters are removed. */
export function toWrittenText(text: string): ReadyText {
  const { text: plain, shortened } = shortWords(withoutMarkup(text));
  return { text: tidy(plain), shortened };
}

/** Removes what is neither words nor punctuation: Markdown and HTML remnants, emoji, control and invisible characters. */
function withoutMarkup(text: string): string {
  return text
    .normalize("NFC")
    .replace(INVISIBLE, "")
    .replace(STRAY_JOINER, "")
    .replace(/\p{Cc}+/gu, " ")
    .replace(/!?\[([^\][]*)\]\((?:[^()\s]*)(?:\s"[^"]*")?\)/gu, "$1")
    .replace(/<!--.*?-->|<\/?[a-z][a-z0-9-]*(?:\s[^<>]*)?\/?>/giu, " ")
    .replace(/&(amp|lt|gt|quot|nbsp);/gu, (_entity, name: string) => ENTITIES[name] ?? " ")
    .replace(/(\*\*|__|~~)(?=\S)(.+?)(?<=\S)\1/gu, "$2")
    .replace(/(?<![\p{L}\p{N}*])\*(?=[^\s*])([^*]+?)(?<=\S)\*(?![\p{L}\p{N}*])/gu, "$1")
    .replace(/`+/gu, "")
    .replace(/^\s*(?:#{1,6}\s+|>\s+|[-*+•]\s+)/u, "")
    .replace(/[\p{Extended_Pictographic}\p{Regional_Indicator}]/gu, (sign) => (KEPT_SIGNS.test(sign) ? sign : " "));
}

// Format characters (zero-width, direction marks, soft hyphens), variation selectors, skin tones, keycaps.
const INVISIBLE = /[\p{Cf}--[\u200c\u200d]]|\p{Variation_Selector}|\p{Emoji_Modifier}|\u20e3/gv;
// Joiners belong to words of Persian and the scripts of India, and to nothing else.
const STRAY_JOINER = /(?<![\p{L}\p{M}])[\u200c\u200d]|[\u200c\u200d](?![\p{L}\p{M}])/gu;
// Pictographic by Unicode's tables, but signs of ordinary text.
const KEPT_SIGNS = /[©®™↔]/u;
const ENTITIES: Readonly<Record<string, string>> = dictionary({ amp: "&", lt: "<", gt: ">", quot: '"', nbsp: " " });

/** Letters and digits without a break that are surely no word: spoken, they would take minutes. */
const LONG_WORD = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}_]{61,}/gu;
const SPOKEN_PART_CHARS = 24;

function shortWords(text: string): ReadyText {
  const short = text.replace(LONG_WORD, (word) => word.slice(0, SPOKEN_PART_CHARS));
  return { text: short, shortened: short !== text };
}

/** Any language: addresses by their host, signs that a voice would name one by one become pauses or nothing. */
function withoutSigns(text: string): string {
  return text
    .replace(/\bhttps?:\/\/(?:www\.)?([^\s/?#]+)\S*/giu, "$1")
    .replace(/[©®™]/gu, " ")
    .replace(/\s[–—-]\s|[—|•·→⇒↔⟶]/gu, ", ")
    .replace(/[*_#`~^\\{}[\]<>=≤≥≈≠×÷±∞√∑∫∂]+/gu, " ")
    .replace(/[“”„«»‹›"]+/gu, " ");
}

function tidy(text: string): string {
  return text
    .replace(/\s+/gu, " ")
    .replace(/\s+([,.;:!?])/gu, "$1")
    .replace(/([,;:])(?:\s*[,;:])+/gu, "$1")
    .replace(/,([.!?])|([.!?]),/gu, "$1$2")
    .replace(/^[\s,;:]+|[\s,;:]+$/gu, "")
    .trim();
}
