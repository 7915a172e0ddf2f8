import type { VideoContent, VideoScript } from "@headway-jobs/client";
import { clockText } from "../../ui/format.ts";

/** What each slide shows and says. */
export function Outline({
  content,
  script,
  onSeek,
}: {
  readonly content: VideoContent;
  readonly script: VideoScript;
  readonly onSeek: (seconds: number) => void;
}) {
  return (
    <section className="outline" aria-labelledby="outline-heading">
      <h2 id="outline-heading">Outline and script</h2>
      <ol>
        {content.slides.map((slide) => {
          const spoken = script.slide_scripts.find(({ slide_number }) => slide_number === slide.slide_number);
          return (
            <li key={slide.slide_number} className="outline__slide">
              <div className="outline__shown">
                <button
                  type="button"
                  className="link"
                  onClick={() => onSeek(spoken?.start_time ?? 0)}
                  aria-label={`Play slide ${slide.slide_number}`}
                >
                  {clockText(spoken?.start_time ?? 0)}
                </button>
                <h3>{slide.title}</h3>
                <p>{slide.content_text}</p>
              </div>
              <p className="outline__spoken">{spoken?.narration_text}</p>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
