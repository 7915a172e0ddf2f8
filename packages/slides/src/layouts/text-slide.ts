import type { Stage } from "../stage.ts";
import type { SlidePlan } from "../visual.ts";
import { cardsLayout } from "./cards.ts";
import type { Place } from "./frame.ts";
import { numberedLayout } from "./numbered.ts";
import { openingLayout } from "./opening.ts";
import { pointsOf, type TalkingPoint } from "../points.ts";
import { splitLayout } from "./split.ts";
import { spotlightLayout } from "./spotlight.ts";
import { statementLayout } from "./statement.ts";

export type TextLayout = (stage: Stage, title: string, points: readonly TalkingPoint[], place: Place) => void;

/**
 * Text slides: the first opens the deck; the others take the next of the layouts that suit their number of points, so that
 * neighbours differ.
 */
export function layOutText(stage: Stage, plan: SlidePlan, place: Place): void {
  const points = pointsOf(plan.bullets);
  if (place.slideNumber === 1 && place.slideCount > 1 && points.every(isShort)) {
    openingLayout(stage, plan.title, points, place);
    return;
  }
  const suitable = layoutsFor(points);
  const layout = suitable[place.slideNumber % suitable.length] ?? numberedLayout;
  layout(stage, plan.title, points, place);
}

function layoutsFor(points: readonly TalkingPoint[]): readonly TextLayout[] {
  if (points.length <= 1) return [statementLayout];
  const longest = Math.max(...points.map(({ lead, body }) => (lead ?? "").length + body.length));
  if (longest > 170) return [numberedLayout, splitLayout];
  // Points with headings are peers: none of them may be set larger than the others.
  const arePeers = points.some(({ lead }) => lead !== undefined);
  if (points.length <= 4 && !arePeers) return [cardsLayout, numberedLayout, spotlightLayout, splitLayout];
  return [cardsLayout, splitLayout, numberedLayout];
}

const isShort = ({ lead, body }: TalkingPoint): boolean => (lead ?? "").length + body.length <= 120;
