/** One caption: text shown from `startMs` to `endMs`, whole milliseconds. */
export interface Cue {
  readonly startMs: number;
  readonly endMs: number;
  /** One or two lines, separated by a line feed. */
  readonly text: string;
  /** Who speaks: a voice span in WebVTT. */
  readonly voice?: string;
}

export interface TimedSentence {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** Characters in a line of a caption and lines in a caption, as broadcasters' guides have it. */
export const LINE_CHARS = 42;
const LINES = 2;

/**
 * Captions of spoken sentences: broken at words into at most two lines of 42 characters; a sentence that needs more becomes several captions that
 * follow without a gap and share its time in proportion to their length.
 */
export function sentencesToCues(sentences: readonly TimedSentence[]): Cue[] {
  return sentences.flatMap((sentence) => {
    const blocks = blocksOf(sentence.text);
    const total = blocks.reduce((sum, block) => sum + lengthOf(block), 0);
    let before = 0;
    return blocks.map((block) => {
      const startMs = shareOf(sentence, before / total);
      before += lengthOf(block);
      return { startMs, endMs: shareOf(sentence, before / total), text: block };
    });
  });
}

/** WebVTT (W3C) of cues. No text can become markup, a timing line or the end of a cue. */
export function cuesToWebVtt(cues: readonly Cue[]): string {
  const blocks = cues.map(
    (cue) => `${clock(cue.startMs, ".")} --> ${clock(cue.endMs, ".")}\n${voiceSpan(cue)}${escapeVtt(cue.text)}\n`,
  );
  return ["WEBVTT\n", ...blocks].join("\n");
}

/** SubRip of cues. The form has no escapes: angle brackets, which players take for markup, become their typographic look-alikes. */
export function cuesToSrt(cues: readonly Cue[]): string {
  return cues
    .map((cue, index) => {
      const text = linesOf(cue.text).join("\n").replaceAll("<", "‹").replaceAll(">", "›");
      return `${index + 1}\n${clock(cue.startMs, ",")} --> ${clock(cue.endMs, ",")}\n${text}\n`;
    })
    .join("\n");
}

// Chinese, Japanese and Korean characters are as wide as two others.
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff00-\uff60]/u;

const lengthOf = (text: string): number => {
  let length = 0;
  for (const char of text) length += WIDE.test(char) ? 2 : 1;
  return length;
};

const shareOf = ({ startMs, endMs }: TimedSentence, share: number): number =>
  Math.round(startMs + (endMs - startMs) * share);

/** The sentence's lines, two by two, the two as equal as words allow. */
function blocksOf(text: string): string[] {
  const words = wordsOf(text);
  const lines = wrap(words, LINE_CHARS);
  if (lines.length === 0) return [];
  const count = Math.ceil(lines.length / LINES);
  return fewestLines(words, count).map((line) => balanced(line).join("\n"));
}

/** Words grouped into `count` captions (or as few more as it takes) of about the same length. */
function fewestLines(words: readonly string[], count: number): string[][] {
  const chars = words.reduce((sum, word) => sum + lengthOf(word) + 1, 0);
  const groups: string[][] = [];
  let group: string[] = [];
  let used = 0;
  for (const word of words) {
    const wanted = (chars * (groups.length + 1)) / count;
    const tooLong = wrap([...group, word], LINE_CHARS).length > LINES;
    if (group.length > 0 && (tooLong || used + lengthOf(word) / 2 > wanted)) {
      groups.push(group);
      group = [];
    }
    group.push(word);
    used += lengthOf(word) + 1;
  }
  if (group.length > 0) groups.push(group);
  return groups;
}

/** At most two lines of a caption, the narrowest width that needs no third. */
function balanced(words: readonly string[]): string[] {
  const widest = wrap(words, LINE_CHARS);
  if (widest.length < LINES) return widest;
  for (let width = Math.ceil(lengthOf(words.join(" ")) / LINES); width < LINE_CHARS; width++) {
    const lines = wrap(words, width);
    if (lines.length <= LINES && lines.every((line) => lengthOf(line) <= width)) return lines;
  }
  return widest;
}

function wrap(words: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && lengthOf(last) + 1 + lengthOf(word) <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Words as they may stand in a line: none longer than a line, none with a line break or a control character in it. */
function wordsOf(text: string): string[] {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, " ")
    .split(/\s+/u)
    .filter((word) => word !== "")
    .flatMap((word) => piecesOf(word));
}

// What must not begin a line in Chinese and Japanese.
const CLOSING = /^[、。，．！？：；」』）】〉》…]/u;

function piecesOf(word: string): string[] {
  if (lengthOf(word) <= LINE_CHARS) return [word];
  const pieces: string[] = [];
  let piece = "";
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(word)) {
    if (piece !== "" && lengthOf(piece) + lengthOf(segment) > LINE_CHARS && !CLOSING.test(segment)) {
      pieces.push(piece);
      piece = "";
    }
    piece += segment;
  }
  return [...pieces, piece];
}

function linesOf(text: string): string[] {
  return text
    .split(/[\n\r\u2028\u2029]+/u)
    .map((line) => line.replace(/\p{Cc}+/gu, " ").trim())
    .filter((line) => line !== "");
}

/** One voice a cue, so that its span needs no end. */
const voiceSpan = ({ voice }: Cue): string =>
  voice === undefined ? "" : `<v ${escapeVtt(voice).replaceAll(/\s+/g, " ")}>`;

function escapeVtt(text: string): string {
  return linesOf(text)
    .map((line) => line.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"))
    .join("\n");
}

const two = (n: number): string => String(n).padStart(2, "0");

/** `hh:mm:ss.ttt`, hours always written. */
function clock(ms: number, point: "." | ","): string {
  const whole = Math.max(0, Math.round(ms));
  const s = Math.floor(whole / 1000);
  return `${two(Math.floor(s / 3600))}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}${point}${String(whole % 1000).padStart(3, "0")}`;
}
