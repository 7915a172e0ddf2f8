import { createCanvas, SvgExportFlag } from "@napi-rs/canvas";
import { emptyStage } from "@headway-jobs/slides/compose";
import { SHEET } from "@headway-jobs/slides/geometry";
import { drawFinal, drawPart } from "@headway-jobs/slides/raster";
import type { Stage } from "@headway-jobs/slides/stage";
import { type Course, speakersOf } from "./course.ts";
import { drawHead } from "./head.ts";
import { drawMoments } from "./moments.ts";
import { drawPanel } from "./panel.ts";
import { CATEGORY_NAMES, clock, colorsOf, LANES, type Plot, PANELS, PLOT_LEFT, PLOT_RIGHT } from "./plot.ts";
import { drawTalk } from "./talk.ts";
import { drawTime } from "./time.ts";

/** The emotional course of a conversation: how pleasant and how excited each speaker was over time, who spoke when, and its moments. */
export async function drawCourse(course: Course): Promise<{ readonly png: Buffer; readonly svg: Buffer }> {
  const stage = await compose(course);
  const png = await drawFinal(stage, { width: SHEET.width, height: SHEET.height }).canvas.encode("png");
  return { png, svg: toSvg(stage) };
}

async function compose(course: Course): Promise<Stage> {
  const speakers = speakersOf(course);
  const letters = `${Object.values(CATEGORY_NAMES).join("")}${clock(0)}123456789…·↑↓`;
  const texts = [letters, LETTERS, ...speakers, ...course.phases.map(({ name }) => name)];
  const stage = await emptyStage({ theme: "light", language: "en", topic: "" }, texts);
  const colors = colorsOf(stage.theme, speakers);
  const plot: Plot = {
    course,
    colors,
    x: (atS) => PLOT_LEFT + ((PLOT_RIGHT - PLOT_LEFT) * atS) / Math.max(course.durationS, 1e-3),
  };
  drawHead(stage, plot);
  drawTime(stage, plot);
  drawPanel(stage, plot, PANELS.valence);
  drawPanel(stage, plot, PANELS.arousal);
  drawTalk(stage, plot, LANES);
  drawMoments(stage, plot);
  return stage;
}

/** Everything that is written in English whatever the conversation. */
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ abcdefghijklmnopqrstuvwxyz 0123456789 :,.–×%";

/** Letters as paths: the file looks the same where the fonts are not. */
function toSvg(stage: Stage): Buffer {
  const canvas = createCanvas(SHEET.width, SHEET.height, SvgExportFlag.ConvertTextToPaths);
  const ctx = canvas.getContext("2d");
  ctx.fillStyle = stage.theme.background;
  ctx.fillRect(0, 0, SHEET.width, SHEET.height);
  for (const part of stage.parts) drawPart(ctx, part, 1);
  return canvas.getContent();
}
