import type { VideoContent, VideoScript } from "@headway-jobs/client";
import { clockText } from "../../ui/format.ts";

export interface Chapter {
  readonly number: number;
  readonly title: string;
  readonly startS: number;
  readonly endS: number;
}

/** A chapter for each slide, with its times from the script. */
export function chaptersOf(content: VideoContent, script: VideoScript): readonly Chapter[] {
  return script.slide_scripts.map(({ slide_number, start_time, end_time }) => ({
    number: slide_number,
    title: content.slides.find((slide) => slide.slide_number === slide_number)?.title ?? `Slide ${slide_number}`,
    startS: start_time,
    endS: end_time,
  }));
}

export function Chapters({
  chapters,
  atS,
  onSeek,
}: {
  readonly chapters: readonly Chapter[];
  readonly atS: number;
  readonly onSeek: (seconds: number) => void;
}) {
  return (
    <nav className="chapters" aria-label="Chapters">
      <ol>
        {chapters.map(({ number, title, startS, endS }) => (
          <li key={number}>
            <button type="button" aria-current={atS >= startS && atS < endS} onClick={() => onSeek(startS)}>
              <span className="chapters__time">{clockText(startS)}</span>
              <span>{title}</span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
