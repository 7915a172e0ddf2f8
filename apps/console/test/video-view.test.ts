import type { JobStatus } from "@headway-jobs/client";
import { describe, expect, it } from "vitest";
import { videoView, type VideoView } from "../src/kinds/video/view-model.ts";
import { logOf, progress } from "./support/log-of.ts";

const outline = [
  "video.outline",
  {
    title: "T",
    slides: [
      { title: "A", kind: "text" },
      { title: "B", kind: "animation" },
    ],
  },
] as const;
const voice = (slide: number) => ["video.voice", { slide_number: slide, duration: 12.5, sentences: 3 }] as const;
const drawn = (slide: number, kind = "text") => ["video.slide", { slide_number: slide, title: "x", kind }] as const;

/** `done`, `active`, `waiting`, `stopped` as one letter each, with the detail where there is one. */
const stagesOf = ({ stages }: VideoView): string =>
  stages.map(({ state, detail }) => state.charAt(0) + (detail && `(${detail})`)).join(" ");
/** Number, then v = spoken, d = drawn, * = busy. */
const slidesOf = ({ slides }: VideoView): string =>
  slides
    .map(
      ({ number, durationS, drawn: isDrawn, busy }) =>
        `${number}${durationS === null ? "" : "v"}${isDrawn ? "d" : ""}${busy ? "*" : ""}`,
    )
    .join(" ");

describe("the stages and slides of a video", () => {
  const running: JobStatus = "in_progress";
  it.each([
    ["before anything", logOf(), running, "w w w w w", "1 2 3"],
    ["writing the outline", logOf(progress("generating_content", 10)), running, "a w w w w", "1 2 3"],
    ["with the outline", logOf(progress("generating_content", 10), outline), running, "a(2 slides) w w w w", "1 2"],
    ["writing the script", logOf(outline, progress("generating_scripts", 20)), running, "d(2 slides) a w w w", "1 2"],
    [
      "speaking",
      logOf(outline, progress("generating_audio", 30), voice(1)),
      running,
      "d(2 slides) d a(1 of 2) w w",
      "1v 2*",
    ],
    [
      "levelling the voices",
      logOf(outline, voice(1), voice(2), progress("combining_audio", 48)),
      running,
      "d(2 slides) d a(2 of 2) w w",
      "1v 2v",
    ],
    [
      "drawing",
      logOf(outline, voice(1), voice(2), progress("generating_slide", 60), drawn(2)),
      running,
      "d(2 slides) d d(2 of 2) a(1 of 2) w",
      "1v* 2vd",
    ],
    [
      "composing",
      logOf(outline, voice(1), voice(2), drawn(1), drawn(2), progress("composing_video", 89)),
      running,
      "d(2 slides) d d(2 of 2) d(2 of 2) a(40 %)",
      "1vd 2vd",
    ],
    [
      "completed",
      logOf(outline, voice(1), voice(2), drawn(1), drawn(2), progress("composing_video", 95)),
      "completed",
      "d(2 slides) d d(2 of 2) d(2 of 2) d",
      "1vd 2vd",
    ],
    [
      "failed at the voice",
      logOf(outline, progress("generating_audio", 30), voice(1)),
      "failed",
      "d(2 slides) d s(1 of 2) w w",
      "1v 2",
    ],
    [
      "taken up again after a crash",
      logOf(outline, progress("generating_slide", 60), drawn(1), progress("generating_audio", 60)),
      running,
      "d(2 slides) d d(0 of 2) a(1 of 2) w",
      "1d 2*",
    ],
  ] as const)("are shown while %s", (_title, events, status, stages, slides) => {
    const view = videoView(events, status, 3);
    expect([stagesOf(view), slidesOf(view)]).toEqual([stages, slides]);
  });

  it("show a slide as what it became, not as what it was planned to be", () => {
    expect(videoView(logOf(outline, drawn(2, "text")), running, 3).slides.map(({ kind }) => kind)).toEqual([
      "text",
      "text",
    ]);
  });
});
