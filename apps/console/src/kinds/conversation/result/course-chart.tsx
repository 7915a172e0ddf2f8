import { useEffect, useRef, useState } from "react";
import uPlot from "uplot";
import { Choice } from "../../../ui/choice.tsx";
import { clockText } from "../../../ui/format.ts";
import { forPeople, momentText, type ConversationView } from "../conversation-view.ts";
import { SPEAKER_COLOURS } from "../transcript.tsx";
import { courseOf, MEASURES, type Measure } from "./course.ts";

const HEIGHT_PX = 220;

/** The speakers' mood or energy over time, with the moments as marks. A click leads to the recording. */
export function CourseChart({
  view,
  durationS,
  onSeek,
}: {
  readonly view: ConversationView;
  readonly durationS: number;
  readonly onSeek: (seconds: number) => void;
}) {
  const [measure, setMeasure] = useState<Measure>("valence");
  const box = useRef<HTMLDivElement>(null);
  const seek = useRef(onSeek);
  seek.current = onSeek;
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const draw = (): uPlot => drawChart(element, view, measure, durationS, (seconds) => seek.current(seconds));
    let chart = draw();
    const width = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: HEIGHT_PX }));
    width.observe(element);
    // A canvas does not follow the colours of its page automatically.
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    const redraw = (): void => {
      chart.destroy();
      chart = draw();
    };
    scheme.addEventListener("change", redraw);
    return () => {
      scheme.removeEventListener("change", redraw);
      width.disconnect();
      chart.destroy();
    };
  }, [view, measure, durationS]);
  return (
    <>
      <Choice label="Emotional course" options={MEASURES} value={measure} onChange={setMeasure} />
      <ul className="course__legend" aria-hidden="true">
        {view.speakers.map((speaker, index) => (
          <li key={speaker} data-speaker={index % SPEAKER_COLOURS}>
            {forPeople(speaker)}
          </li>
        ))}
      </ul>
      <div ref={box} className="course__plot" aria-hidden="true" />
    </>
  );
}

function drawChart(
  element: HTMLElement,
  view: ConversationView,
  measure: Measure,
  durationS: number,
  onSeek: (seconds: number) => void,
): uPlot {
  const colours = coloursOf(element, view.speakers.length);
  const { atS, values } = courseOf(view, measure);
  const axis = { stroke: colours.muted, grid: { stroke: colours.line, width: 1 }, ticks: { show: false } };
  const chart = new uPlot(
    {
      width: element.clientWidth,
      height: HEIGHT_PX,
      legend: { show: false },
      cursor: { drag: { x: false, y: false }, y: false },
      scales: { x: { time: false, range: [0, Math.max(1, durationS)] }, y: { range: [-0.06, 1.06] } },
      axes: [
        { ...axis, font: colours.font, size: 32, values: (_, at) => at.map((one) => clockText(one)) },
        { ...axis, font: colours.font, size: 64, splits: [0, 0.5, 1], values: () => ENDS[measure] },
      ],
      series: [{}, ...view.speakers.map((speaker, index) => lineOf(speaker, colours.speakers[index] ?? ""))],
      hooks: { draw: [(drawn) => markMoments(drawn, view, colours)] },
    },
    [[...atS], ...values.map((one) => [...one])],
    element,
  );
  chart.over.addEventListener("click", () => {
    onSeek(chart.posToVal(chart.cursor.left ?? 0, "x"));
  });
  return chart;
}

const ENDS: Readonly<Record<Measure, [string, string, string]>> = {
  valence: ["gloomy", "even", "bright"],
  arousal: ["calm", "even", "excited"],
};

function lineOf(label: string, stroke: string): uPlot.Series {
  return { label, stroke, width: 2, spanGaps: true, points: { show: true, size: 7, fill: stroke, stroke } };
}

interface Colours {
  readonly speakers: readonly string[];
  readonly muted: string;
  readonly line: string;
  readonly warn: string;
  readonly font: string;
}

function coloursOf(element: HTMLElement, speakers: number): Colours {
  const style = getComputedStyle(element);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  return {
    speakers: Array.from({ length: speakers }, (_, index) => colour(`--speaker-${index % SPEAKER_COLOURS}`)),
    muted: colour("--muted"),
    line: colour("--line"),
    warn: colour("--warn"),
    font: `12px ${style.fontFamily}`,
  };
}

function markMoments(chart: uPlot, { utterances }: ConversationView, { warn, font }: Colours): void {
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.strokeStyle = warn;
  ctx.fillStyle = warn;
  ctx.lineWidth = devicePixelRatio;
  ctx.font = font.replace("12px", `${11 * devicePixelRatio}px`);
  // As uPlot's axes leave it, texts would stand centred.
  ctx.textAlign = "left";
  ctx.textBaseline = "alphabetic";
  ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
  let freeFrom = 0;
  for (const moment of utterances.flatMap(({ moments }) => moments)) {
    const x = Math.round(chart.valToPos(moment.start_ms / 1000, "x", true));
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    const text = momentText(moment);
    const width = ctx.measureText(text).width;
    // Names that would lie over one another are left to the list beside the transcript.
    if (x < freeFrom || x + width > bbox.left + bbox.width) continue;
    ctx.fillText(text, x + 4 * devicePixelRatio, bbox.top + 11 * devicePixelRatio);
    freeFrom = x + width + 8 * devicePixelRatio;
  }
  ctx.restore();
}
