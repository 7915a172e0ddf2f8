import { fontBook } from "./fonts.ts";
import { layOutAnimation } from "./layouts/animation-slide.ts";
import type { Place } from "./layouts/frame.ts";
import { layOutPicture } from "./layouts/picture-slide.ts";
import { layOutText } from "./layouts/text-slide.ts";
import { loadPicture } from "./pictures/load.ts";
import { MATH_CHARACTERS } from "./pictures/math-symbols.ts";
import type { PixelSize } from "./raster.ts";
import { createStage, type Stage } from "./stage.ts";
import { themeFor, type ThemeName } from "./theme.ts";
import type { SlidePlan } from "./visual.ts";

export interface SlideRequest extends Place {
  readonly plan: SlidePlan;
  /** Pixels of the frame; a shape other than 16 : 9 gets margins in the background's colour. */
  readonly size: PixelSize;
  readonly theme: ThemeName;
  /** BCP-47; decides fonts, line breaks, number format and direction. */
  readonly language: string;
}

/** Lays a slide out completely: what is said where, and what moves when. */
export async function composeSlide(request: SlideRequest): Promise<Stage> {
  const { plan } = request;
  const stage = await emptyStage(request, [...textsIn([plan, request.topic]), ...signsOf(plan)]);
  const { visual } = plan;
  switch (visual.type) {
    case "text":
      layOutText(stage, plan, request);
      break;
    case "animation":
      layOutAnimation(stage, plan, visual.scene, request);
      break;
    case "picture":
      layOutPicture(stage, plan, await loadPicture(stage, visual.picture, visual.keyword || plan.title), request);
      break;
  }
  return stage;
}

/** A stage whose fonts are loaded for these texts. */
export async function emptyStage(
  deck: Pick<SlideRequest, "theme" | "language" | "topic">,
  texts: readonly string[],
): Promise<Stage> {
  const fonts = fontBook(knownLanguage(deck.language));
  await fonts.prepare(texts);
  const stage = createStage(themeFor(deck.theme, deck.topic), fonts);
  const missing = fonts.missing(texts.join("").normalize("NFC").replaceAll(/\p{C}/gu, ""));
  if (missing.length > 0)
    stage.warn(
      "glyphs_missing",
      `No bundled font has ${missing
        .slice(0, 8)
        .map((c) => `“${c}”`)
        .join(", ")}`,
    );
  return stage;
}

/** Every text that a plan holds, wherever it is. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value.normalize("NFC")];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** Formulas name signs that their text does not contain. */
const signsOf = ({ visual }: SlidePlan): string[] =>
  visual.type === "picture" && visual.picture.kind === "formula" ? [MATH_CHARACTERS] : [];

/** A tag that `Intl` does not understand is treated as English rather than failing a whole video. */
function knownLanguage(language: string): string {
  try {
    return Intl.getCanonicalLocales(language)[0] ?? "en";
  } catch {
    return "en";
  }
}
