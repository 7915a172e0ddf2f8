import type { Box } from "@headway-jobs/slides/geometry";
import type { Theme } from "@headway-jobs/slides/theme";
import type { MomentCategory } from "@headway-jobs/ports/conversation-analysis";
import type { Course, Reading } from "./course.ts";

/** The common frame of all parts of the chart, in units of the sheet. */
export interface Plot {
  readonly course: Course;
  /** By speaker, in the order of their lanes. */
  readonly colors: ReadonlyMap<string, string>;
  readonly x: (atS: number) => number;
}

export interface Panel {
  readonly title: string;
  /** What the upper and the lower end of the axis mean. */
  readonly high: string;
  readonly low: string;
  readonly box: Box;
  readonly value: (reading: Reading) => number;
}

export const PLOT_LEFT = 260;
export const PLOT_RIGHT = 1830;
const width = PLOT_RIGHT - PLOT_LEFT;

/** Two rows of labels with the lines that lead down from them. */
export const FLAGS: Box = { x: PLOT_LEFT, y: 172, width, height: 92 };
export const PANELS = {
  valence: {
    title: "Valence",
    high: "pleasant",
    low: "unpleasant",
    box: { x: PLOT_LEFT, y: 284, width, height: 300 },
    value: ({ valence }: Reading) => valence,
  },
  arousal: {
    title: "Arousal",
    high: "excited",
    low: "calm",
    box: { x: PLOT_LEFT, y: 612, width, height: 220 },
    value: ({ arousal }: Reading) => arousal,
  },
} as const satisfies Record<string, Panel>;
export const LANES: Box = { x: PLOT_LEFT, y: 862, width, height: 126 };
export const TIME_Y = 1000;

export const CATEGORY_NAMES: Readonly<Record<MomentCategory, string>> = {
  objection: "Objection",
  cta_offered: "Offer",
  cta_accepted: "Accepted",
  cta_rejected: "Rejected",
  topic_shift: "New topic",
};

/** Good news, bad news and turns differ in hue and in their words. */
export function colorOfCategory({ fills }: Theme, category: MomentCategory): string {
  const hues = {
    objection: "rose",
    cta_offered: "violet",
    cta_accepted: "teal",
    cta_rejected: "rose",
    topic_shift: "amber",
  } as const;
  return fills[hues[category]];
}

export function colorsOf({ fills }: Theme, speakers: readonly string[]): ReadonlyMap<string, string> {
  const hues = [fills.indigo, fills.teal, fills.amber, fills.violet, fills.rose];
  return new Map(speakers.map((speaker, index) => [speaker, hues[index % hues.length] ?? fills.indigo]));
}

/** `m:ss`, with hours where there are any. */
export function clock(atS: number): string {
  const whole = Math.max(0, Math.round(atS));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

const two = (n: number): string => String(n).padStart(2, "0");

/** `Speaker_0` is read as `Speaker 0`. */
export const shownName = (speaker: string): string => speaker.replaceAll("_", " ");
