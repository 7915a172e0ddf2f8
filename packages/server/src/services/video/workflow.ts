import { VIDEO_LANGUAGES, type VideoInput } from "@headway-jobs/contract";
import type { Workflow } from "@headway-jobs/engine";
import type { VideoPorts } from "./ports.ts";
import { composeFilm } from "./steps/compose-film.ts";
import { drawSlides } from "./steps/draw-slides.ts";
import { levelSound } from "./steps/level-sound.ts";
import { narrateSlides } from "./steps/narrate-slides.ts";
import { writeLesson } from "./steps/write-lesson.ts";

/** A topic becomes a lesson, the lesson is spoken slide by slide, each slide is drawn to the length of its voice, and all is joined into a film. */
export function videoWorkflow(ports: VideoPorts): Workflow<VideoInput> {
  return async (ctx, input) => {
    const film = { input, language: VIDEO_LANGUAGES[input.language] };
    const lesson = await writeLesson(ctx, ports, film);
    const narrations = await narrateSlides(ctx, ports, film, lesson);
    const gain = await levelSound(ctx, narrations);
    const pictures = await drawSlides(ctx, ports, film, lesson, narrations);
    return composeFilm(ctx, { ...film, lesson, narrations, gain, pictures });
  };
}
