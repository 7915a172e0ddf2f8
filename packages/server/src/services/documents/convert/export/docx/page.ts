import type { ISectionPropertiesOptions } from "docx";
import type { MarginsMm, PageOptions } from "../../conversion.ts";

// Twentieths of a point, as Word counts.
const PAPERS = {
  A4: { width: 11_906, height: 16_838 },
  A3: { width: 16_838, height: 23_811 },
  Letter: { width: 12_240, height: 15_840 },
  Legal: { width: 12_240, height: 20_160 },
} as const;
const MARGINS = {
  narrow: { top: 720, right: 720, bottom: 720, left: 720 },
  normal: { top: 1440, right: 1440, bottom: 1440, left: 1440 },
  wide: { top: 1440, right: 2880, bottom: 1440, left: 2880 },
} as const;
const TWIPS_PER_MM = 1440 / 25.4;

export interface Page {
  readonly properties: ISectionPropertiesOptions;
  /** What is left between the margins, in twentieths of a point. */
  readonly contentWidth: number;
  readonly contentHeight: number;
}

export function pageFor({ paperSize = "A4", orientation = "portrait", margins = "normal" }: PageOptions): Page {
  const paper = PAPERS[paperSize];
  const margin = typeof margins === "string" ? MARGINS[margins] : inTwips(margins);
  const [across, down] = orientation === "portrait" ? [paper.width, paper.height] : [paper.height, paper.width];
  return {
    // The library turns the sheet itself.
    properties: { page: { size: { ...paper, orientation }, margin } },
    contentWidth: Math.max(1440, across - margin.left - margin.right),
    contentHeight: Math.max(1440, down - margin.top - margin.bottom),
  };
}

function inTwips({ top, right, bottom, left }: MarginsMm): MarginsMm {
  return { top: twips(top), right: twips(right), bottom: twips(bottom), left: twips(left) };
}

function twips(mm: number): number {
  return Math.round(Math.min(100, Math.max(0, mm)) * TWIPS_PER_MM);
}
