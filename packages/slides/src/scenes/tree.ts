import { z } from "zod";
import { bottom, center, columns, inset, rows, type Box, type Point } from "../geometry.ts";
import { writePoints, type PointPlace } from "../points.ts";
import { panel, polyline } from "../shapes.ts";
import { easeInOut, rising } from "../motion.ts";
import type { Stage } from "../stage.ts";
import { mix, seriesColor } from "../theme.ts";
import { enter } from "./layout.ts";
import { sceneKind } from "./scene-kind.ts";
import { labelSchema, rewriteLabel, sayList } from "./fields.ts";
import { joined } from "./wording.ts";

const schema = z.object({
  kind: z.literal("tree"),
  root: labelSchema,
  branches: z
    .array(z.object({ label: labelSchema, leaves: z.array(labelSchema).max(4).default([]) }))
    .min(2)
    .max(5),
});
type TreeScene = z.output<typeof schema>;

type Branch = TreeScene["branches"][number];

/** A root above its branches, each branch above its leaves; branches grow one after the other. */
export const treeScene = sceneKind(schema, {
  isWide: true,
  goodFor: "a whole with its parts, or a class with its kinds",
  draw: drawTree,
  textsOf: ({ root, branches }) => [root, ...branches.flatMap((branch) => [branch.label, ...branch.leaves])],
  mapTexts: (scene, rewrite) => ({
    ...scene,
    root: rewriteLabel(scene.root, rewrite),
    branches: scene.branches.map((branch) => ({
      label: rewriteLabel(branch.label, rewrite),
      leaves: branch.leaves.map((leaf) => rewriteLabel(leaf, rewrite)),
    })),
  }),
  say: ({ branches }) => branches.map((branch) => sayList(branch.label, branch.leaves)),
  clause: ({ branches }, name) =>
    `the tree grows, with branches for ${joined(branches.map((branch) => name(branch.label)))}`,
});

function drawTree(stage: Stage, scene: TreeScene, area: Box): void {
  const leafRows = Math.max(...scene.branches.map((branch) => branch.leaves.length));
  const sizes = sizesFor(area, leafRows);
  const top = area.y + Math.max(0, area.height - sizes.total) * 0.4;
  const width = Math.min(area.width, 720);
  const root: Box = stage.flip({ x: area.x + (area.width - width) / 2, y: top, width, height: sizes.root });
  const rootBeat = stage.beat(scene.root);
  const branchRow: Box = { ...area, y: top + sizes.root + sizes.gap, height: sizes.branch };
  const slots = columns(branchRow, scene.branches.length, 36).map((box) => stage.flip(box));
  const places = scene.branches.map((branch, i) => {
    const slot = slots[i] ?? branchRow;
    return addBranch(stage, branch, { slot, from: { x: center(root).x, y: bottom(root) }, index: i, sizes });
  });
  addRoot(stage, scene.root, root, rootBeat);
  writePoints(
    stage,
    places.map((p) => p.head),
    { size: 36, minSize: 18, weight: 600, vertical: "middle", align: "center", color: stage.theme.onAccent },
  );
  writePoints(
    stage,
    places.flatMap((p) => p.leaves),
    { size: 31, minSize: 16, vertical: "middle", align: "center" },
  );
}

interface Sizes {
  readonly root: number;
  readonly gap: number;
  readonly branch: number;
  readonly leaf: number;
  readonly total: number;
}

/** All levels shrink together when the tree is higher than its area. */
function sizesFor(area: Box, leafRows: number): Sizes {
  const wanted = { root: 104, gap: 84, branch: 104, leaf: 84 };
  const height = wanted.root + wanted.gap + wanted.branch + leafRows * (wanted.leaf + 16) + 16;
  const scale = Math.min(1.25, area.height / height);
  return {
    root: wanted.root * scale,
    gap: wanted.gap * scale,
    branch: wanted.branch * scale,
    leaf: (wanted.leaf + 16) * scale,
    total: height * scale,
  };
}

function addRoot(stage: Stage, label: string, box: Box, beat: number): void {
  const { theme } = stage;
  const text = stage.text({
    text: label,
    box: inset(box, 32, 8),
    size: 42,
    minSize: 20,
    weight: 700,
    color: theme.text,
    align: "center",
    vertical: "middle",
    maxLines: 2,
    leading: 1.15,
  });
  stage.add(
    box,
    rising((ctx) => {
      panel(ctx, box, theme.raised, 22, theme.accent);
      text?.draw(ctx);
    }),
    enter(beat),
  );
}

interface BranchSpot {
  readonly slot: Box;
  readonly from: Point;
  readonly index: number;
  readonly sizes: Sizes;
}

function addBranch(
  stage: Stage,
  branch: Branch,
  { slot, from, index, sizes }: BranchSpot,
): { head: PointPlace; leaves: PointPlace[] } {
  const { theme } = stage;
  const color = seriesColor(theme, index);
  const beat = stage.beat(`${branch.label} ${branch.leaves.join(" ")}`);
  addLink(stage, from, { x: center(slot).x, y: slot.y }, mix(theme.background, color, 0.7), beat);
  stage.add(
    slot,
    rising((ctx) => {
      panel(ctx, slot, color, 20);
    }),
    enter(beat, 240),
  );
  const below: Box = { ...slot, y: bottom(slot) + 16, height: sizes.leaf * branch.leaves.length };
  const leaves = branch.leaves.length === 0 ? [] : rows(below, branch.leaves.length, 12);
  const boxes = leaves.map((leaf) => inset(leaf, 14, 0));
  boxes.forEach((box, i) => {
    stage.add(
      box,
      rising((ctx) => {
        panel(ctx, box, theme.surface, 14, mix(theme.surface, color, 0.45));
      }),
      enter(beat, 480 + i * 140, 480),
    );
  });
  return {
    head: { point: { lead: undefined, body: branch.label }, box: inset(slot, 18, 6), motion: enter(beat, 240) },
    leaves: boxes.map((box, i) => ({
      point: { lead: undefined, body: branch.leaves[i] ?? "" },
      box: inset(box, 14, 4),
      motion: enter(beat, 480 + i * 140, 480),
    })),
  };
}

function addLink(stage: Stage, from: Point, to: Point, color: string, beat: number): void {
  const middle = (from.y + to.y) / 2;
  const x = Math.min(from.x, to.x) - 6;
  const box: Box = { x, y: from.y, width: Math.abs(from.x - to.x) + 12, height: to.y - from.y };
  stage.add(
    box,
    (ctx, progress) => {
      if (progress > 0)
        polyline(ctx, [from, { x: from.x, y: middle }, { x: to.x, y: middle }, to], color, 5, easeInOut(progress));
    },
    enter(beat, 0, 420),
  );
}
