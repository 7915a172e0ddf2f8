import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isSource, type Source } from "../sources.ts";
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
const PROSE = /\.(?:tsx?|mjs|md|css|html|sql|py|sh)$/;
/** Texts that are data: lessons, labelled utterances, documents of tests, and what lists the words themselves. */
const DATA =
  /\.generated\.|\/lessons\/|\/labelled\/|\/testing\/documents\/|^docs\/style\.md$|^test\/style\/style\.test\.ts$/;

/** A file whose words people read. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

/** All files with words that people read, data excepted: the source modules that are given, and pages of other kinds. */
export function proseFiles(sources: readonly Source[]): readonly (Page | Source)[] {
  const others = trackedFiles(ROOT).filter((path) => !isSource(path));
  const pages = others.map((path) => ({ path, read: () => readFileSync(join(ROOT, path), "utf8") }));
  return [...sources.filter(isProse), ...pages.filter(isProse).map(({ path, read }) => ({ path, text: read() }))];
}

const isProse = ({ path }: { readonly path: string }): boolean => PROSE.test(path) && !DATA.test(path);

/** Every place of these files that breaks a rule of docs/style.md. */
export function findingsOf(files: readonly (Page | Source)[]): readonly Finding[] {
  const words = parseBannedWords(readFileSync(join(import.meta.dirname, "banned-words.tsv"), "utf8"));
  return files.flatMap((file) => [
    ...bannedWordsIn(file.path, file.text, words),
    ...("program" in file ? longPartsIn(file) : []),
  ]);
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

/** One sentence for each allowance that is larger than what was found: room for new findings that nobody would notice. */
export function slackOf(findings: readonly Finding[], allowances: readonly Allowance[]): readonly string[] {
  const groups = grouped(findings, allowances);
  return allowances.flatMap((one) => {
    const count = groups.get(keyOf(one))?.found.length ?? 0;
    if (count >= one.count) return [];
    return [`${one.folder} has ${count} findings of ${one.rule}, ${one.count} allowed: run \`npm run style:shrink\``];
  });
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
