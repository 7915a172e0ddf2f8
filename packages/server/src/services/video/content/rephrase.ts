import { VIDEO_LANGUAGES } from "@headway-jobs/contract";
import { kindOf } from "@headway-jobs/slides/scenes/registry";
import { useContractions } from "./contractions.ts";
import type { Lesson } from "./lesson.ts";
import type { Phrasebook } from "./phrases.ts";
import { ENGLISH_BOOKS, plainPhrases } from "./phrases-by-language.ts";
import { shorten, splitSentences } from "./sentences.ts";

type Role = keyof Phrasebook;

/**
 * Idioms such as "Okay, let's talk about …" come out of a word-by-word translation as nonsense. Where the original sentence is one of the known English
 * connecting phrases, the translated lesson takes the phrase that does the same in its own language. Lessons in languages without a
 * phrase book are returned as they are.
 */
export function rephrase(original: Lesson, translated: Lesson, to: string): Lesson {
  const book = plainPhrases(languageOf(to) ?? "");
  if (book === undefined) return translated;
  const slides = translated.slides.map((slide, index) => {
    const titles = { lesson: translated.title, slide: slide.plan.title, points: slide.plan.bullets };
    let previous: Role | undefined;
    const narration = (original.slides[index]?.narration ?? []).flatMap((sentence, at) => {
      const role = roleOf(sentence);
      // A phrase of two sentences is replaced once.
      const repeated = role !== undefined && role === previous;
      previous = role;
      if (role === undefined) return [slide.narration[at] ?? sentence];
      return repeated ? [] : splitSentences(phraseFor(role, book, index, titles));
    });
    const { visual } = slide.plan;
    const described =
      visual.type === "animation"
        ? {
            ...slide,
            plan: {
              ...slide.plan,
              visual: { ...visual, description: shorten(kindOf(visual.scene).say(visual.scene).join(" "), 400) },
            },
          }
        : slide;
    return narration.length === 0 ? described : { ...described, narration };
  });
  return { ...translated, slides };
}

function languageOf(tag: string): string | undefined {
  const primary = tag.toLowerCase().split("-")[0];
  return Object.entries(VIDEO_LANGUAGES).find(([, known]) => known.split("-")[0] === primary)?.[0];
}

function phraseFor(
  role: Role,
  book: Phrasebook,
  index: number,
  titles: { readonly lesson: string; readonly slide: string; readonly points: readonly string[] },
): string {
  const phrases = book[role];
  const phrase = typeof phrases === "string" ? phrases : (phrases[index % Math.max(1, phrases.length)] ?? "");
  const title = role === "welcome" ? titles.lesson : role === "cover" ? titles.points.join(", ") : titles.slide;
  return phrase.replace("$", () => title.replace(/[.:!]+$/u, "")).replace(/([?!…])\.$/u, "$1");
}

interface Template {
  readonly role: Role;
  readonly pattern: RegExp;
}

let known: readonly Template[] | undefined;

function roleOf(sentence: string): Role | undefined {
  known ??= ENGLISH_BOOKS.flatMap(templatesOf);
  return known.find(({ pattern }) => pattern.test(sentence))?.role;
}

function templatesOf(book: Phrasebook): Template[] {
  return (Object.entries(book) as [Role, string | readonly string[]][]).flatMap(([role, phrases]) =>
    [phrases].flat().flatMap((phrase) =>
      splitSentences(phrase).flatMap((sentence) => [
        { role, pattern: patternOf(sentence, role) },
        { role, pattern: patternOf(useContractions(sentence), role) },
      ]),
    ),
  );
}

function patternOf(sentence: string, role: Role): RegExp {
  const open = role === "watch" || role === "look" ? " .+" : "";
  const literal = sentence
    .replace(/[.!?]$/u, "")
    .split("$")
    .map((piece) => piece.replaceAll(/[.*+?^()[\]{}|\\]/g, String.raw`\$&`))
    .join(".+");
  return new RegExp(`^${literal}${open}[.!?…]*$`, "u");
}
