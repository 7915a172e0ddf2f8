import type { Section } from "./document.ts";
import { yearIn } from "./numbers.ts";
import { proseOf } from "./parts.ts";
import { countWords, shorten } from "./sentences.ts";
import { type Candidate, label, named, scene, sentenceCase } from "./visual.ts";

const STAGE = "in the (?:first|second|third|fourth|final|last) (?:step|stage|phase)";
const ADVERB = "first(?:ly)?|second(?:ly)?|third(?:ly)?|fourth|then|next|after that|afterwards|finally|lastly";
const SEQUENCE = new RegExp(`^(?:${ADVERB}|${STAGE})\\b,?\\s+`, "iu");
const FIRST = /^(?:first(?:ly)?|in the first (?:step|stage|phase)|to begin with)\b/iu;
const LOOP =
  /\b(?:cycle|returns? to|starts? (?:all over )?again|begins? again|repeats?|start over|back to the (?:start|beginning))\b/iu;

/** What the words of plain prose describe: a sequence, a cycle, a history. */
export function proseCandidates(sentences: readonly string[]): Candidate[] {
  return [sequenceOf(sentences), historyOf(sentences)].filter((candidate) => candidate !== null);
}

/** Two sides described in parallel: a heading "A versus B" over two lists, or two subsections with the same structure. */
export function parallelCandidates(title: string, children: readonly Section[]): Candidate[] {
  const [left, right] = children;
  if (left === undefined || right === undefined || children.length !== 2) return [];
  const [leftPoints, rightPoints] = [pointsOf(left), pointsOf(right)];
  const opposed = /\b(?:vs\.?|versus|compared|comparison|difference|or)\b/iu.test(title);
  // Two subsections are two sides only when both are bare lists under short names; otherwise they are two topics.
  const alike = children.every(
    (child) => /^\S+(?: \S+){0,2}$/u.test(child.title) && proseOf(child.blocks).length === 0,
  );
  if (leftPoints.length < 2 || rightPoints.length < 2 || (!opposed && !alike)) return [];
  const sides = {
    left: { title: label(left.title, "A"), points: leftPoints },
    right: { title: label(right.title, "B"), points: rightPoints },
  };
  return [scene({ kind: "comparison", ...sides }, opposed ? 3.6 : 2.2)];
}

function sequenceOf(sentences: readonly string[]): Candidate | null {
  const start = sentences.findIndex((sentence) => FIRST.test(sentence));
  if (start < 0) return null;
  const run = sentences.slice(start).filter((sentence) => SEQUENCE.test(sentence));
  if (run.length < 3) return null;
  const steps = run
    .slice(0, 7)
    .map((sentence) => named(sentenceCase(sentence.replace(SEQUENCE, "").replace(/^(?:they|it) (?:are|is) /iu, ""))));
  if (LOOP.test(sentences.join(" "))) return scene({ kind: "cycle", stages: steps }, 2.8);
  return scene({ kind: "process", steps }, 2.6);
}

function historyOf(sentences: readonly string[]): Candidate | null {
  const seen = new Set<string>();
  const events = sentences.flatMap((sentence) => {
    const when = yearIn(sentence);
    if (when === undefined || seen.has(when)) return [];
    seen.add(when);
    return [{ when, label: shorten(eventLabel(sentence, when), 80), note: shorten(sentence, 200) }];
  });
  if (events.length < 3) return null;
  const ordered = events.slice(0, 8).toSorted((a, b) => yearOf(a.when) - yearOf(b.when));
  return scene({ kind: "timeline", events: ordered }, 2.4);
}

function yearOf(when: string): number {
  const number = Number.parseInt(when, 10);
  return when.includes("century") ? (number - 1) * 100 : number;
}

/** "In 1969, four universities were joined by …" → "Four universities were joined". */
function eventLabel(sentence: string, when: string): string {
  const bare = sentence
    .replace(new RegExp(`^(?:in|by|on|since|around|about|during|from)\\b[^,]{0,24}${when},?\\s+`, "iu"), "")
    .replace(new RegExp(`,?\\s+(?:in|by|on|since|around|during)\\s+(?:\\p{Lu}\\p{Ll}+\\s+)?${when}\\b`, "iu"), "");
  const text = /\p{L}/u.test(bare) ? bare : sentence;
  const { label: short } = named(sentenceCase(text));
  return countWords(short) === 0 ? sentence : short;
}

function pointsOf(section: Section): string[] {
  const list = section.blocks.find((block) => block.kind === "list");
  const texts =
    list?.kind === "list"
      ? list.items.map((item) => item.text)
      : proseOf(section.blocks)
          .slice(0, 3)
          .map((text) => named(text).label);
  return texts.slice(0, 5).map((text) => label(text.replace(/[.;]$/u, ""), "–"));
}
