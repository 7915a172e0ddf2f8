import { dictionary } from "@headway-jobs/contract";
import type { Element } from "@headway-jobs/html-document/parse";
import { attributeOf } from "../tree.ts";

/** The declarations of an element's `style` attribute; later ones win. */
export function declarationsOf(element: Element): ReadonlyMap<string, string> {
  const style = attributeOf(element, "style");
  if (style === undefined) return NONE;
  const pairs = style.split(";").map((declaration): [string, string] => {
    const colon = declaration.indexOf(":");
    return [
      declaration.slice(0, colon).trim().toLowerCase(),
      declaration
        .slice(colon + 1)
        .replace(/!.*$/, "")
        .trim(),
    ];
  });
  return new Map(pairs);
}

const NONE: ReadonlyMap<string, string> = new Map();

const NAMED: Readonly<Record<string, string>> = dictionary({
  black: "000000",
  silver: "C0C0C0",
  gray: "808080",
  grey: "808080",
  white: "FFFFFF",
  maroon: "800000",
  red: "FF0000",
  purple: "800080",
  fuchsia: "FF00FF",
  magenta: "FF00FF",
  green: "008000",
  lime: "00FF00",
  olive: "808000",
  yellow: "FFFF00",
  navy: "000080",
  blue: "0000FF",
  teal: "008080",
  aqua: "00FFFF",
  cyan: "00FFFF",
  orange: "FFA500",
  brown: "A52A2A",
  pink: "FFC0CB",
  gold: "FFD700",
  darkred: "8B0000",
  darkblue: "00008B",
  darkgreen: "006400",
  lightgray: "D3D3D3",
  lightgrey: "D3D3D3",
  darkgray: "A9A9A9",
  darkgrey: "A9A9A9",
  indigo: "4B0082",
  violet: "EE82EE",
  crimson: "DC143C",
  tomato: "FF6347",
  steelblue: "4682B4",
  lightblue: "ADD8E6",
  lightyellow: "FFFFE0",
  beige: "F5F5DC",
  whitesmoke: "F5F5F5",
});

/** RRGGBB of a CSS colour; null for none, transparent and what is not understood. */
export function colourOf(value: string | undefined): string | null {
  if (value === undefined) return null;
  const text = value.trim().toLowerCase();
  const hex = /^#?([0-9a-f]{6})(?:[0-9a-f]{2})?$/.exec(text)?.[1];
  if (hex !== undefined) return hex.toUpperCase();
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])[0-9a-f]?$/.exec(text);
  if (short !== null)
    return short
      .slice(1)
      .map((digit) => digit + digit)
      .join("")
      .toUpperCase();
  const rgb = /^rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})(?:[\s,/]+([\d.]+)%?)?\s*\)$/.exec(text);
  if (rgb === null) return NAMED[text] ?? null;
  if (rgb[4] !== undefined && Number(rgb[4]) === 0) return null;
  return rgb
    .slice(1, 4)
    .map((part) => Math.min(255, Number(part)).toString(16).padStart(2, "0"))
    .join("")
    .toUpperCase();
}

// Points for one of each; percentages and em are of the surrounding size.
const POINTS: Readonly<Record<string, number>> = dictionary({ pt: 1, px: 0.75, in: 72, cm: 28.35, mm: 2.835, pc: 12 });

/** A CSS length in points; relative ones are of `basePt`. Null when it is none. */
export function pointsOf(value: string | undefined, basePt: number): number | null {
  const length = /^(-?\d*\.?\d+)\s*([a-z%]*)$/.exec(value?.trim().toLowerCase() ?? "");
  if (length === null) return null;
  const [, amount = "0", unit = ""] = length;
  if (unit === "em" || unit === "rem") return Number(amount) * basePt;
  if (unit === "%") return (Number(amount) / 100) * basePt;
  const factor = POINTS[unit === "" ? "px" : unit];
  return factor === undefined ? null : Number(amount) * factor;
}
