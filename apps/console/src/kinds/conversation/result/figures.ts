import { forPeople } from "../conversation-view.ts";

/** One row of a table of figures: what it is called, and a value for each column. */
export interface FigureRow {
  readonly name: string;
  readonly values: readonly string[];
}

/** `mean_response_latency_s` of 0.464 becomes `Mean response latency`, `0.5 s`; what is itself an object is left to its own table. */
export function figureRows(columns: readonly Readonly<Record<string, unknown>>[]): readonly FigureRow[] {
  const names = [...new Set(columns.flatMap((column) => Object.keys(column)))];
  return names.flatMap((name) => {
    const values = columns.map((column) => valueText(name, column[name]));
    return values.every((value) => value === null)
      ? []
      : [{ name: nameText(name), values: values.map((one) => one ?? "–") }];
  });
}

function nameText(name: string): string {
  const words = name.replace(/_(?:s|ms)$/, "").replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Shares are said in percent; the names of what is no share although it may be below 1. */
const SHARES =
  /^(?:talk_share|balance|pause_share)$|(?:valence|arousal|dominance|engagement|commitment|passion|conviction)$/;

function valueText(name: string, value: unknown): string | null {
  if (typeof value === "string") return forPeople(value);
  if (typeof value === "number") return numberText(name, value);
  if (Array.isArray(value)) return value.map(String).join(", ") || "–";
  return null;
}

function numberText(name: string, value: number): string {
  if (SHARES.test(name)) return `${Math.round(value * 100)} %`;
  const rounded = Number.isInteger(value) ? value : Number(value.toFixed(Math.abs(value) < 10 ? 2 : 1));
  const text = rounded.toLocaleString(undefined, { maximumFractionDigits: 2 });
  return name.endsWith("_s") ? `${text} s` : text;
}
