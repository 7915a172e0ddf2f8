import type { Scene } from "@headway-jobs/slides/visual";

/** What a scene shows, told in plain sentences: the narration of a slide that has no prose of its own. Needs no words of any language but the source's. */
export function tellScene(scene: Scene): string[] {
  switch (scene.kind) {
    case "process":
      return scene.steps.map(tellNamed);
    case "steps":
      return scene.items.map(tellNamed);
    case "cycle":
      return scene.stages.map(tellNamed);
    case "timeline":
      return scene.events.map((event) => `${event.when}: ${bare(event.label)}.`);
    case "comparison":
      return [scene.left, scene.right].map((side) => `${bare(side.title)}: ${side.points.map(bare).join(", ")}.`);
    case "tree":
      return scene.branches.map((branch) => tellList(branch.label, branch.leaves));
    case "bars": {
      const unit = scene.unit === undefined || scene.unit === "" ? "" : ` ${scene.unit === "%" ? "%" : scene.unit}`;
      return [`${scene.bars.map((bar) => `${bare(bar.label)}: ${bar.value}${unit}`).join("; ")}.`];
    }
    case "line":
      return scene.series.map(
        (series) => `${bare(series.label)}: ${series.points[0]?.y ?? 0} – ${series.points.at(-1)?.y ?? 0}.`,
      );
    case "scatter":
      return [[scene.xLabel, scene.yLabel].filter((label) => label !== undefined && label !== "").join(" – ")].filter(
        (text) => text !== "",
      );
  }
}

function tellNamed({ label, note }: { label: string; note?: string | undefined }): string {
  // A note that begins like its label is the whole sentence of which the label is the start.
  const start = bare(label).replace(/…$/u, "");
  if (note !== undefined && note.toLowerCase().startsWith(start.toLowerCase())) return `${bare(note)}.`;
  return note === undefined || note === "" ? `${bare(label)}.` : `${bare(label)}: ${bare(note)}.`;
}

function tellList(label: string, leaves: readonly string[]): string {
  return leaves.length === 0 ? `${bare(label)}.` : `${bare(label)}: ${leaves.map(bare).join(", ")}.`;
}

function bare(text: string): string {
  return text.replace(/[.:;,]+$/u, "").trim();
}
