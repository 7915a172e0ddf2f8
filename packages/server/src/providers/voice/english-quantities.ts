import { dictionary } from "@headway-jobs/contract";
import { readTable } from "@headway-jobs/tools/data/read-table";
import {
  decadeInWords,
  digitsInWords,
  integerInWords,
  numberInWords,
  ordinalInWords,
  yearInWords,
} from "./english-numbers.ts";

const NUMBER = String.raw`\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*\.\d+|\d+`;

// Matched longest first, only right after a number.
const UNITS: Readonly<Record<string, readonly [string, string]>> = dictionary(
  Object.fromEntries(
    readTable(new URL("./data/english-units.tsv", import.meta.url)).map(([unit = "", one = "", many = ""]) => [
      unit,
      [one, many],
    ]),
  ),
);
const UNIT = Object.keys(UNITS)
  .toSorted((a, b) => b.length - a.length)
  .join("|");

const CURRENCIES: Readonly<Record<string, readonly [string, string, string]>> = dictionary({
  $: ["dollar", "dollars", "cents"],
  "€": ["euro", "euros", "cents"],
  "£": ["pound", "pounds", "pence"],
  "¥": ["yen", "yen", "sen"],
  "₹": ["rupee", "rupees", "paise"],
});

const MONTHS = "January February March April May June July August September October November December".split(" ");
const MONTH = `${MONTHS.join("|")}|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec`;
const SCALE: Readonly<Record<string, string>> = dictionary({
  k: "thousand",
  K: "thousand",
  m: "million",
  M: "million",
  bn: "billion",
  B: "billion",
  tn: "trillion",
});

/** Dates, times, money, units, ranges, fractions, ordinals, years and every other number in words. */
export function quantitiesInWords(text: string): string {
  return remaining(years(ranges(units(money(decades(datesAndTimes(text)))))));
}

const monthOf = (name: string): string => MONTHS.find((month) => month.startsWith(name.slice(0, 3))) ?? name;

function datesAndTimes(text: string): string {
  return text
    .replace(/~\s?(?=\.?\d)/gu, "about ")
    .replace(/\b(\d{4})-(\d{2})-(\d{2})\b/gu, (all, year: string, month: string, day: string) => {
      const name = MONTHS[Number(month) - 1];
      return name === undefined ? all : `${name} ${ordinalInWords(String(Number(day)))}, ${yearInWords(Number(year))}`;
    })
    .replace(
      new RegExp(String.raw`\b(the\s)?(\d{1,2})\s(${MONTH})\b\.?`, "gu"),
      (_all, _article: string | undefined, day: string, month: string) =>
        `the ${ordinalInWords(day)} of ${monthOf(month)}`,
    )
    .replace(
      new RegExp(String.raw`\b(${MONTH})\.?\s(\d{1,2})(?=,?\s\d{4}\b|[,.;\s]|$)(?!\d|[.:]\d)`, "gu"),
      (_all, month: string, day: string) => {
        return `${monthOf(month)} ${ordinalInWords(day)}`;
      },
    )
    .replace(/\b([01]?\d|2[0-3]):([0-5]\d)(?!\d|:)/gu, (_all, hour: string, minute: string) => {
      const spoken = integerInWords(String(Number(hour)));
      if (minute === "00") return Number(hour) > 12 ? `${spoken} hundred hours` : `${spoken} o'clock`;
      return `${spoken} ${minute.startsWith("0") ? `oh ${integerInWords(minute.slice(1))}` : integerInWords(minute)}`;
    })
    .replace(
      /\b(\d+):(\d+)\b/gu,
      (_all, left: string, right: string) => `${integerInWords(left)} to ${integerInWords(right)}`,
    );
}

