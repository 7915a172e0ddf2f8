/** "a, b and c". */
export function listOf(words: readonly string[], last = "and"): string {
  if (words.length < 2) return words[0] ?? "";
  return `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1) ?? ""}`;
}

/** "1 paragraph", "3 paragraphs", "2 entries". */
export function count(n: number, noun: string): string {
  if (n === 1) return `1 ${noun}`;
  return `${n.toLocaleString("en")} ${noun.endsWith("y") ? `${noun.slice(0, -1)}ies` : `${noun}s`}`;
}

/** Shortened in its middle of a sentence, at a word. */
export function clip(text: string, length = 60): string {
  const flat = text.replaceAll(/\s+/gu, " ").trim();
  if (flat.length <= length) return flat;
  return `${flat.slice(0, length).replace(/\s+\S*$/u, "")}…`;
}

export function quote(text: string, length = 60): string {
  return `'${clip(text, length)}'`;
}

/** The first few and how many more. */
export function some(words: readonly string[], most = 8): string {
  return words.length <= most ? listOf(words) : `${words.slice(0, most).join(", ")} and ${words.length - most} more`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
