import { Visitor } from "oxc-parser";
import { lineAt, type Source } from "../sources.ts";

export type StyleRule = "words" | "lines" | "regexes";

/** A place that breaks a rule of docs/style.md. */
export interface Finding {
  readonly rule: StyleRule;
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

/** A word or phrase that is not plain technical English, and what to write instead. */
export interface BannedWord {
  readonly forms: readonly string[];
  readonly instead: string;
}

const MAX_LINE_CHARS = 160;
const MAX_REGEX_CHARS = 200;

/** Rows of `banned-words.tsv`: the forms, separated by `, `; a tab; what to write instead. */
export function parseBannedWords(tsv: string): readonly BannedWord[] {
  return rowsOf(tsv).map(([forms = "", instead = ""]) => ({ forms: forms.split(", "), instead }));
}

/** Cells of a tab-separated table without its first line, which names the columns. */
export function rowsOf(tsv: string): readonly (readonly string[])[] {
  return tsv
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => line.split("\t"));
}

/** Every banned word of a text, also one that a line break of a comment divides. */
export function bannedWordsIn(path: string, text: string, words: readonly BannedWord[]): Finding[] {
  return words.flatMap(({ forms, instead }) =>
    [...text.matchAll(patternOf(forms))].map(({ 0: found, index }): Finding => {
      const message = `"${found.replaceAll(/\s+(?:\*|\/\/)?\s*/g, " ")}": write ${instead}`;
      return { rule: "words", path, line: lineAt(text, index), message };
    }),
  );
}

/** Lines of more than 160 characters and regular expressions of more than 200. */
export function longPartsIn(source: Source): Finding[] {
  const { path, text } = source;
  const lines = text.split("\n").flatMap((line, index): Finding[] => {
    if (line.length <= MAX_LINE_CHARS) return [];
    return [{ rule: "lines", path, line: index + 1, message: `${line.length} characters` }];
  });
  return [...lines, ...longRegexesIn(source)];
}

function longRegexesIn({ path, text, program }: Source): Finding[] {
  const found: Finding[] = [];
  new Visitor({
    Literal(node) {
      if (!("regex" in node) || node.regex.pattern.length <= MAX_REGEX_CHARS) return;
      const message = `a regular expression of ${node.regex.pattern.length} characters`;
      found.push({ rule: "regexes", path, line: lineAt(text, node.start), message });
    },
  }).visit(program);
  return found;
}

function patternOf(forms: readonly string[]): RegExp {
  const phrases = forms.map((form) => form.replaceAll(" ", String.raw`\s+(?:(?:\*|//)\s+)?`));
  return new RegExp(`(?<![\\w-])(?:${phrases.join("|")})(?![\\w-])`, "gi");
}
