import { HeadwayError } from "@headway-jobs/contract";
import { kindOf } from "@headway-jobs/slides/scenes/registry";
import type { SlidePlan } from "@headway-jobs/slides/visual";
import { midSentence, smallKey } from "./casing.ts";
import { bulletsOf, pressSentence } from "./bullets.ts";
import { chooseVisuals } from "./choose-visuals.ts";
import { cleanLine, cleanSource } from "./clean.ts";
import { seen } from "./cues.ts";
import { parseDocument, type SourceDocument } from "./document.ts";
import { frameSlides } from "./frame-slides.ts";
import { type Lesson, lessonSchema, type OutlineRequest } from "./lesson.ts";
import { type Manner, narrate, type SpokenSlide } from "./narration.ts";
import { allBlocks, fitParts, leadingBlocks, type Part, proseOf } from "./parts.ts";
import { type Frequencies, keywordsOf, leansOnPrevious, wordFrequencies } from "./ranking.ts";
import { shorten } from "./sentences.ts";
import { named, sentenceCase } from "./visual.ts";

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
    request.language === "english" || request.tone === "formal"
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
    for (const [word] of sentence.matchAll(/(?<=\s)\p{Ll}[\p{L}'’-]+/gu)) counts.set(smallKey(word), 1);
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
  const seenTitles = new Set<string>();
  const titled = parts.map((part) => {
    const blocks = leadingBlocks(part);
    const prose = proseOf(blocks);
    const title = uniqueTitle(titleOf(part, prose, manner), prose, seenTitles);
    return { part, blocks, prose, title, keywords: keywordsOf(title, prose, manner.frequencies, 3) };
  });
  const visuals = chooseVisuals(titled);
  return titled.map(({ part, blocks, prose, title }, index) => {
    const chosen = visuals[index];
    const visual = describe(chosen?.visual ?? { type: "text" }, manner);
    const told = blocks.filter((block) => block !== chosen?.block);
    const bullets = bulletsOf({ blocks: told, shown: blocks }, prose, visual, {
      title,
      frequencies: manner.frequencies,
    });
    return {
      title,
      continued: part.continued,
      prose,
      blocks,
      plan: { title, bullets: beside(title, bullets), visual },
    };
  });
}

/** A point that the title already makes is not made again. */
function beside(title: string, points: readonly string[]): string[] {
  const others = points.filter((point) => !point.toLowerCase().startsWith(title.toLowerCase()));
  return (others.length > 0 ? others : points).map((point) => shorten(point, 240));
}

function titleOf(part: Part, prose: readonly string[], manner: Manner): string {
  const titles = part.titles.map(cleanLine).filter((title) => title !== "");
  const [first, second] = titles;
  if (first === undefined) return manner.lessonTitle;
  // The lesson's own title is spoken in the welcome and need not be the introduction's as well.
  if (second !== undefined && first === manner.lessonTitle) return shorten(second, 120);
  const pair = `${first} and ${midSentence(second ?? "", manner.frequencies)}`;
  const brief = titles.length === 2 && titles.every((title) => !/\band\b|[?:!]/iu.test(title));
  const title = brief && pair.length <= 48 ? pair : first;
  return shorten(title, 120) || shorten(pressSentence(prose[0] ?? ""), 80) || manner.lessonTitle;
}

/** A further slide of one section is named by what it says first. */
function uniqueTitle(title: string, prose: readonly string[], seenTitles: Set<string>): string {
  const spoken = prose.find((sentence) => !leansOnPrevious(sentence) && !sentence.endsWith("?"));
  const said = spoken === undefined ? "" : named(pressSentence(spoken)).label;
  const candidates = [title, ...(said === "" || said.endsWith("…") ? [] : [said])];
  const fresh =
    candidates.find((candidate) => !seenTitles.has(candidate)) ?? `${shorten(title, 110)} (${seenTitles.size + 1})`;
  seenTitles.add(fresh);
  return fresh;
}

function describe(visual: SlidePlan["visual"], manner: Manner): SlidePlan["visual"] {
  if (visual.type !== "animation") return visual;
  const clause =
    manner.language === "english" ? seen(visual, manner.frequencies) : kindOf(visual.scene).say(visual.scene).join(" ");
  return { ...visual, description: shorten(sentenceCase(clause ?? visual.scene.kind), 400) };
}
