import { HeadwayError } from "@headway/contract";
import type { SlidePlan } from "../../../media/drawing/visual.ts";
import { bulletsOf, pressSentence } from "./bullets.ts";
import { chooseVisuals } from "./choose-visuals.ts";
import { cleanLine, cleanSource } from "./clean.ts";
import { seen } from "./cues.ts";
import { parseDocument, type SourceDocument } from "./document.ts";
import { frameSlides } from "./frame-slides.ts";
import { type Lesson, lessonSchema, type OutlineRequest } from "./lesson.ts";
import { type Manner, narrate, type SpokenSlide } from "./narration.ts";
import { allBlocks, fitParts, leadingBlocks, type Part, proseOf } from "./parts.ts";
import { type Frequencies, keywordsOf, wordFrequencies } from "./ranking.ts";
import { contentWords, shorten } from "./sentences.ts";
import { sentenceCase } from "./visual.ts";

/**
 * A lesson of exactly `slideCount` slides from Markdown or plain text, by deterministic text methods: sections are merged or divided,
 * sentences extracted, visuals chosen by structure. Throws INVALID_INPUT for binary or wordless sources and when the source has too
 * little for so many slides.
 */
export function outlineFromSource(request: OutlineRequest): Lesson {
  const { text, warnings } = cleanSource(request.source);
  const document = parseDocument(text);
  const title = shorten(cleanLine(document.title ?? "") || cleanLine(request.topic), 160) || "Lesson";
  const frequencies = frequenciesOf(document);
  const manner: Manner = { tone: request.tone, language: request.language, lessonTitle: title, frequencies };
  const drafts = fillTo(request.slideCount, document, manner);
  const narrations = narrate(drafts, manner);
  const slides = drafts.map((draft, index) => ({
    plan: draft.plan,
    narration: narrations[index] ?? [draft.title],
    keywords: keywordsOf(draft.title, draft.prose, frequencies),
  }));
  const toneWarning =
    request.language === "english"
      ? []
      : [
          {
            code: "TONE_NOT_APPLIED",
            message: `The tone shapes English narration only; this source is taught in its own words.`,
          },
        ];
  return lessonSchema.parse({ title, slides, warnings: [...warnings, ...toneWarning] });
}

function frequenciesOf(document: SourceDocument): Frequencies {
  const sentences = document.sections.flatMap(allBlocks).flatMap((block) => {
    if (block.kind === "prose") return block.sentences;
    return block.kind === "list" ? block.items.map((item) => item.text) : [];
  });
  const counts = new Map(wordFrequencies(sentences));
  // Which words the source writes small inside sentences: headings lose their capital by it when spoken.
  for (const sentence of sentences) {
    for (const [word] of sentence.matchAll(/(?<=\s)\p{Ll}[\p{L}'’-]+/gu)) counts.set(`small:${word}`, 1);
  }
  return counts;
}

/** Exactly `count` slides: parts of the source first, then frame slides (overview, recap …), then pieces of single sentences. */
function fillTo(count: number, document: SourceDocument, manner: Manner): SpokenSlide[] {
  const parts = fitParts(document, count, false);
  const drafts = drafted(parts, manner);
  if (drafts.length === count) return drafts;
  const framed = frameSlides(drafts, count - drafts.length, manner);
  if (framed.length === count) return framed;
  const room = count - (framed.length - drafts.length);
  const thin = drafted(fitParts(document, room, true), manner);
  const full = frameSlides(thin, count - thin.length, manner);
  if (full.length === count) return full;
  throw new HeadwayError(
    "INVALID_INPUT",
    `The source has enough for ${full.length} slides, but ${count} were asked for; send more text or ask for fewer slides.`,
  );
}

function drafted(parts: readonly Part[], manner: Manner): SpokenSlide[] {
  const seenTitles = new Map<string, number>();
  const titled = parts.map((part) => {
    const blocks = leadingBlocks(part);
    const prose = proseOf(blocks);
    const title = uniqueTitle(titleOf(part, prose, manner), prose, manner.frequencies, seenTitles);
    return { part, blocks, prose, title, keywords: keywordsOf(title, prose, manner.frequencies, 3) };
  });
  const visuals = chooseVisuals(titled);
  return titled.map(({ part, blocks, prose, title }, index) => {
    const chosen = visuals[index];
    const visual = describe(chosen?.visual ?? { type: "text" });
    const told = blocks.filter((block) => block !== chosen?.block);
    const bullets = bulletsOf(told, prose, visual, { title, frequencies: manner.frequencies });
    return {
      title,
      continued: part.continued,
      prose,
      blocks,
      plan: { title, bullets: bullets.map((point) => shorten(point, 240)), visual },
    };
  });
}

function titleOf(part: Part, prose: readonly string[], manner: Manner): string {
  const titles = part.titles.map(cleanLine).filter((title) => title !== "");
  const [first, second] = titles;
  if (first === undefined) return manner.lessonTitle;
  const joined =
    second === undefined || titles.length > 2 ? first : `${first}; ${second.charAt(0).toLowerCase()}${second.slice(1)}`;
  return (
    shorten(joined.length <= 64 ? joined : first, 120) ||
    shorten(pressSentence(prose[0] ?? ""), 80) ||
    manner.lessonTitle
  );
}

/** A second slide of one section is named after what it adds. */
function uniqueTitle(
  title: string,
  prose: readonly string[],
  frequencies: Frequencies,
  seenTitles: Map<string, number>,
): string {
  const times = (seenTitles.get(title) ?? 0) + 1;
  seenTitles.set(title, times);
  if (times === 1) return title;
  const known = new Set(contentWords(title));
  const phrase = keyPhrase(prose, known) ?? keywordsOf("", prose, frequencies, 8).find((word) => !known.has(word));
  const named = phrase === undefined ? `${title} (${times})` : `${shorten(title, 110)}: ${shorten(phrase, 40)}`;
  if (seenTitles.has(named)) return `${shorten(named, 150)} (${times})`;
  seenTitles.set(named, 1);
  return named;
}

/** The first pair of neighbouring content words that the prose uses twice: "loss function", "training data". */
function keyPhrase(prose: readonly string[], known: ReadonlySet<string>): string | undefined {
  const counts = new Map<string, number>();
  for (const sentence of prose) {
    for (const [pair] of sentence.matchAll(/(?<![\p{L}-])\p{L}{4,}(?= (\p{L}{4,}))/gu)) {
      const next = sentence.slice(sentence.indexOf(pair) + pair.length + 1).match(/^\p{L}+/u)?.[0] ?? "";
      const phrase = `${pair} ${next}`.toLowerCase();
      const words = contentWords(phrase);
      if (words.length === 2 && !words.some((word) => known.has(word)))
        counts.set(phrase, (counts.get(phrase) ?? 0) + 1);
    }
  }
  const best = [...counts].toSorted((a, b) => b[1] - a[1])[0];
  return best !== undefined && best[1] > 1 ? best[0] : undefined;
}

function describe(visual: SlidePlan["visual"]): SlidePlan["visual"] {
  if (visual.type !== "animation") return visual;
  return { ...visual, description: shorten(sentenceCase(seen(visual) ?? visual.scene.kind), 400) };
}
