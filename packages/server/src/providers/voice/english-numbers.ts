import { dictionary } from "@headway-jobs/contract";

const SMALL =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(
    " ",
  );
const TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
const SCALES = ["", "thousand", "million", "billion", "trillion", "quadrillion"];

const IRREGULAR_ORDINALS: Readonly<Record<string, string>> = dictionary({
  one: "first",
  two: "second",
  three: "third",
  five: "fifth",
  eight: "eighth",
  nine: "ninth",
  twelve: "twelfth",
});

/** A run of digits in words; from 19 digits on, and with a leading zero, digit by digit. */
export function integerInWords(digits: string): string {
  if (digits.length > 18 || (digits.length > 1 && digits.startsWith("0"))) return digitsInWords(digits);
  if (/^0*$/.test(digits)) return "zero";
  const groups: string[] = [];
  for (let end = digits.length, scale = 0; end > 0; end -= 3, scale++) {
    const value = Number(digits.slice(Math.max(0, end - 3), end));
    if (value > 0) groups.unshift(`${hundredsInWords(value)} ${SCALES[scale] ?? ""}`.trim());
  }
  return groups.join(" ");
}

/** `3.14` → three point one four; thousands commas are read over. */
export function numberInWords(text: string): string {
  const [whole = "", fraction] = text.replaceAll(",", "").split(".");
  const start = whole === "" ? "zero" : integerInWords(whole);
  return fraction === undefined || fraction === "" ? start : `${start} point ${digitsInWords(fraction)}`;
}

/** `21` → twenty-first. */
export function ordinalInWords(digits: string): string {
  const words = integerInWords(digits);
  const last = /[a-z]+$/.exec(words)?.[0] ?? words;
  const ordinal = IRREGULAR_ORDINALS[last] ?? (last.endsWith("y") ? `${last.slice(0, -1)}ieth` : `${last}th`);
  return words.slice(0, words.length - last.length) + ordinal;
}

/** A year from 1100 to 2099 as people say it: nineteen ninety-eight, two thousand five, twenty twenty-four. */
export function yearInWords(year: number): string {
  const century = Math.floor(year / 100);
  const rest = year % 100;
  if (year >= 2000 && year < 2010) return integerInWords(String(year));
  if (rest === 0) return `${hundredsInWords(century)} hundred`;
  return `${hundredsInWords(century)} ${rest < 10 ? `oh ${SMALL[rest] ?? ""}` : hundredsInWords(rest)}`;
}

/** `1990s` → nineteen nineties. */
export function decadeInWords(year: number): string {
  const words = yearInWords(year);
  return words.endsWith("y") ? `${words.slice(0, -1)}ies` : `${words}s`;
}

export const digitsInWords = (digits: string): string =>
  [...digits].map((digit) => SMALL[Number(digit)] ?? digit).join(" ");

function hundredsInWords(value: number): string {
  const hundreds = Math.floor(value / 100);
  const rest = value % 100;
  const head = hundreds > 0 ? `${SMALL[hundreds] ?? ""} hundred` : "";
  if (rest === 0) return head;
  return head === "" ? tensInWords(rest) : `${head} and ${tensInWords(rest)}`;
}

function tensInWords(value: number): string {
  if (value < 20) return SMALL[value] ?? "";
  const ones = value % 10;
  return `${TENS[Math.floor(value / 10)] ?? ""}${ones === 0 ? "" : `-${SMALL[ones] ?? ""}`}`;
}
