import { LANGUAGE_CODES } from "@headway-jobs/contract";
import { francAll } from "franc-min";

const BY_FRANC = new Map(
  LANGUAGE_CODES.flatMap(({ code, detectedAs }) => (detectedAs === null ? [] : [[detectedAs, code] as const])),
);

/** Shorter texts give trigrams too little to go by, unless their script is enough. */
const LEAST_CHARS = 120;

/**
 * The language a text is written in, as the first part of a BCP-47 tag, by script and trigrams; only `among` are considered. Null for texts that are
 * too short or too mixed for that.
 */
export function detectLanguage(
  text: string,
  options: { readonly among: readonly string[]; readonly leastChars?: number },
): { readonly code: string; scoreOf(code: string): number } | null {
  const { among, leastChars = LEAST_CHARS } = options;
  const prose = text.replaceAll(/```[\s\S]*?```|`[^`]*`|https?:\/\/\S+/g, " ");
  const latin = prose.match(/\p{Script=Latin}/gu)?.length ?? 0;
  const letters = prose.match(/\p{L}/gu)?.length ?? 0;
  if (prose.length < leastChars && latin * 2 >= letters) return null;
  const only = [...BY_FRANC].filter(([, code]) => among.includes(code)).map(([francCode]) => francCode);
  const scores = new Map(
    francAll(prose, { only, minLength: 1 }).map(([francCode, score]) => [BY_FRANC.get(francCode) ?? "", score]),
  );
  const code = [...scores.keys()][0] ?? "";
  return code === "" ? null : { code, scoreOf: (other) => scores.get(other) ?? 0 };
}
