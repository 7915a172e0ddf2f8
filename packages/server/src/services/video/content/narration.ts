import type { VideoTone } from "@headway-jobs/contract";
import { kindOf } from "@headway-jobs/slides/scenes/registry";
import type { SlidePlan } from "@headway-jobs/slides/visual";
import { expandContractions, useContractions } from "./contractions.ts";
import { midSentence, startsAsNoun } from "./casing.ts";
import { seen } from "./cues.ts";
import type { Block, ListItem } from "./document.ts";
import { type Phrasebook, PHRASES } from "./phrases.ts";
import { plainPhrases } from "./phrases-by-language.ts";
import { type Frequencies, leansOnPrevious, selectSentences } from "./ranking.ts";
import { countWords, splitSentences } from "./sentences.ts";
import { named } from "./visual.ts";

export interface SpokenSlide {
  readonly title: string;
  readonly continued: boolean;
  readonly prose: readonly string[];
  readonly blocks: readonly Block[];
  readonly plan: SlidePlan;
}

export interface Manner {
  readonly tone: VideoTone;
  readonly language: string;
  readonly lessonTitle: string;
  readonly frequencies: Frequencies;
}

/** A slide's sentences chosen from prose may have so many words; openings, cues and farewells come on top. */
const MOST_WORDS = 54;
const CUE_WORDS = 8;
/** Prose that is longer by at most so many words is spoken whole. */
const TOLERATED_WORDS = 10;
/** A body longer than this needs no further emphasis. */
const EMPHASIS_WORDS = 48;
const ONLY_SLIDE_WORDS = 90;

/**
 * Spoken language for every slide: an opening or a transition, the best of the source's sentences (or the items of its list), a
 * remark on what is seen, a farewell at the end. Tones exist in English; some other languages have one calm manner, and the rest get the plain sentences.
 */
export function narrate(slides: readonly SpokenSlide[], manner: Manner): string[][] {
  const book = manner.language === "english" ? PHRASES[manner.tone] : plainPhrases(manner.language);
  return slides.map((slide, index) => {
    const body = bodyOf(slide, manner, slides.length);
    if (book === undefined) return body;
    const edges = { first: index === 0, last: index === slides.length - 1 };
    return frame(body, slide, { book, index, ...edges }, manner).map((sentence) =>
      manner.language === "english" ? inRegister(sentence, manner.tone) : sentence,
    );
  });
}

function bodyOf(slide: SpokenSlide, manner: Manner, slideCount: number): string[] {
  const words = slide.prose.reduce((sum, sentence) => sum + countWords(sentence), 0);
  const room = MOST_WORDS - (seen(slide.plan.visual, manner.frequencies) === undefined ? 0 : CUE_WORDS);
  const most = slideCount === 1 ? ONLY_SLIDE_WORDS : room;
  const budget = words <= most + TOLERATED_WORDS ? Math.max(words, most) : most;
  const told =
    slide.prose.length === 0
      ? []
      : selectSentences(slide.prose, { ...slide, maxWords: budget, frequencies: manner.frequencies });
  const toldWords = told.reduce((sum, sentence) => sum + countWords(sentence), 0);
  const { visual } = slide.plan;
  const shown = told.length === 0 && visual.type === "animation" ? kindOf(visual.scene).say(visual.scene) : undefined;
  const listed = toldWords >= 18 ? [] : (shown ?? slide.blocks.flatMap((block) => tellBlock(block, manner.language)));
  const body = [...told, ...within(listed, budget - toldWords)];
  if (body.length > 0) return body.map(ended);
  const points = [slide.title, ...slide.plan.bullets].flatMap(splitSentences);
  return (points.length > 0 ? points : [slide.title]).slice(0, 6).map(ended);
}

/** As many whole sentences as fit, at least one. */
function within(sentences: readonly string[], maxWords: number): string[] {
  let words = 0;
  return sentences.filter((sentence, index) => {
    words += countWords(sentence);
    return index === 0 || words <= maxWords;
  });
}

function tellBlock(block: Block, language: string): string[] {
  switch (block.kind) {
    case "list":
      return tellList(block.items, block.ordered && language === "english");
    case "quote":
      return splitSentences(block.text);
    case "table":
      return block.rows.slice(0, 4).map((row) => tellRow(block.header, row));
    case "code":
    case "formula":
    case "prose":
      return [];
  }
}

const ORDER = ["First", "Then", "Next", "After that", "In the following step", "Later", "Further on"];