/** Before units, which would take the s of "1990s" for seconds. */
function decades(text: string): string {
  return text
    .replace(/\b(1[1-9]|20)(\d0)['’]?s\b/gu, (_all, century: string, decade: string) =>
      decadeInWords(Number(century + decade)),
    )
    .replace(/['’]?(?<!\d)([2-9]0)s\b/gu, (_all, decade: string) => integerInWords(decade).replace(/y$/, "ies"));
}

function money(text: string): string {
  const scale = String.raw`\s?(thousand|million|billion|trillion|bn|tn|[kKmMB])\b`;
  const before = new RegExp(String.raw`(?:US|A|C)?([$€£¥₹])\s?(${NUMBER})(?:${scale})?`, "gu");
  const after = new RegExp(String.raw`(${NUMBER})\s?([€£₹])`, "gu");
  return text
    .replace(before, (_all, sign: string, amount: string, size: string | undefined) =>
      amountInWords(sign, amount, size),
    )
    .replace(after, (_all, amount: string, sign: string) => amountInWords(sign, amount, undefined));
}

function amountInWords(sign: string, amount: string, size: string | undefined): string {
  const [one, many, part] = CURRENCIES[sign] ?? ["", "", ""];
  if (size !== undefined) return `${numberInWords(amount)} ${SCALE[size] ?? size} ${many}`;
  const [whole = "0", cents] = amount.replaceAll(",", "").split(".");
  const main = `${numberInWords(whole)} ${whole === "1" ? one : many}`;
  return cents?.length === 2 && cents !== "00" ? `${main} and ${integerInWords(String(Number(cents)))} ${part}` : main;
}

function units(text: string): string {
  const range = new RegExp(
    String.raw`(?<![\w.])(${NUMBER})\s?(?:[–-]|to)\s?(${NUMBER})\s?(${UNIT})(?![\p{L}\p{N}])`,
    "gu",
  );
  const single = new RegExp(String.raw`(?<![\p{L}\d.,])([−-]?)(${NUMBER})\s?(${UNIT})(?![\p{L}\p{N}])`, "gu");
  return text
    .replace(range, (_all, from: string, to: string, unit: string) => {
      return `${numberInWords(from)} to ${numberInWords(to)} ${UNITS[unit]?.[1] ?? unit}`;
    })
    .replace(single, (_all, sign: string, amount: string, unit: string) => {
      return `${sign === "" ? "" : "minus "}${numberInWords(amount)} ${UNITS[unit]?.[amount === "1" ? 0 : 1] ?? unit}`;
    });
}

const isYear = (digits: string): boolean => /^(1[1-9]|20)\d\d$/.test(digits);

function ranges(text: string): string {
  const range = new RegExp(String.raw`(?<![\w.–-])(${NUMBER})\s?[–-]\s?(${NUMBER})(?![\w–-])`, "gu");
  return text.replace(range, (all, from: string, to: string) => {
    if (isYear(from) && isYear(to)) return `${yearInWords(Number(from))} to ${yearInWords(Number(to))}`;
    // A hyphen with spaces may be a minus; 555-1234 may be a telephone number. Both are left to the general rules.
    return /\s/.test(all) || Number(from.replaceAll(",", "")) >= Number(to.replaceAll(",", ""))
      ? all
      : `${numberInWords(from)} to ${numberInWords(to)}`;
  });
}

function years(text: string): string {
  return text.replace(/(?<![\d.,$€£#−-])\b(1[1-9]\d\d|20\d\d)\b(?![.,]\d|\d)/gu, (year) => yearInWords(Number(year)));
}

function remaining(text: string): string {
  return (
    text
      .replace(/\b(\d+)(?:st|nd|rd|th)\b/gu, (_all, digits: string) => ordinalInWords(digits))
      .replace(/(?<![\d/])(\d{1,3})\/(\d{1,3})(?![\d/])/gu, (_all, top: string, bottom: string) =>
        fractionInWords(top, bottom),
      )
      .replace(/\bv(?=\d+(?:\.\d+)*\b)/gu, "version ")
      // Versions and addresses: every dot is said.
      .replace(/\b\d+(?:\.\d+){2,}\b/gu, (dotted) => dotted.split(".").map(integerInWords).join(" point "))
      .replace(/(?<=^|[\s(=<>≤≥×,])[−-](?=\.?\d)/gu, "minus ")
      .replace(
        new RegExp(String.raw`(\d)(k|M|bn|B)\b`, "gu"),
        (_all, digit: string, size: string) => `${digit} ${SCALE[size] ?? size}`,
      )
      .replace(/(?<=\p{Ll})(?=\d)|(?<=\d)(?=\p{L})/gu, " ")
      .replace(new RegExp(NUMBER, "gu"), (number) =>
        /^\d{19,}$/.test(number) ? digitsInWords(number) : numberInWords(number),
      )
      // Digits that ended right before a letter of an acronym (H2O, MP3) keep their distance.
      .replace(/(?<=\p{Lu})(?=(?:zero|one|two|three|four|five|six|seven|eight|nine|ten)\b)/gu, " ")
  );
}

function fractionInWords(top: string, bottom: string): string {
  const part = bottom === "2" ? "half" : bottom === "4" ? "quarter" : ordinalInWords(bottom);
  if (Number(top) === 0 || Number(bottom) < 2 || Number(bottom) > 20)
    return `${integerInWords(top)} over ${integerInWords(bottom)}`;
  return `${integerInWords(top)} ${top === "1" ? part : part === "half" ? "halves" : `${part}s`}`;
}
