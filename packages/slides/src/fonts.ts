import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { dictionary } from "@headway-jobs/contract";
import { GlobalFonts } from "@napi-rs/canvas";

export type Weight = 400 | 600 | 700;
export interface Face {
  readonly family: "sans" | "mono";
  readonly weight: Weight;
  readonly italic: boolean;
}

/** The fonts of one deck: which registered files a text needs, in the deck's language. */
export interface FontBook {
  readonly language: string;
  /** Loads what these texts need in every face that slides use. Idempotent; files are read once per process. */
  prepare(texts: Iterable<string>): Promise<void>;
  /** The value for `ctx.font` behind weight and size: only subsets that the text needs, each under its own alias. */
  families(text: string, face: Face): string;
  /** Characters that no bundled font has; the system's fonts may have them. */
  missing(text: string): string[];
}

interface Subset {
  readonly pack: Pack;
  readonly name: string;
  readonly ranges: readonly (readonly [number, number])[];
}

interface Pack {
  readonly name: string;
  /** Weights that the package has and slides use, lightest first. */
  readonly weights: readonly Weight[];
  readonly italic?: boolean;
  readonly subsets: "all" | "own";
  /** Where the package's `unicode.json` says less than the font can. */
  readonly ranges?: string;
}

const INTER: Pack = { name: "inter", weights: [400, 600, 700], italic: true, subsets: "all" };
const MONO: Pack = { name: "jetbrains-mono", weights: [400, 700], subsets: "all" };
const noto = (script: string): Pack => ({ name: `noto-sans-${script}`, weights: [400, 700], subsets: "own" });
const SCRIPTS = [
  "arabic",
  "hebrew",
  "devanagari",
  "bengali",
  "gurmukhi",
  "gujarati",
  "oriya",
  "tamil",
  "telugu",
  "kannada",
  "malayalam",
].map(noto);
const EAST_ASIAN = { zh: noto("sc"), ja: noto("jp"), ko: noto("kr") } as const;
const SYMBOLS: readonly Pack[] = [
  {
    name: "noto-sans-math",
    weights: [400],
    subsets: "all",
    ranges:
      "U+2016,U+2032-2037,U+2070-209C,U+2100-214F,U+2190-2311,U+2320-23FF,U+25A0-25FF,U+27C0-27FF,U+2900-2AFF,U+1D400-1D7FF",
  },
  { name: "noto-sans-symbols", weights: [400], subsets: "own" },
  { name: "noto-sans-symbols-2", weights: [400], subsets: "own" },
];
/** The script that a language other than Latin is written in looks first into its own package (shared marks such as the danda). */
const LANGUAGE_PACK: Readonly<Record<string, string>> = dictionary({
  ar: "arabic",
  fa: "arabic",
  ur: "arabic",
  he: "hebrew",
  hi: "devanagari",
  mr: "devanagari",
  ne: "devanagari",
  bn: "bengali",
  as: "bengali",
  pa: "gurmukhi",
  gu: "gujarati",
  or: "oriya",
  ta: "tamil",
  te: "telugu",
  kn: "kannada",
  ml: "malayalam",
});
/** Subsets that a Noto package shares with Inter, which draws them better. */
const SHARED = new Set(["latin", "latin-ext", "cyrillic", "cyrillic-ext", "greek", "greek-ext", "vietnamese"]);
const EMOJI_FILES = [
  "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf",
  "/usr/share/fonts/noto/NotoColorEmoji.ttf",
  "/usr/share/fonts/google-noto-color-emoji-fonts/NotoColorEmoji.ttf",
];
const EMOJI_ALIAS = "headway-emoji";
const EMOJI = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u;
/** Joiners, marks of direction and variation selectors never need a font of their own. */
const INVISIBLE = /[\s\p{Cf}\p{Variation_Selector}]/u;
const FACES: readonly Face[] = [
  { family: "sans", weight: 400, italic: false },
  { family: "sans", weight: 600, italic: false },
  { family: "sans", weight: 700, italic: false },
];
const MONO_FACES: readonly Face[] = [
  { family: "mono", weight: 400, italic: false },
  { family: "mono", weight: 700, italic: false },
];
const ITALIC_FACE: Face = { family: "sans", weight: 400, italic: true };

/** The fonts for a BCP-47 language. Nothing is read from disk before the first `prepare`. */
export function fontBook(language: string): FontBook {
  const sansPacks = packsFor(language);
  const found = new Map<string, Subset | "emoji" | undefined>();
  const lookUp = (character: string, family: "sans" | "mono"): Subset | "emoji" | undefined => {
    const key = `${family}${character}`;
    if (!found.has(key)) {
      const packs = family === "mono" ? [MONO, ...sansPacks] : sansPacks;
      found.set(key, findSubset(character, packs));
    }
    return found.get(key);
  };
  const aliases = (text: string, face: Face): string[] => {
    const names = new Set<string>();
    for (const character of new Set(text)) {
      const subset = INVISIBLE.test(character) ? undefined : lookUp(character, face.family);
      if (subset === "emoji") names.add(EMOJI_ALIAS);
      else if (subset !== undefined) names.add(aliasOf(subset, face));
    }
    return [...names].toSorted(byBaseFontFirst);
  };
  return {
    language,
    prepare: async (texts) => {
      const characters = [...new Set([...texts].join(""))].join("");
      await load(characters, [...FACES, ...MONO_FACES, ITALIC_FACE], lookUp);
    },
    families: (text, face) => {
      const base = aliasOf({ pack: face.family === "mono" ? MONO : INTER, name: "latin", ranges: [] }, face);
      return [...new Set([base, ...aliases(text, face)])].map((name) => `"${name}"`).join(", ");
    },
    missing: (text) => [...new Set(text)].filter((c) => !INVISIBLE.test(c) && lookUp(c, "sans") === undefined),
  };
}

