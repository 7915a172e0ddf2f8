export type ThemeName = "dark" | "light";

/** Colours of one slide, as #rrggbb. All pairs that carry text have a contrast of at least 4.5 : 1 (theme.test.ts). */
export interface Theme {
  readonly name: ThemeName;
  readonly background: string;
  /** Cards and panels. */
  readonly surface: string;
  /** Panels on panels, table headers, tracks of bars. */
  readonly raised: string;
  /** Hairlines; has no meaning of its own. */
  readonly line: string;
  readonly text: string;
  readonly muted: string;
  /** The deck's own colour, legible as text on background and surface. */
  readonly accent: string;
  /** Text on the accent and on any of the series colours. */
  readonly onAccent: string;
  /** A panel tinted with the accent; `text` and `muted` are legible on it. */
  readonly tint: string;
  /** Accent first, then its companions: data series, stages, branches. */
  readonly series: readonly string[];
  /** The same hues for large decorative areas, which need not carry text. */
  readonly fills: Readonly<Record<Hue, string>>;
  /** Which hue the accent is. */
  readonly hue: Hue;
}

export type Hue = "indigo" | "teal" | "amber" | "rose" | "violet";

const NEUTRAL = {
  dark: {
    background: "#0b1020",
    surface: "#151d36",
    raised: "#1f2a4a",
    line: "#33406a",
    text: "#f3f5fc",
    muted: "#aab5d3",
    onAccent: "#0b1020",
  },
  light: {
    background: "#f7f6f2",
    surface: "#ffffff",
    raised: "#eceef6",
    line: "#d3d8e6",
    text: "#131a2e",
    muted: "#4f5a76",
    onAccent: "#ffffff",
  },
} as const;

/** Five hues that fit together; the deck's topic decides which one it uses first. */
export const HUES: readonly Hue[] = ["indigo", "teal", "amber", "rose", "violet"];
const LEGIBLE = {
  dark: { indigo: "#8fa4ff", teal: "#4fd8c0", amber: "#ffb95e", rose: "#ff8fa8", violet: "#c79bff" },
  light: { indigo: "#3b4bc8", teal: "#0a756a", amber: "#a14a05", rose: "#b82c55", violet: "#7437bd" },
} as const;
const FILLS = {
  dark: LEGIBLE.dark,
  light: { indigo: "#5b6df0", teal: "#17a895", amber: "#f2a43a", rose: "#ea5d84", violet: "#9b63f0" },
} as const;

/** The theme of a deck: its accent is chosen by the topic, so that two videos differ and one video is consistent. */
export function themeFor(name: ThemeName, topic: string): Theme {
  const neutral = NEUTRAL[name];
  const first = hashOf(topic.trim().toLowerCase()) % HUES.length;
  const hues = HUES.map((_, i) => HUES[(first + i) % HUES.length] ?? "indigo");
  const series = hues.map((hue) => LEGIBLE[name][hue]);
  const hue = hues[0] ?? "indigo";
  const accent = LEGIBLE[name][hue];
  const tint = mix(neutral.surface, accent, name === "dark" ? 0.14 : 0.09);
  return { name, ...neutral, accent, tint, series, fills: FILLS[name], hue };
}

/** A colour of the series, starting over after the last. */
export const seriesColor = (theme: Theme, index: number): string =>
  theme.series[index % theme.series.length] ?? theme.accent;

/** `share` of the second colour in the first. */
export function mix(first: string, second: string, share: number): string {
  const [a, b] = [channels(first), channels(second)];
  const hex = a.map((value, i) => Math.round(value + ((b[i] ?? value) - value) * share));
  return `#${hex.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

/** The colour with an opacity from 0 to 1. */
export function translucent(color: string, opacity: number): string {
  const [r = 0, g = 0, b = 0] = channels(color);
  return `rgba(${r}, ${g}, ${b}, ${opacity})`;
}

/** Contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance). */
export function contrast(first: string, second: string): number {
  const [bright, dim] = [luminance(first), luminance(second)].toSorted((a, b) => b - a);
  return ((bright ?? 0) + 0.05) / ((dim ?? 0) + 0.05);
}

/** FNV-1a: small, stable across machines and runs. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = channels(color).map((value) => {
    const s = value / 255;
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

const channels = (color: string): number[] => [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
