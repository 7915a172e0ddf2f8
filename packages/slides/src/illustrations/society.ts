import { box, circle, ellipse, line, shape, stroke, turned } from "./pen.ts";
import type { Illustration } from "./palette.ts";

export const coins: Illustration = (ctx, p) => {
  const stack = (x: number, count: number): void => {
    for (let i = 0; i < count; i++) {
      const y = 480 - i * 42;
      box(ctx, [x, y, 128, 40], i % 2 === 0 ? p.amber : p.main, 18);
      for (let n = 0; n < 5; n++) box(ctx, [x + 18 + n * 22, y + 11, 6, 18], p.ink, 3);
    }
  };
  stack(60, 3);
  stack(214, 5);
  stack(368, 8);
  stroke(
    ctx,
    "M84 316 C160 300 220 250 268 212 C320 170 360 130 440 96 M440 96 L392 92 M440 96 L418 138",
    p.second,
    18,
  );
  box(ctx, [36, 524, 528, 22], p.mainDeep, 11);
};

export const temple: Illustration = (ctx, p) => {
  circle(ctx, 300, 250, 210, p.mainSoft);
  shape(ctx, "M300 82 L530 214 L70 214 Z", p.main);
  shape(ctx, "M300 82 L530 214 L300 214 Z", p.mainDeep);
  circle(ctx, 300, 168, 24, p.paper);
  box(ctx, [84, 224, 432, 36], p.paper, 6);
  for (let i = 0; i < 4; i++) {
    const x = 112 + i * 106;
    box(ctx, [x, 268, 56, 176], i % 2 === 0 ? p.paper : p.paperDeep, 6);
    for (const dx of [14, 28, 42]) line(ctx, [x + dx, 282], [x + dx, 430], p.mainSoft, 4);
  }
  box(ctx, [72, 452, 456, 32], p.paperDeep, 6);
  box(ctx, [48, 490, 504, 34], p.main, 6);
};

export const flag: Illustration = (ctx, p) => {
  shape(ctx, "M30 540 C140 440 300 420 570 540 Z", p.secondDeep);
  box(ctx, [150, 70, 20, 440], p.paperDeep, 10);
  circle(ctx, 160, 66, 22, p.third);
  shape(ctx, "M170 100 C250 60 330 150 500 96 L500 300 C330 354 250 264 170 304 Z", p.main);
  shape(ctx, "M170 168 C250 128 330 218 500 164 L500 232 C330 286 250 196 170 236 Z", p.paper);
};

export const globe: Illustration = (ctx, p) => {
  circle(ctx, 300, 276, 206, p.main);
  ctx.save();
  ctx.beginPath();
  ctx.arc(300, 276, 206, 0, Math.PI * 2);
  ctx.clip();
  shape(ctx, "M120 150 C200 110 290 150 270 210 C250 250 190 240 196 300 C200 350 150 360 110 330 Z", p.second);
  shape(ctx, "M350 120 C420 110 500 170 520 250 C480 300 420 250 372 262 C330 250 320 160 350 120 Z", p.second);
  shape(ctx, "M320 330 C380 300 440 340 420 400 C400 460 340 480 316 430 C300 400 296 350 320 330 Z", p.second);
  circle(ctx, 420, 380, 250, "rgba(0,0,0,0.1)");
  ctx.restore();
  ellipse(ctx, [300, 276, 88, 206, 0], p.paper, 6);
  line(ctx, [94, 276], [506, 276], p.paper, 6);
  stroke(ctx, "M124 168 Q300 230 476 168 M124 384 Q300 322 476 384", p.paper, 6);
  stroke(ctx, "M476 104 C580 230 560 420 420 506", p.third, 15);
  box(ctx, [200, 524, 200, 28], p.mainDeep, 14);
  line(ctx, [300, 486], [300, 530], p.mainDeep, 20);
};

export const clock: Illustration = (ctx, p) => {
  circle(ctx, 300, 310, 220, p.main);
  circle(ctx, 300, 310, 178, p.paper);
  for (let i = 0; i < 12; i++)
    turned(ctx, 300, 310, (i * Math.PI) / 6, () => {
      box(ctx, [-6, -160, 12, i % 3 === 0 ? 34 : 18], i % 3 === 0 ? p.ink : p.paperDeep, 6);
    });
  line(ctx, [300, 310], [300, 200], p.ink, 18);
  line(ctx, [300, 310], [384, 358], p.ink, 18);
  line(ctx, [300, 310], [232, 420], p.third, 8);
  circle(ctx, 300, 310, 20, p.third);
  stroke(ctx, "M112 152 L182 92 M488 152 L418 92", p.second, 44);
};

export const flask: Illustration = (ctx, p) => {
  shape(
    ctx,
    "M232 84 L368 84 L368 230 L508 470 C524 512 504 540 462 540 L138 540 C96 540 76 512 92 470 L232 230 Z",
    p.paper,
  );
  shape(
    ctx,
    "M158 412 C220 380 260 440 320 412 C380 388 410 400 450 424 L482 478 C490 502 482 514 458 514 L142 514 C118 514 110 502 118 478 Z",
    p.second,
  );
  shape(ctx, "M320 412 C380 388 410 400 450 424 L482 478 C490 502 482 514 458 514 L300 514 Z", p.secondDeep);
  box(ctx, [208, 62, 184, 40], p.main, 20);
  for (const [x, y, r, color] of [
    [250, 350, 20, p.third],
    [322, 300, 14, p.main],
    [286, 236, 10, p.second],
    [220, 466, 17, p.paper],
    [386, 470, 13, p.paper],
  ] as const)
    circle(ctx, x, y, r, color);
};

export const music: Illustration = (ctx, p) => {
  circle(ctx, 300, 300, 236, p.mainSoft);
  shape(ctx, "M230 150 L450 100 L450 190 L230 240 Z", p.main);
  box(ctx, [222, 150, 26, 280], p.main, 8);
  box(ctx, [424, 104, 26, 280], p.main, 8);
  turned(ctx, 188, 428, -0.3, () => {
    ctx.beginPath();
    ctx.ellipse(0, 0, 66, 48, 0, 0, Math.PI * 2);
    ctx.fillStyle = p.second;
    ctx.fill();
  });
  turned(ctx, 390, 382, -0.3, () => {
    ctx.beginPath();
    ctx.ellipse(0, 0, 66, 48, 0, 0, Math.PI * 2);
    ctx.fillStyle = p.third;
    ctx.fill();
  });
};

export const scales: Illustration = (ctx, p) => {
  box(ctx, [288, 110, 24, 370], p.mainDeep, 12);
  box(ctx, [190, 470, 220, 40], p.main, 20);
  line(ctx, [120, 180], [480, 140], p.main, 20);
  circle(ctx, 300, 158, 34, p.third);
  for (const [x, y, color] of [
    [120, 180, p.second],
    [480, 140, p.third],
  ] as const) {
    stroke(ctx, `M${x} ${y} L${x - 74} ${y + 150} M${x} ${y} L${x + 74} ${y + 150}`, p.paperDeep, 7);
    shape(
      ctx,
      `M${x - 92} ${y + 150} L${x + 92} ${y + 150} C${x + 80} ${y + 212} ${x - 80} ${y + 212} ${x - 92} ${y + 150} Z`,
      color,
    );
  }
};
