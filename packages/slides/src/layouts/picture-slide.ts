import { splitColumns, splitRows, type Box } from "../geometry.ts";
import { illustrate } from "../illustrations/illustrate.ts";
import { drawCode } from "../pictures/code.ts";
import { drawFormula } from "../pictures/formula.ts";
import { drawImageFile } from "../pictures/image.ts";
import type { LoadedPicture } from "../pictures/load.ts";
import { drawQuote } from "../pictures/quote.ts";
import { drawTable } from "../pictures/table.ts";
import type { Stage } from "../stage.ts";
import type { SlidePlan } from "../visual.ts";
import { writePointColumn, writePointRow } from "./animation-slide.ts";
import { writeFooter, writeHeader, type Place } from "./frame.ts";
import { pointsOf } from "../points.ts";

/** A picture with its points: wide pictures stand above them, others beside them, on alternating sides. */
export function layOutPicture(stage: Stage, plan: SlidePlan, picture: LoadedPicture, place: Place): void {
  const area = writeHeader(stage, plan.title, place);
  const points = pointsOf(plan.bullets);
  if (points.length === 0) drawPicture(stage, picture, stage.flip(area));
  else if (isWide(picture)) {
    const height = points.length > 3 ? 190 : 124;
    const [above, below] = splitRows(area, area.height - height - 44, 44);
    drawPicture(stage, picture, stage.flip(above));
    writePointRow(stage, points, below);
  } else {
    const share = picture.kind === "code" ? 0.34 : 0.46;
    const pictureFirst = place.slideNumber % 2 === 1;
    const [first, second] = splitColumns(area, pictureFirst ? 1 - share : share, 80);
    writePointColumn(stage, points, pictureFirst ? second : first);
    drawPicture(stage, picture, stage.flip(pictureFirst ? first : second));
  }
  writeFooter(stage, place);
}

const isWide = (picture: LoadedPicture): boolean =>
  picture.kind === "table" || picture.kind === "formula" || picture.kind === "quote";

function drawPicture(stage: Stage, picture: LoadedPicture, area: Box): void {
  switch (picture.kind) {
    case "image":
      return drawImageFile(stage, picture.image, picture.credit, area);
    case "illustration":
      return illustrate(stage, area, picture.keyword);
    case "formula":
      return drawFormula(stage, picture, area);
    case "code":
      return drawCode(stage, picture, area);
    case "table":
      return drawTable(stage, picture, area);
    case "quote":
      return drawQuote(stage, picture, area);
  }
}
