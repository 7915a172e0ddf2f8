import { dictionary } from "@headway-jobs/contract";
import { AlignmentType, type IParagraphOptions, type IRunOptions } from "docx";
import type { Element } from "@headway-jobs/html-document/parse";
import { attributeOf } from "../tree.ts";
import { colourOf, declarationsOf, pointsOf } from "./css.ts";

/** How text looks at a place: what CSS and the old elements hand down to what they hold. */
export interface Looks {
  readonly run: IRunOptions;
  readonly alignment?: IParagraphOptions["alignment"];
  readonly rightToLeft: boolean;
  /** White space counts. */
  readonly preformatted: boolean;
}

export const PLAIN: Looks = { run: {}, rightToLeft: false, preformatted: false };

const BASE_PT = 11;

const BY_TAG: Readonly<Record<string, IRunOptions>> = dictionary({
  b: { bold: true },
  strong: { bold: true },
  th: { bold: true },
  summary: { bold: true },
  dt: { bold: true },
  i: { italics: true },
  em: { italics: true },
  cite: { italics: true },
  var: { italics: true },
  dfn: { italics: true },
  address: { italics: true },
  u: { underline: {} },
  ins: { underline: {} },
  s: { strike: true },
  strike: { strike: true },
  del: { strike: true },
  sub: { subScript: true },
  sup: { superScript: true },
  code: { style: "HTMLCode" },
  kbd: { style: "HTMLCode" },
  samp: { style: "HTMLCode" },
  tt: { style: "HTMLCode" },
  mark: { highlight: "yellow" },
  small: { size: 18 },
  big: { size: 28 },
});

/** The looks inside `element`. */
export function looksInside(element: Element, outer: Looks): Looks {
  const { tagName } = element;
  const style = declarationsOf(element);
  const alignment = alignmentOf(
    style.get("text-align") ?? (tagName === "center" ? "center" : attributeOf(element, "align")),
  );
  const dir = attributeOf(element, "dir")?.toLowerCase();
  const whiteSpace = style.get("white-space") ?? (tagName === "pre" ? "pre" : undefined);
  return {
    run: { ...outer.run, ...BY_TAG[tagName], ...fontOf(element), ...styledRun(style) },
    ...(alignment === undefined
      ? outer.alignment === undefined
        ? {}
        : { alignment: outer.alignment }
      : { alignment }),
    rightToLeft: dir === undefined ? outer.rightToLeft : dir === "rtl",
    preformatted: whiteSpace === undefined ? outer.preformatted : whiteSpace.startsWith("pre"),
  };
}

function alignmentOf(value: string | undefined): IParagraphOptions["alignment"] | undefined {
  switch (value?.toLowerCase() ?? "") {
    case "center":
      return AlignmentType.CENTER;
    case "right":
    case "end":
      return AlignmentType.RIGHT;
    case "justify":
      return AlignmentType.JUSTIFIED;
    case "left":
    case "start":
      return AlignmentType.LEFT;
    default:
      return undefined;
  }
}

function fontOf(element: Element): IRunOptions {
  if (element.tagName !== "font") return {};
  const colour = colourOf(attributeOf(element, "color"));
  const face = attributeOf(element, "face")?.split(",")[0]?.trim();
  return {
    ...(colour === null ? {} : { color: colour }),
    ...(face === undefined || face === "" ? {} : { font: face }),
  };
}

function styledRun(style: ReadonlyMap<string, string>): IRunOptions {
  if (style.size === 0) return {};
  const weight = style.get("font-weight");
  const slant = style.get("font-style");
  const decoration = style.get("text-decoration") ?? style.get("text-decoration-line");
  const colour = colourOf(style.get("color"));
  const background = colourOf(style.get("background-color") ?? style.get("background"));
  const points = pointsOf(style.get("font-size"), BASE_PT);
  const face = style.get("font-family")?.split(",")[0]?.replaceAll(/["']/g, "").trim();
  const raised = style.get("vertical-align");
  return {
    ...(weight === undefined ? {} : { bold: weight.startsWith("bold") || Number(weight) >= 600 }),
    ...(slant === undefined ? {} : { italics: slant !== "normal" }),
    ...(decoration?.includes("underline") === true ? { underline: {} } : {}),
    ...(decoration?.includes("line-through") === true ? { strike: true } : {}),
    ...(colour === null ? {} : { color: colour }),
    ...(background === null || background === "FFFFFF" ? {} : { shading: { type: "clear", fill: background } }),
    // Half points, within what Word takes.
    ...(points === null || points <= 0 ? {} : { size: Math.min(3276, Math.max(2, Math.round(points * 2))) }),
    ...(face === undefined || face === "" ? {} : { font: face }),
    ...(raised === "super" ? { superScript: true } : {}),
    ...(raised === "sub" ? { subScript: true } : {}),
    ...(style.get("font-variant") === "small-caps" ? { smallCaps: true } : {}),
    ...(style.get("text-transform") === "uppercase" ? { allCaps: true } : {}),
  };
}
