import { box, circle, ellipse, line, shape, stroke, turned } from "./pen.ts";
import type { Illustration } from "./palette.ts";

export const leaf: Illustration = (ctx, p) => {
  circle(ctx, 490, 108, 50, p.amber);
  for (let i = 0; i < 10; i++) {
    const [c, s] = [Math.cos((i * Math.PI) / 5), Math.sin((i * Math.PI) / 5)];
    line(ctx, [490 + c * 68, 108 + s * 68], [490 + c * 90, 108 + s * 90], p.amber, 10);
  }
  shape(ctx, "M130 486 C60 330 150 150 420 190 C440 420 300 560 130 486 Z", p.green);
  shape(ctx, "M130 486 C200 400 300 300 420 190 C440 420 300 560 130 486 Z", p.greenDeep);
  stroke(ctx, "M70 556 C160 440 270 330 382 232", p.paper, 13);
  stroke(ctx, "M196 420 L178 322 M262 350 L252 250 M214 400 L318 428 M284 328 L374 344", p.paper, 9);
};

export const planet: Illustration = (ctx, p) => {
  for (const [x, y, r] of [
    [92, 120, 7],
    [510, 96, 9],
    [540, 420, 6],
    [110, 470, 9],
    [420, 540, 6],
    [250, 60, 5],
  ] as const)
    circle(ctx, x, y, r, p.paper);
  circle(ctx, 300, 300, 158, p.main);
  ctx.save();
  ctx.beginPath();
  ctx.arc(300, 300, 158, 0, Math.PI * 2);
  ctx.clip();
  shape(ctx, "M120 230 Q240 180 480 246 L480 290 Q300 236 120 280 Z", p.second);
  shape(ctx, "M120 350 Q300 310 480 372 L480 404 Q300 356 120 390 Z", p.mainSoft);
  circle(ctx, 400, 380, 190, "rgba(0,0,0,0.14)");
  ctx.restore();
  turned(ctx, 300, 300, -0.36, () => {
    ctx.beginPath();
    ctx.ellipse(0, 0, 262, 74, 0, -0.08, Math.PI + 0.08);
    ctx.strokeStyle = p.third;
    ctx.lineWidth = 20;
    ctx.lineCap = "round";
    ctx.stroke();
    ctx.beginPath();
    ctx.ellipse(0, 0, 262, 74, 0, Math.PI + 0.08, Math.PI + 0.86);
    ctx.stroke();
    ctx.beginPath();
    ctx.ellipse(0, 0, 262, 74, 0, -0.86, -0.08);
    ctx.stroke();
    circle(ctx, 246, 34, 30, p.paper);
  });
};

export const water: Illustration = (ctx, p) => {
  circle(ctx, 470, 120, 58, p.amber);
  shape(ctx, "M60 470 L214 250 L300 372 L352 300 L470 470 Z", p.mainDeep);
  shape(ctx, "M214 250 L262 318 L232 308 L206 330 L176 304 Z", p.paper);
  shape(
    ctx,
    "M40 450 C110 424 170 476 250 450 C330 424 400 476 470 450 C510 438 540 446 560 456 L560 540 Q560 560 540 560 L60 560 Q40 560 40 540 Z",
    p.blue,
  );
  stroke(ctx, "M90 506 q26 -16 52 0 t52 0 M330 520 q26 -16 52 0 t52 0", p.paper, 9);
  circle(ctx, 150, 150, 56, p.paper);
  circle(ctx, 226, 116, 74, p.paper);
  circle(ctx, 300, 152, 54, p.paper);
  box(ctx, [110, 144, 230, 62], p.paper, 31);
  for (const [x, y] of [
    [150, 228],
    [206, 240],
    [262, 228],
  ] as const)
    line(ctx, [x, y], [x - 12, y + 34], p.blue, 11);
  stroke(ctx, "M500 420 C548 350 540 270 480 222 M480 222 L484 262 M480 222 L520 226", p.blue, 11);
};

export const atom: Illustration = (ctx, p) => {
  const colors = [p.main, p.second, p.third];
  colors.forEach((color, i) => {
    ellipse(ctx, [300, 300, 244, 92, (i * Math.PI) / 3], color, 13);
  });
  for (const [x, y, color] of [
    [278, 284, p.main],
    [324, 290, p.third],
    [296, 326, p.second],
    [330, 326, p.main],
  ] as const)
    circle(ctx, x, y, 32, color);
  colors.forEach((_, i) => {
    const turn = (i * Math.PI) / 3;
    const t = [0.4, 2.5, 4.4][i] ?? 0;
    const [x, y] = [244 * Math.cos(t), 92 * Math.sin(t)];
    circle(
      ctx,
      300 + x * Math.cos(turn) - y * Math.sin(turn),
      300 + x * Math.sin(turn) + y * Math.cos(turn),
      22,
      p.paper,
    );
  });
};

const strand = (i: number, side: 1 | -1): [number, number] => [300 + side * 128 * Math.sin(i * 0.5), 70 + i * 23];

export const dna: Illustration = (ctx, p) => {
  for (let i = 0; i <= 20; i++) {
    const [a, b] = [strand(i, 1), strand(i, -1)];
    if (Math.abs(a[0] - b[0]) < 40) continue;
    const middle: [number, number] = [300, a[1]];
    line(ctx, a, middle, i % 2 === 0 ? p.third : p.paperDeep, 11);
    line(ctx, middle, b, i % 2 === 0 ? p.paperDeep : p.third, 11);
  }
  for (const side of [1, -1] as const) {
    ctx.beginPath();
    for (let i = 0; i <= 80; i++) ctx.lineTo(...strand(i / 4, side));
    ctx.strokeStyle = side === 1 ? p.main : p.second;
    ctx.lineWidth = 26;
    ctx.lineCap = "round";
    ctx.lineJoin = "round";
    ctx.stroke();
  }
};

export const heart: Illustration = (ctx, p) => {
  shape(
    ctx,
    "M300 520 C120 400 60 300 76 206 C92 116 196 76 300 178 C404 76 508 116 524 206 C540 300 480 400 300 520 Z",
    p.rose,
  );
  shape(ctx, "M300 520 C480 400 540 300 524 206 C516 160 486 128 446 118 C500 240 440 380 252 486 Z", p.roseDeep);
  stroke(ctx, "M40 310 L190 310 L226 236 L278 392 L322 268 L350 310 L400 310 L420 284 L440 310 L560 310", p.paper, 16);
};

export const mountain: Illustration = (ctx, p) => {
  circle(ctx, 420, 170, 76, p.amber);
  shape(ctx, "M30 500 L240 140 L450 500 Z", p.main);
  shape(ctx, "M240 140 L450 500 L300 500 Z", p.mainDeep);
  shape(ctx, "M240 140 L306 253 L270 240 L240 272 L206 240 L176 250 Z", p.paper);
  shape(ctx, "M290 500 L432 280 L574 500 Z", p.second);
  shape(ctx, "M432 280 L574 500 L460 500 Z", p.secondDeep);
  box(ctx, [30, 492, 544, 34], p.mainDeep, 17);
};
