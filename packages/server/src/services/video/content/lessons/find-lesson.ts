import { readdirSync, readFileSync } from "node:fs";
import { readWords } from "@headway-jobs/tools/data/read-table";
import { contentWords } from "../sentences.ts";
import { documentNames } from "../document.ts";

export interface BundledLesson {
  readonly title: string;
  /** Markdown in English with front matter; goes to `outlineFromSource` as it is. */
  readonly source: string;
}

interface KnownLesson extends BundledLesson {
  readonly names: readonly (readonly string[])[];
}

/** The bundled lesson that a topic asks for, or undefined. Case, punctuation and small word differences do not matter. */
export function findLesson(topic: string): BundledLesson | undefined {
  const wanted = nameWords(topic);
  if (wanted.length === 0) return undefined;
  const scored = lessons().map((lesson) => ({
    lesson,
    score: Math.max(...lesson.names.map((name) => likeness(wanted, name))),
  }));
  const best = scored.reduce((a, b) => (b.score > a.score ? b : a));
  return best.score >= LEAST_LIKENESS ? { title: best.lesson.title, source: best.lesson.source } : undefined;
}

/** Titles of all bundled lessons, for the sentence that says what can be made without a source. */
export function lessonTitles(): string[] {
  return lessons().map((lesson) => lesson.title);
}

/** Two of three words in common is chance; three of four is intent. */
const LEAST_LIKENESS = 0.75;
/** Words around a topic that say nothing of what is meant. */
const FILLERS = readWords(new URL("../data/topic-fillers.tsv", import.meta.url));

let known: readonly KnownLesson[] | undefined;

function lessons(): readonly KnownLesson[] {
  known ??= readLessons();
  return known;
}

function readLessons(): KnownLesson[] {
  const folder = new URL(".", import.meta.url);
  return readdirSync(folder)
    .filter((name) => name.endsWith(".md"))
    .toSorted()
    .map((name) => {
      const source = readFileSync(new URL(name, folder), "utf8");
      const { title, aliases } = documentNames(source);
      if (title === undefined) throw new Error(`lesson ${name} has no title`);
      return { title, source, names: [title, ...aliases].map(nameWords) };
    });
}

function nameWords(name: string): string[] {
  const words = contentWords(name.replaceAll(/['’]/gu, "").replaceAll(/[-–—]/gu, " ")).concat(
    name.toLowerCase().match(/\bml\b/gu) ?? [],
  );
  const telling = words.map(stem).filter((word) => !FILLERS.has(word));
  return [...new Set(telling.length > 0 ? telling : words.map(stem))];
}

/** Dice's coefficient over words; near-equal words ("immunisation", "immunization") count as one. */
function likeness(wanted: readonly string[], name: readonly string[]): number {
  const common = wanted.filter((word) => name.some((other) => word === other || oneEditApart(word, other))).length;
  return (2 * common) / (wanted.length + name.length);
}

function stem(word: string): string {
  return word.length > 4 ? word.replace(/(?<!s)s$/u, "") : word;
}

function oneEditApart(a: string, b: string): boolean {
  if (Math.min(a.length, b.length) < 6 || Math.abs(a.length - b.length) > 1) return false;
  let head = 0;
  while (head < a.length && a[head] === b[head]) head += 1;
  const [restA, restB] = [a.slice(head), b.slice(head)];
  return restA.slice(1) === restB.slice(1) || restA.slice(1) === restB || restA === restB.slice(1);
}
