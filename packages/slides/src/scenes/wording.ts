import type { NameInSentence } from "./scene-kind.ts";

const COUNTS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/** A small number in words. */
export function inWords(number: number): string {
  return COUNTS[number] ?? String(number);
}

/** A label of several words ("ask a clear question") in quotation marks: captions show them, voices skip them. */
export function quoted(name: NameInSentence, label: string | undefined): string {
  const text = name(label);
  return text.includes(" ") ? `“${text}”` : text;
}

/** "a, b and c". */
export function joined(names: readonly string[]): string {
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** A number with its unit, as it is written in a sentence that is spoken. */
export function amount(value: number, unit?: string): string {
  const rounded =
    Math.abs(value) >= 1000 ? Math.round(value).toLocaleString("en-US") : String(Number(value.toPrecision(4)));
  if (unit === undefined || unit === "") return rounded;
  if (unit === "%") return `${rounded} percent`;
  return /^[$€£¥₹]/u.test(unit) ? `${unit.charAt(0)}${rounded}${unit.slice(1)}` : `${rounded} ${unit}`;
}
