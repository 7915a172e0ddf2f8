import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { trackedFiles } from "../tracked-files.ts";
import { bannedWordsIn, type Finding, longPartsIn, parseBannedWords, rowsOf, type StyleRule } from "./findings.ts";

/** How many findings of a rule a folder may still have. The list may only shrink; a folder that is not listed has none. */
export interface Allowance {
  readonly rule: StyleRule;
  readonly folder: string;
  readonly count: number;
}

const ROOT = join(import.meta.dirname, "..", "..");
const ALLOWANCES = join(import.meta.dirname, "allowances.tsv");
const SOURCE = /\.(?:tsx?|mjs)$/;
const PROSE = /\.(?:tsx?|mjs|md|css|html|sql|py|sh)$/;
/** Texts that are data: lessons, labelled utterances, documents of tests, and what lists the words themselves. */
const DATA =
  /\.generated\.|\/lessons\/|\/labelled\/|\/testing\/documents\/|^docs\/style\.md$|^test\/style\/style\.test\.ts$/;

/** Paths of all files with words that people read, data excepted. */
export function proseFiles(): readonly string[] {
  return trackedFiles(ROOT).filter((path) => PROSE.test(path) && !DATA.test(path));
}

/** Every place of the repository that breaks a rule of docs/style.md. */
export function findingsOf(paths: readonly string[]): readonly Finding[] {
  const words = parseBannedWords(readFileSync(join(import.meta.dirname, "banned-words.tsv"), "utf8"));
  return paths.flatMap((path) => {
    const text = readFileSync(join(ROOT, path), "utf8");
    return [...bannedWordsIn(path, text, words), ...(SOURCE.test(path) ? longPartsIn(path, text) : [])];
  });
}

export function readAllowances(): readonly Allowance[] {
  return rowsOf(readFileSync(ALLOWANCES, "utf8")).map(([rule, folder = "", count]) => ({
    rule: rule as StyleRule,
    folder,
    count: Number(count),
  }));
}

/** One line for each folder that has more findings than it may have, with the findings below it. */
export function excessOf(findings: readonly Finding[], allowances: readonly Allowance[]): readonly string[] {
  return [...grouped(findings, allowances).values()]
    .filter(({ found, allowed }) => found.length > allowed)
    .flatMap(({ found, folder, allowed }) => [
      `${folder}: ${found.length} findings, ${allowed} allowed`,
      ...found.map(({ path, line, message }) => `  ${path}:${line}: ${message}`),
    ]);
}

/** Writes the allowances again: each is lowered to what was found, never raised; one of nothing is left out. */
export function shrinkAllowances(findings: readonly Finding[], allowances: readonly Allowance[]): void {
  const groups = grouped(findings, allowances);
  const rows = allowances
    .map((one) => ({ ...one, count: Math.min(one.count, groups.get(keyOf(one))?.found.length ?? 0) }))
    .filter(({ count }) => count > 0)
    .map(({ rule, folder, count }) => `${rule}\t${folder}\t${count}\n`);
  writeFileSync(ALLOWANCES, `rule\tfolder\tcount\n${rows.join("")}`);
}

interface Group {
  readonly folder: string;
  readonly allowed: number;
  readonly found: Finding[];
}

const keyOf = ({ rule, folder }: Pick<Allowance, "rule" | "folder">): string => `${rule} ${folder}`;

/** Findings by rule and allowance; those outside of all listed folders are a group for each file. */
function grouped(findings: readonly Finding[], allowances: readonly Allowance[]): ReadonlyMap<string, Group> {
  const longestFirst = allowances.toSorted((a, b) => b.folder.length - a.folder.length);
  const groups = new Map<string, Group>();
  for (const finding of findings) {
    const { rule, path } = finding;
    const allowance = longestFirst.find((one) => one.rule === rule && path.startsWith(`${one.folder}/`));
    const { folder, count } = allowance ?? { folder: path, count: 0 };
    const key = keyOf({ rule, folder });
    const group = groups.get(key) ?? { folder, allowed: count, found: [] };
    group.found.push(finding);
    groups.set(key, group);
  }
  return groups;
}