/** Whether a colour emoji font is there; without one emoji would be boxes. */
export const hasEmojiFont = (): boolean => emojiFile() !== undefined;

function packsFor(language: string): Pack[] {
  const base = language.toLowerCase().split("-")[0] ?? "en";
  const own = SCRIPTS.find((pack) => pack.name === `noto-sans-${LANGUAGE_PACK[base] ?? ""}`);
  const eastAsian = Object.entries(EAST_ASIAN).toSorted(([a], [b]) => Number(b === base) - Number(a === base));
  return [
    INTER,
    ...(own === undefined ? [] : [own]),
    ...SCRIPTS.filter((pack) => pack !== own),
    ...eastAsian.map(([, pack]) => pack),
    ...SYMBOLS,
  ];
}

function findSubset(character: string, packs: readonly Pack[]): Subset | "emoji" | undefined {
  const codePoint = character.codePointAt(0) ?? 0;
  // Digits, # and © are pictographic to Unicode, but text to every reader.
  if (codePoint > 0x2300 && /\p{Emoji_Presentation}|\p{Regional_Indicator}/u.test(character) && hasEmojiFont())
    return "emoji";
  for (const pack of packs)
    for (const subset of subsetsOf(pack))
      if (subset.ranges.some(([from, to]) => codePoint >= from && codePoint <= to)) return subset;
  return EMOJI.test(character) && hasEmojiFont() ? "emoji" : undefined;
}

/** Reads one file after the other: a text in Chinese needs dozens, and a slide is not worth dozens of open files. */
async function load(
  characters: string,
  faces: readonly Face[],
  lookUp: (character: string, family: "sans" | "mono") => Subset | "emoji" | undefined,
): Promise<void> {
  const latin = " abc";
  const wanted = new Map<string, () => Promise<void>>();
  for (const face of faces)
    for (const character of new Set(latin + characters)) {
      const subset = INVISIBLE.test(character) ? undefined : lookUp(character, face.family);
      if (subset === "emoji") wanted.set(EMOJI_ALIAS, () => register(emojiFile() ?? "", EMOJI_ALIAS));
      else if (subset !== undefined) {
        const alias = aliasOf(subset, face);
        wanted.set(alias, () => register(fileOf(subset, face), alias));
      }
    }
  for (const [alias, begin] of wanted) {
    let loading = registrations.get(alias);
    if (loading === undefined) registrations.set(alias, (loading = begin()));
    await loading;
  }
}

const registrations = new Map<string, Promise<void>>();

async function register(file: string, alias: string): Promise<void> {
  try {
    const key = GlobalFonts.register(await readFile(file), alias);
    if (key === null) throw new Error(`The font file of ${alias} cannot be read`);
  } catch (error) {
    registrations.delete(alias);
    throw error;
  }
}

/** Base text in Inter or the mono face; symbols and emoji last, since they also carry digits. */
function byBaseFontFirst(a: string, b: string): number {
  return fontRank(a) - fontRank(b) || (a < b ? -1 : 1);
}

function fontRank(alias: string): number {
  if (alias.startsWith("inter") || alias.startsWith("jetbrains")) return 0;
  if (alias === EMOJI_ALIAS) return 3;
  return alias.includes("symbols") ? 2 : 1;
}

const aliasOf = (subset: Subset, face: Face): string =>
  `${subset.pack.name}-${subset.name}-${weightIn(subset.pack, face)}${isItalic(subset.pack, face) ? "-italic" : ""}`;

const fileOf = (subset: Subset, face: Face): string =>
  join(
    directoryOf(subset.pack),
    "files",
    `${subset.pack.name}-${subset.name}-${weightIn(subset.pack, face)}-${isItalic(subset.pack, face) ? "italic" : "normal"}.woff2`,
  );

const weightIn = (pack: Pack, face: Face): Weight =>
  pack.weights.find((weight) => weight >= face.weight) ?? pack.weights.at(-1) ?? 400;

const isItalic = (pack: Pack, face: Face): boolean => face.italic && pack.italic === true;

const subsetCache = new Map<string, readonly Subset[]>();

function subsetsOf(pack: Pack): readonly Subset[] {
  let subsets = subsetCache.get(pack.name);
  if (subsets === undefined) {
    const ranges = JSON.parse(readFileSync(join(directoryOf(pack), "unicode.json"), "utf8")) as Record<string, string>;
    subsets = Object.entries(ranges)
      .map(([key, value]) => ({ pack, name: key.replaceAll(/[[\]]/g, ""), ranges: parseRanges(pack.ranges ?? value) }))
      .filter((subset) => pack.subsets === "all" || !SHARED.has(subset.name));
    subsetCache.set(pack.name, subsets);
  }
  return subsets;
}

/** "U+0000-00FF,U+0131" → inclusive pairs. */
function parseRanges(text: string): [number, number][] {
  return text.split(",").map((part) => {
    const [from = "0", to = from] = part.trim().replace(/^U\+/i, "").split("-");
    return [Number.parseInt(from, 16), Number.parseInt(to, 16)];
  });
}

const require = createRequire(import.meta.url);

const directoryOf = (pack: Pack): string => dirname(require.resolve(`@fontsource/${pack.name}/LICENSE`));

let emoji: { readonly file: string | undefined } | undefined;

function emojiFile(): string | undefined {
  emoji ??= { file: EMOJI_FILES.find((file) => existsSync(file)) };
  return emoji.file;
}