function tellList(items: readonly ListItem[], ordered: boolean): string[] {
  const short = items.every((item) => countWords(item.text) <= 4 && item.children.length === 0);
  if (short && !ordered) return [items.map((item) => item.text.replace(/[.;,]$/u, "")).join(", ")];
  return items.flatMap((item, index) => {
    const { label, note } = named(item.text);
    const divided = note !== undefined && !item.text.startsWith(note);
    const text =
      divided && countWords(label) <= 8 && /:/u.test(item.text) ? item.text : splitSentences(item.text).join(" ");
    const children = item.children.length === 0 ? "" : `: ${item.children.join(", ")}`;
    const sentence = `${text.replace(/[.;,:]$/u, "")}${children}`;
    const lead = index === items.length - 1 ? "Finally" : (ORDER[index] ?? "Then");
    return splitSentences(ordered ? `${lead}: ${sentence}` : sentence);
  });
}

function tellRow(header: readonly string[], row: readonly string[]): string {
  const [first = "", ...rest] = row;
  const facts = rest.map((cell, at) =>
    header[at + 1] === undefined || header[at + 1] === "" ? cell : `${header[at + 1]} ${cell}`,
  );
  return `${first}: ${facts.filter((fact) => fact.trim() !== "").join(", ")}`;
}

function frame(
  body: readonly string[],
  slide: SpokenSlide,
  at: { readonly book: Phrasebook; readonly index: number; readonly first: boolean; readonly last: boolean },
  manner: Manner,
): string[] {
  const { book, index, first, last } = at;
  const opening = first
    ? fill(pick(book.welcome, manner.lessonTitle.length), flowing(manner.lessonTitle))
    : transition(slide, book, index, manner.frequencies);
  const cue = cueOf(slide.plan.visual, book, index, manner);
  // The items of a list follow the sentence that says where to look.
  const [lead = "", ...rest] = slide.prose.length === 0 ? ["", ...body] : body;
  const end = rest.at(-1);
  const words = body.reduce((sum, sentence) => sum + countWords(sentence), 0);
  const stressed =
    words <= EMPHASIS_WORDS && rest.length >= 2 && index % 2 === 1 && end !== undefined && !leansOnPrevious(end);
  const middle = stressed ? [...rest.slice(0, -1), pick(book.stress, index >> 1), end] : rest;
  const reaction = last || end?.endsWith("?") === true ? "" : pick(book.react, index);
  return [opening, lead, cue, ...middle, reaction, last ? pick(book.farewell, manner.lessonTitle.length) : ""]
    .flatMap((text) => (text === undefined || text === "" ? [] : splitSentences(text)))
    .filter((sentence) => sentence !== "");
}

function transition(slide: SpokenSlide, book: Phrasebook, index: number, frequencies: Frequencies): string {
  if (slide.continued) return pick(book.goOn, index);
  if (slide.title.endsWith("?")) return fill(pick(book.ask, index), midSentence(slide.title, frequencies));
  const title = midSentence(slide.title, frequencies)
    .replace(/[.:!]+$/u, "")
    .replaceAll(/: (?=\S)/gu, ", ");
  return fill(pick(readsAsNoun(slide.title) ? book.turnTo : book.announce, index), title);
}

/** A title inside a sentence: without a final mark, and with a comma for its colon, since the sentence has a colon already. */
function flowing(title: string): string {
  return title
    .replace(/[.:!]+$/u, "")
    .replaceAll(/: (?=\S)/gu, ", ")
    .replace(/ \(\d+\)$/u, "");
}

/** Titles that surely fit after "Let us consider": asking for less would put an imperative there. */
function readsAsNoun(title: string): boolean {
  const questionOrder =
    /^(?:how|why|what|when|where|who)\s+(?:is|are|was|were|do|does|did|can|could|should|will|would)\b/iu;
  return startsAsNoun(title) && !title.includes("?") && !questionOrder.test(title) && !/[;–—]/u.test(title);
}

function cueOf(visual: SlidePlan["visual"], book: Phrasebook, index: number, manner: Manner): string | undefined {
  const clause = seen(visual, manner.frequencies);
  if (clause === undefined) return undefined;
  const lead = pick(visual.type === "animation" ? book.watch : book.look, index);
  // The clauses are English; other languages say no more than where to look.
  return manner.language === "english" ? `${lead} ${clause}.` : lead;
}

function inRegister(sentence: string, tone: VideoTone): string {
  if (tone === "formal") return expandContractions(sentence);
  return tone === "storytelling" ? sentence : useContractions(sentence);
}

function pick(phrases: readonly string[], index: number): string {
  return phrases[index % Math.max(1, phrases.length)] ?? "";
}

function fill(phrase: string, title: string): string {
  const filled = phrase.replace("$", () => title);
  // A title that ends like a sentence brings its own mark.
  return filled.replace(/([?!.…])[.!]$/u, "$1");
}

function ended(sentence: string): string {
  return /[.!?…:。！？।"”'’)]$/u.test(sentence) ? sentence : `${sentence.replace(/[,;–—-]$/u, "")}.`;
}
