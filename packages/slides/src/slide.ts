import { composeSlide, emptyStage, type SlideRequest } from "./compose.ts";
import { MARGIN } from "./geometry.ts";
import { cleanText } from "./clean-text.ts";
import { drawArt } from "./layouts/opening.ts";
import { drawFinal, fullFrame, toPixels, type PixelSize, type Sheet } from "./raster.ts";
import type { DrawingWarning, PlacedText, Stage } from "./stage.ts";
import type { ThemeName } from "./theme.ts";

export type { SlideRequest } from "./compose.ts";
export type { DrawingWarning, PlacedText } from "./stage.ts";

/** A finished still. It holds one canvas (4 bytes a pixel) until it is dropped. */
export interface DrawnSlide {
  readonly size: PixelSize;
  png(): Promise<Buffer>;
  /** `size.width * size.height * 4` bytes, opaque; a fresh buffer at each call. */
  rgba(): Buffer;
  /** What is written where, in pixels, lines separated by "\n" as they were broken. */
  readonly texts: readonly PlacedText[];
  /** What could not be shown as planned; never an error. */
  readonly warnings: readonly DrawingWarning[];
}

/** Draws one slide; an animated one in its final form. Any plan that the schema allows can be drawn. */
export async function drawSlide(request: SlideRequest): Promise<DrawnSlide> {
  const stage = await composeSlide(request);
  return finishedSlide(stage, request.size);
}

export interface PosterRequest {
  readonly topic: string;
  /** A line below the topic, such as the number of minutes. */
  readonly subtitle?: string;
  readonly size: PixelSize;
  readonly theme: ThemeName;
  readonly language: string;
}

/** The picture that players show before the video plays: its topic, large, with an illustration. */
export async function drawPoster(request: PosterRequest): Promise<DrawnSlide> {
  const subtitle = request.subtitle ?? "";
  const stage = await emptyStage(request, [request.topic, subtitle]);
  drawArt(stage, request.topic);
  const hasSubtitle = cleanText(subtitle) !== "";
  stage.write({
    text: request.topic,
    box: stage.flip({
      x: MARGIN,
      y: 170,
      width: 1040,
      height: hasSubtitle ? 600 : 720,
    }),
    size: 128,
    minSize: 48,
    weight: 700,
    color: stage.theme.text,
    leading: 1.08,
    tracking: -0.028,
    vertical: "middle",
    balance: true,
  });
  stage.write({
    text: subtitle,
    box: stage.flip({
      x: MARGIN,
      y: 820,
      width: 1040,
      height: 90,
    }),
    size: 38,
    minSize: 24,
    weight: 600,
    color: stage.theme.accent,
    maxLines: 2,
  });
  return finishedSlide(stage, request.size);
}

/** The still form of a laid-out slide; painted when it is first asked for. */
export function finishedSlide(stage: Stage, size: PixelSize): DrawnSlide {
  let painted: Sheet | undefined;
  const sheet = (): Sheet => (painted ??= drawFinal(stage, size));
  return {
    size,
    texts: stage.texts.map(({ text, box }) => ({ text, box: toPixels(box, size) })),
    warnings: stage.warnings,
    png: async () => sheet().canvas.encode("png"),
    rgba: () => fullFrame(sheet()),
  };
}
