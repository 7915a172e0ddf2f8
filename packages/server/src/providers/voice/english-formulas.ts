import { dictionary } from "@headway-jobs/contract";
import { readTable } from "@headway-jobs/tools/data/read-table";

const GREEK: Readonly<Record<string, string>> = dictionary(
  Object.fromEntries(
    readTable(new URL("./data/english-greek.tsv", import.meta.url)).map(([letter = "", name = ""]) => [letter, name]),
  ),
);

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ";
const RAISED_PLAIN = "0123456789+-n";
const LOWERED = "₀₁₂₃₄₅₆₇₈₉";

const VULGAR: Readonly<Record<string, string>> = dictionary({
  "½": "one half",
  "⅓": "one third",
  "⅔": "two thirds",
  "¼": "one quarter",
  "¾": "three quarters",
  "⅕": "one fifth",
  "⅛": "one eighth",
});

/** Exponents, indices, Greek letters and the letters of formulas in words; numbers stay digits for the next pass. */
export function formulasInWords(text: string): string {
  return (
    text
      .replace(/(\d)?([½⅓⅔¼¾⅕⅛])/gu, (_all, whole: string | undefined, sign: string) => {
        return whole === undefined ? (VULGAR[sign] ?? sign) : `${whole} and ${VULGAR[sign] ?? sign}`;
      })
      .replace(
        /(?<=\b\d+(?:\.\d+)?)[eE]([+-]?\d{1,3})\b/gu,
        (_all, exponent: string) => ` times ten ${powerOf(exponent)}`,
      )
      .replace(new RegExp(`[${RAISED}]+`, "gu"), (raised) => ` ${powerOf(plainOf(raised, RAISED, RAISED_PLAIN))} `)
      .replace(
        /(?<=[\p{L}\p{N})\]])\^\{?\(?([+−-]?[\p{L}\p{N}]+)\)?\}?/gu,
        (_all, exponent: string) => ` ${powerOf(exponent)} `,
      )
      .replace(new RegExp(`[${LOWERED}]+`, "gu"), (lowered) => ` ${plainOf(lowered, LOWERED, "0123456789")} `)
      // f(x), O(n log n), max(0, x): what stands right after a name is its argument.
      .replace(
        /\b([\p{L}]['′]?|[a-z]{2,5}|\p{Lu}\p{Ll}\p{L}{1,5})\(([^()]{1,40})\)/gu,
        (_all, name: string, argument: string) => {
          return `${name.replace(/['′]$/u, " prime")} of ${argument} `;
        },
      )
      // x_1, w_i: an index is just said after its letter.
      .replace(/\b(\p{L})_\{?([\p{L}\p{N}]{1,3})\}?/gu, "$1 $2")
      .replace(/(?<!\p{Script=Greek})\p{Script=Greek}{1,2}(?!\p{Script=Greek})/gu, (letters) => {
        return ` ${[...letters].map((letter) => GREEK[letter] ?? letter).join(" ")} `;
      })
      .replace(/(?<=\b[\p{L}\p{N}]{1,3}\s)\*(?=\s[\p{L}\p{N}]{1,3}\b)|(?<=\d)\s?[*x]\s?(?=\d)/gu, " × ")
      .replace(/(?<=\d)x(?=\s\p{L}{2})/gu, " times")
  );
}

function plainOf(letters: string, from: string, to: string): string {
  return [...letters].map((letter) => to[[...from].indexOf(letter)] ?? letter).join("");
}

function powerOf(exponent: string): string {
  if (exponent === "2") return "squared";
  if (exponent === "3") return "cubed";
  return `to the power of ${exponent.replace(/^[−-]/u, "minus ").replace(/^\+/u, "")}`;
}
