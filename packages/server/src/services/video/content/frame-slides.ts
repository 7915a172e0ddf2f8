import type { SlidePlan } from "@headway-jobs/slides/visual";
import { pressSentence } from "./bullets.ts";
import type { Manner, SpokenSlide } from "./narration.ts";
import { type FrameWords, frameWords, type Phrasebook, PHRASES } from "./phrases.ts";
import { plainPhrases } from "./phrases-by-language.ts";
import { keywordsOf } from "./ranking.ts";
import { shorten } from "./sentences.ts";

/**
 * Adds up to `missing` slides that teach what the source says in another form: a recap, an overview, words to know, questions.
 * Only for sources too short for the number of slides asked for. Languages without frame words get the slides without headings of their own.
 */
export function frameSlides(slides: readonly SpokenSlide[], missing: number, manner: Manner): SpokenSlide[] {
  if (missing <= 0 || slides.length === 0) return [...slides];
  const words = frameWords(manner.language);
  const after = [recap(slides, words, manner), questions(slides, words, manner), terms(slides, words, manner)];
  const [summary, check, glossary] = after;
  const tail = [missing >= 4 ? glossary : undefined, missing >= 3 ? check : undefined, summary];
  const head = missing >= 2 ? [overview(slides, words, manner)] : [];
  return [...head, ...slides, ...tail.filter((slide) => slide !== undefined)];
}

function bookOf({ language, tone }: Manner): Phrasebook | undefined {
  return language === "english" ? PHRASES[tone] : plainPhrases(language);
}

function overview(slides: readonly SpokenSlide[], words: FrameWords | undefined, manner: Manner): SpokenSlide {
  const named = slides.map((slide) => slide.title).filter((title) => title !== manner.lessonTitle);
  const titles = (named.length > 0 ? named : [manner.lessonTitle]).slice(0, 5);
  const sentence =
    bookOf(manner)?.cover.replace("$", () => titles.join(", ")) ?? `${manner.lessonTitle}: ${titles.join(", ")}`;
  return framed(words?.overview ?? manner.lessonTitle, titles, [sentence]);
}

function recap(slides: readonly SpokenSlide[], words: FrameWords | undefined, manner: Manner): SpokenSlide {
  const told = slides.flatMap((slide) => slide.prose.slice(0, 1));
  const leads = (told.length > 0 ? told : slides.map((slide) => slide.plan.bullets[0] ?? slide.title)).slice(0, 4);
  const recall = bookOf(manner)?.recall;
  const opening = recall === undefined ? [] : [recall];
  return framed(words?.recap ?? manner.lessonTitle, leads.map(pressSentence), [...opening, ...leads]);
}

function questions(slides: readonly SpokenSlide[], words: FrameWords | undefined, manner: Manner): SpokenSlide {
  const [first] = slides;
  const titles = [...new Set([first?.title ?? manner.lessonTitle, slides.at(-1)?.title ?? manner.lessonTitle])];
  const asked =
    words === undefined
      ? titles
      : [
          ...titles.map((title) => words.explain.replace("$", () => bare(title))),
          words.why.replace("$", () => bare(manner.lessonTitle)),
        ];
  return framed(words?.questions ?? manner.lessonTitle, asked, asked);
}

function terms(slides: readonly SpokenSlide[], words: FrameWords | undefined, manner: Manner): SpokenSlide {
  const prose = slides.flatMap((slide) => slide.prose);
  const found = keywordsOf(manner.lessonTitle, prose, manner.frequencies, 5);
  const shown = found.length === 0 ? [manner.lessonTitle] : found;
  return framed(words?.terms ?? manner.lessonTitle, shown, [
    `${words?.terms ?? manner.lessonTitle}: ${shown.join(", ")}.`,
  ]);
}

function bare(title: string): string {
  return title.replace(/[?!.]+$/u, "");
}

function framed(title: string, points: readonly string[], prose: readonly string[]): SpokenSlide {
  const bullets = points.map((point) => shorten(point, 160)).filter((point) => point !== "");
  const plan: SlidePlan = { title: shorten(title, 120), bullets: bullets.slice(0, 5), visual: { type: "text" } };
  return { title: plan.title, continued: false, prose, blocks: [], plan };
}
