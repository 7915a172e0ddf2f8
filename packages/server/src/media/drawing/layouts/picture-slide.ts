import { splitColumns } from "../geometry.ts";
import { illustrate } from "../illustrations/illustrate.ts";
import type { LoadedPicture } from "../pictures/load.ts";
import type { Stage } from "../stage.ts";
import type { SlidePlan } from "../visual.ts";
import { writePointColumn } from "./animation-slide.ts";
import { writeFooter, writeHeader, type Place } from "./frame.ts";
import { pointsOf } from "./points.ts";

export function layOutPicture(stage: Stage, plan: SlidePlan, picture: LoadedPicture, place: Place): void {
  const area = writeHeader(stage, plan.title, place);
  const points = pointsOf(plan.bullets);
  const [side, wide] = splitColumns(area, 0.48, 72);
  writePointColumn(stage, points, side);
  illustrate(stage, stage.flip(wide), picture.kind === "illustration" ? picture.keyword : plan.title);
  writeFooter(stage, place);
}
