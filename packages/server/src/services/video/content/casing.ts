import type { Frequencies } from "./ranking.ts";

const FUNCTION_WORD =
  /^(?:the|a|an|how|why|what|when|where|who|which|is|are|do|does|can|should|will|in|on|at|from|for|with|without|whose|your|our|its|two|three|four|five|six|seven|first|second|third|more|less|no|not|all|every|each|some|many|most|types?|kinds?|parts?|forms?|examples?|applications?|advantages?|limits?|limitations?|benefits?|history|origins?|causes?|effects?|uses|stages|phases|steps|inside)$/iu;

/**
 * A title or label as it stands inside a sentence: its first capital goes where the word is no name, that is where the source itself writes
 * it small elsewhere, or where it is a function word. When in doubt the capital stays.
 */
export function midSentence(text: string, frequencies: Frequencies): string {
  const first = /^\p{Lu}[\p{Ll}'’]*(?=[\s?!.,:;-]|$)/u.exec(text)?.[0];
  if (first === undefined || first === "I") return text;
  // "World Wide Web": a second capital makes it a name as a whole.
  const named = /^\S+ \p{Lu}/u.test(text) && !FUNCTION_WORD.test(first);
  if (named) return text;
  const small = FUNCTION_WORD.test(first) || frequencies.has(smallKey(first.toLowerCase()));
  return small ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

/** Under this key the frequencies remember that the source writes a word small inside its sentences. */
export function smallKey(word: string): string {
  return `small:${word}`;
}
