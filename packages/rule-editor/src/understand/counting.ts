const CARDINALS =
  "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty".split(
    " ",
  );
const ORDINALS =
  "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split(
    " ",
  );

export const CARDINAL = `(?:\\d{1,4}|${CARDINALS.join("|")})`;
export const ORDINAL = `(?:\\d{1,4}(?:st|nd|rd|th)|${ORDINALS.join("|")}|second[- ]to[- ]last|next[- ]to[- ]last|third[- ]to[- ]last|second[- ]last|penultimate|last|final)`;

export function cardinal(word: string): number | null {
  const lower = word.toLowerCase();
  if (/^\d+$/u.test(lower)) return Number(lower);
  const index = CARDINALS.indexOf(lower);
  return index === -1 ? null : index + 1;
}

/** Counted from 1; −1 is the last. */
export function ordinal(word: string): number | null {
  const lower = word.toLowerCase().replaceAll("-", " ");
  if (lower === "last" || lower === "final") return -1;
  if (/^(?:second to last|next to last|second last|penultimate)$/u.test(lower)) return -2;
  if (lower === "third to last") return -3;
  if (/^\d+(?:st|nd|rd|th)$/u.test(lower)) return Number.parseInt(lower, 10);
  const index = ORDINALS.indexOf(lower);
  return index === -1 ? null : index + 1;
}

/** 3 → "third", −1 → "last", 23 → "23rd". */
export function ordinalName(at: number): string {
  if (at < 0) return at === -1 ? "last" : at === -2 ? "second to last" : `${ordinalName(-at)} to last`;
  const name = ORDINALS[at - 1];
  if (name !== undefined) return name;
  const ending = at % 100 > 10 && at % 100 < 14 ? "th" : (["th", "st", "nd", "rd"][at % 10] ?? "th");
  return `${at}${ending}`;
}

/** "2", "2 to 4", "1, 3 and five" → the numbers; null when it is anything else. */
export function numberList(text: string): number[] | null {
  const numbers: number[] = [];
  for (const part of text.trim().split(/\s*(?:,\s*(?:and\s+)?|\s+and\s+|&)\s*/iu)) {
    const [, low = "", high = ""] = /^(\w+)\s*(?:-|–|—|\s(?:to|through|until)\s)\s*(\w+)$/iu.exec(part) ?? [];
    const [from, to] = [cardinal(low || part), high === "" ? null : cardinal(high)];
    if (from === null || (high !== "" && to === null)) return null;
    for (let at = from; at <= Math.min(to ?? from, from + 999); at++) numbers.push(at);
  }
  return numbers;
}
