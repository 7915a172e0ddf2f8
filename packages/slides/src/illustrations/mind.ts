import { box, circle, line, shape, stroke } from "./pen.ts";
import type { Illustration } from "./palette.ts";

export const brain: Illustration = (ctx, p) => {
  const half =
    "M290 92 C250 60 190 74 176 118 C128 122 102 168 118 210 C78 236 76 300 112 328 C96 380 132 428 182 428 C198 486 262 504 290 466 Z";
  shape(ctx, half, p.main);
  ctx.save();
  ctx.translate(600, 0);
  ctx.scale(-1, 1);
  shape(ctx, half, p.second);
  ctx.restore();
  const folds = [
    "M290 170 C262 164 244 182 246 208",
    "M176 118 C176 146 194 160 214 160",
    "M118 210 C142 196 170 204 180 228",
    "M246 300 C214 284 182 300 178 330",
    "M112 328 C130 340 148 340 162 334",
    "M182 428 C184 400 202 384 228 388",
    "M290 380 C270 376 258 388 256 406",
  ].join(" ");
  stroke(ctx, folds, p.mainDeep, 13);
  ctx.save();
  ctx.translate(600, 0);
  ctx.scale(-1, 1);
  stroke(ctx, folds, p.secondDeep, 13);
  ctx.restore();
  for (const [x, y] of [
    [214, 160],
    [228, 388],
    [246, 300],
  ] as const)
    circle(ctx, x, y, 15, p.paper);
  for (const [x, y] of [
    [386, 160],
    [372, 388],
    [354, 300],
  ] as const)
    circle(ctx, x, y, 15, p.paper);
};

export const network: Illustration = (ctx, p) => {
  const layers = [
    [90, [180, 300, 420]],
    [300, [110, 237, 363, 490]],
    [510, [220, 380]],
  ] as const;
  layers.forEach(([x, ys], i) => {
    const next = layers[i + 1];
    if (next === undefined) return;
    for (const [a, y] of ys.entries())
      for (const [b, to] of next[1].entries()) {
        const strong = (a * 2 + b * 3 + i) % 4 === 0;
        line(ctx, [x, y], [next[0], to], strong ? p.third : p.mainDeep, strong ? 8 : 4);
      }
  });
  layers.forEach(([x, ys], i) => {
    const color = [p.main, p.second, p.third][i] ?? p.main;
    for (const y of ys) {
      circle(ctx, x, y, 44, color);
      circle(ctx, x, y, 18, p.paper);
    }
  });
};

export const robot: Illustration = (ctx, p) => {
  line(ctx, [300, 96], [300, 160], p.mainDeep, 14);
  circle(ctx, 300, 84, 28, p.third);
  box(ctx, [70, 250, 60, 130], p.mainDeep, 24);
  box(ctx, [470, 250, 60, 130], p.mainDeep, 24);
  box(ctx, [110, 150, 380, 310], p.main, 70);
  box(ctx, [156, 206, 288, 150], p.ink, 60);
  circle(ctx, 236, 280, 34, p.second);
  circle(ctx, 364, 280, 34, p.second);
  circle(ctx, 246, 270, 11, p.paper);
  circle(ctx, 374, 270, 11, p.paper);
  stroke(ctx, "M250 404 Q300 440 350 404", p.ink, 14);
  box(ctx, [180, 480, 240, 60], p.mainDeep, [40, 40, 0, 0]);
};

export const bulb: Illustration = (ctx, p) => {
  for (let i = 0; i < 7; i++) {
    const angle = Math.PI + (i * Math.PI) / 6;
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    line(ctx, [300 + c * 218, 262 + s * 218], [300 + c * 250, 262 + s * 250], p.amber, 14);
  }
  shape(
    ctx,
    "M300 92 C194 92 124 172 128 266 C132 340 184 372 206 430 L394 430 C416 372 468 340 472 266 C476 172 406 92 300 92 Z",
    p.amber,
  );
  shape(ctx, "M300 92 C406 92 476 172 472 266 C468 340 416 372 394 430 L330 430 C420 330 420 180 300 92 Z", p.second);
  stroke(ctx, "M254 430 L236 290 Q268 260 300 300 Q332 260 364 290 L346 430", p.ink, 11);
  box(ctx, [206, 440, 188, 32], p.paperDeep, 14);
  box(ctx, [218, 480, 164, 30], p.paperDeep, 14);
  shape(ctx, "M246 518 L354 518 Q340 556 300 556 Q260 556 246 518 Z", p.ink);
};

export const book: Illustration = (ctx, p) => {
  shape(ctx, "M300 190 C240 140 130 134 62 160 L62 476 C130 450 240 456 300 506 Z", p.main);
  shape(ctx, "M300 190 C360 140 470 134 538 160 L538 476 C470 450 360 456 300 506 Z", p.mainDeep);
  shape(ctx, "M300 172 C244 126 150 118 92 138 L92 438 C150 420 244 428 300 474 Z", p.paper);
  shape(ctx, "M300 172 C356 126 450 118 508 138 L508 438 C450 420 356 428 300 474 Z", p.paperDeep);
  for (const [i, y] of [206, 256, 306, 356].entries()) {
    stroke(ctx, `M128 ${y - 10} Q200 ${y - 18} 264 ${y + 20}`, i === 0 ? p.main : p.paperDeep, 13);
    if (i > 0) stroke(ctx, `M336 ${y + 20} Q400 ${y - 18} ${i === 3 ? 430 : 472} ${y - 10}`, p.paper, 13);
  }
  shape(ctx, "M410 122 L466 128 L466 262 L438 232 L410 254 Z", p.third);
};

export const people: Illustration = (ctx, p) => {
  const figure = (x: number, y: number, size: number, body: string, head: string): void => {
    circle(ctx, x, y, 62 * size, head);
    const w = 118 * size;
    shape(
      ctx,
      [
        `M${x - w} ${y + 300 * size}`,
        `C${x - w} ${y + 120 * size} ${x - 60 * size} ${y + 84 * size} ${x} ${y + 84 * size}`,
        `C${x + 60 * size} ${y + 84 * size} ${x + w} ${y + 120 * size} ${x + w} ${y + 300 * size} Z`,
      ].join(" "),
      body,
    );
  };
  figure(150, 214, 0.86, p.second, p.secondDeep);
  figure(450, 214, 0.86, p.third, p.second);
  circle(ctx, 300, 196, 84, p.mainSoft);
  figure(300, 196, 0.92, p.main, p.paperDeep);
  box(ctx, [30, 470, 540, 22], p.mainDeep, 11);
};
