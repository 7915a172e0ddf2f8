import { detectLanguage } from "../../service-kit/detect-language.ts";
import { languageName, primaryLanguage } from "@headway-jobs/ports/translation";

/** A sentence or two; the doubt that is left at this length is what CLEARLY allows for. */
const LEAST_CHARS = 40;
/** The stated language may score so much less than the likeliest one and still be believed: near relatives differ by little. */
const CLEARLY = 0.8;

/** A warning for a text that clearly is in another language than stated; null when it is not, or when that is unclear. */
export function languageWarning(text: string, stated: string, among: readonly string[]): string | null {
  const code = primaryLanguage(stated);
  const detected = detectLanguage(text, { among: [...new Set([code, ...among])], leastChars: LEAST_CHARS });
  if (detected === null || detected.code === code || detected.scoreOf(code) >= CLEARLY) return null;
  const [found, said] = [languageName(detected.code), languageName(code)];
  return `The text looks like ${found} (${detected.code}), not ${said} (${code}); it was taken as ${said}, as stated.`;
}
