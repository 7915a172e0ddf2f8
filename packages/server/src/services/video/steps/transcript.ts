import type { Lesson } from "../content/lesson.ts";
import type { Narration } from "./film.ts";

/** The film as a Markdown page: each slide's title with the minute it begins at, its points, and what is said. */
export function transcriptOf(lesson: Lesson, narrations: readonly Narration[]): string {
  let atMs = 0;
  const slides = lesson.slides.map(({ plan }, index) => {
    const narration = narrations[index];
    const heading = `## ${clock(atMs)} · ${plan.title}`;
    atMs += narration?.durationMs ?? 0;
    const points = plan.bullets.map((bullet) => `- ${bullet}\n`).join("");
    const said = (narration?.sentences ?? []).map(({ text }) => text).join(" ");
    return [heading, points, said].filter((part) => part !== "").join("\n\n");
  });
  return `# ${lesson.title}\n\n${slides.join("\n\n")}\n`;
}

/** `m:ss`, the way players show it. */
export function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
