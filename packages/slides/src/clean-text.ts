/** Longer texts cannot be read on a slide; cutting them first keeps hostile input from costing time. */
const MAX_GRAPHEMES = 700;

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** User-perceived characters. */
export const splitGraphemes = (text: string): string[] => Array.from(graphemes.segment(text), (s) => s.segment);

/** One line of text without control characters, marks that override direction, or runs of white space; cut at a length that is too long to read. */
export function cleanText(text: string): string {
  const plain = withoutControls(text.slice(0, MAX_GRAPHEMES * 16))
    .replaceAll(/\s+/gu, " ")
    .trim();
  return cutGraphemes(plain, MAX_GRAPHEMES);
}

/** The same for code: lines and indentation stay, tabs become two spaces. */
export const cleanCode = (text: string): string =>
  withoutControls(text.replaceAll(/\r\n?/g, "\n").replaceAll("\t", "  "), "\n").replace(/^\n+/, "").trimEnd();

/** Whether anything is left to show. */
export const isBlank = (text: string): boolean => cleanText(text) === "";

/** At most `count` user-perceived characters; combining marks without end count as part of one, so they are capped too. */
function cutGraphemes(text: string, count: number): string {
  let result = "";
  let seen = 0;
  for (const { segment } of graphemes.segment(text)) {
    if (seen++ === count) return `${result.trimEnd()}…`;
    result += [...segment].slice(0, 12).join("");
  }
  return result;
}

function withoutControls(text: string, keep = ""): string {
  return (
    text
      .normalize("NFC")
      // Lone surrogates would be drawn as boxes.
      .toWellFormed()
      .replaceAll("\ufffd", "")
      .replaceAll(/[\p{Cc}\u2028\u2029]/gu, (character) => (keep.includes(character) ? character : " "))
      // Overrides of direction reorder the text around them; private and unassigned characters have no glyph.
      .replaceAll(/[\u202a-\u202e\u2066-\u2069\ufeff\u00ad\u200b]|\p{Co}|\p{Cn}/gu, "")
  );
}
