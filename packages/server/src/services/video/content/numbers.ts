import { dictionary } from "@headway-jobs/contract";

export interface Quantity {
  readonly value: number;
  readonly unit: string;
}

const SCALES: Readonly<Record<string, number>> = dictionary({
  thousand: 1e3,
  million: 1e6,
  billion: 1e9,
  trillion: 1e12,
  k: 1e3,
  m: 1e6,
  bn: 1e9,
});

/** Reads a table cell such as `1,234`, `≈ 12.5 %`, `$3.2 million` or `−40 °C`; null when it is not one number with a unit. */
export function parseQuantity(cell: string): Quantity | null {
  const match =
    /^(?:about|around|approx\.?|~|≈|<|>|≤|≥)?\s*([$€£¥₹])?\s*([-−+]?\d[\d,. ]*)\s*(%|[\p{L}°µ²³/·]{1,14}(?: [\p{L}°²³/]{1,12})?)?$/iu.exec(
      cell.trim(),
    );
  if (match?.[2] === undefined) return null;
  const digits = plainDigits(match[2]);
  const word = match[3] ?? "";
  const [first = "", ...rest] = word.split(" ");
  // "m" alone is metres in most lessons; only spelled-out scales and those after a currency sign count.
  const scale = first.length > 2 || match[1] !== undefined ? SCALES[first.toLowerCase()] : undefined;
  const unit = [match[1] ?? "", ...(scale === undefined ? [word] : rest)].filter((piece) => piece !== "").join(" ");
  const value = Number(digits) * (scale ?? 1);
  return Number.isFinite(value) ? { value, unit } : null;
}

/** True for a year, a date, a decade, a century or a month: something that can stand on a timeline. */
export function isMoment(text: string): boolean {
  return MOMENT.test(text.trim());
}

const MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?";
const YEAR = "(?:1[0-9]{3}|20[0-9]{2})";
const ABOUT = "(?:(?:c\\.|ca\\.|around|about|early|mid|late|since|in)[ -]?)?";
const MOMENTS = [
  `${YEAR}s?(?:\\s?[–-]\\s?(?:${YEAR}|\\d{2}|today|now))?`,
  "\\d{1,5} (?:BC|BCE|AD|CE)",
  "(?:the )?\\d{1,2}(?:st|nd|rd|th) century",
  `(?:\\d{1,2} )?${MONTH}(?: \\d{1,2},?)?(?: ${YEAR})?`,
  "\\d{4}-\\d{2}(?:-\\d{2})?",
];
const MOMENT = new RegExp(`^${ABOUT}(?:${MOMENTS.join("|")})$`, "iu");

const YEAR_IN_SENTENCE =
  /(?:^|[^\d.,$€£])((?:1[0-9]{3}|20[0-9]{2})s?)(?![\d,%]|\.\d| (?:people|percent|km|kilomet|metres|meters|words|dollars|computers|hosts|degrees))/u;

/** The first year at or after 1000, or century, that a sentence names. */
export function yearIn(sentence: string): string | undefined {
  return YEAR_IN_SENTENCE.exec(sentence)?.[1] ?? /\b(\d{1,2}(?:st|nd|rd|th) century)\b/u.exec(sentence)?.[1];
}

function plainDigits(raw: string): string {
  const digits = raw.trim().replace("−", "-").replaceAll(" ", "");
  if (/^[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(digits)) return digits.replaceAll(",", "");
  if (/^[-+]?\d{1,3}(?:\.\d{3}){2,}$/.test(digits)) return digits.replaceAll(".", "");
  return /^[-+]?\d+,\d{1,2}$/.test(digits) ? digits.replace(",", ".") : digits;
}
