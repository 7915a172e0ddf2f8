import { box, circle, line, shape, stroke, turned } from "./pen.ts";
import type { Illustration } from "./palette.ts";

export const gear: Illustration = (ctx, p) => {
  const wheel = (
    x: number,
    y: number,
    radius: number,
    teeth: number,
    turn: number,
    colors: readonly [string, string],
  ): void => {
    for (let i = 0; i < teeth; i++)
      turned(ctx, x, y, turn + (i * 2 * Math.PI) / teeth, () => {
        const half = (radius * 0.36) / 2 + 4;
        shape(
          ctx,
          `M${-half - 8} ${-radius * 0.9} L${-half + 4} ${-radius * 1.2} L${half - 4} ${-radius * 1.2} L${half + 8} ${-radius * 0.9} Z`,
          colors[0],
        );
      });
    circle(ctx, x, y, radius, colors[0]);
    circle(ctx, x, y, radius * 0.62, colors[1]);
    circle(ctx, x, y, radius * 0.28, p.paper);
  };
  wheel(232, 262, 150, 10, 0.1, [p.main, p.mainDeep]);
  wheel(438, 432, 92, 8, 0.2, [p.second, p.secondDeep]);
};

export const chip: Illustration = (ctx, p) => {
  for (let i = 0; i < 5; i++) {
    const at = 190 + i * 55;
    for (const [from, to] of [
      [
        [at, 60],
        [at, 540],
      ],
      [
        [60, at],
        [540, at],
      ],
    ] as const)
      line(ctx, from, to, p.third, 14);
    for (const [x, y] of [
      [at, 60],
      [at, 540],
      [60, at],
      [540, at],
    ] as const)
      circle(ctx, x, y, 13, p.third);
  }
  box(ctx, [124, 124, 352, 352], p.mainDeep, 44);
  box(ctx, [150, 150, 300, 300], p.main, 30);
  box(ctx, [216, 216, 168, 168], p.ink, 26);
  stroke(ctx, "M252 300 L284 268 M252 300 L284 332 M348 300 L316 268 M348 300 L316 332", p.second, 15);
  circle(ctx, 182, 182, 13, p.paper);
};

export const computer: Illustration = (ctx, p) => {
  box(ctx, [60, 104, 480, 324], p.mainDeep, 34);
  box(ctx, [86, 130, 428, 272], p.ink, 16);
  box(ctx, [250, 428, 100, 64], p.mainDeep);
  box(ctx, [180, 484, 240, 32], p.main, 16);
  for (const [i, [indent, width, color]] of (
    [
      [0, 150, p.main],
      [36, 210, p.paperDeep],
      [36, 120, p.second],
      [72, 190, p.third],
      [36, 90, p.paperDeep],
      [0, 60, p.main],
    ] as const
  ).entries())
    box(ctx, [120 + indent, 162 + i * 37, width, 17], color, 8);
};

export const chart: Illustration = (ctx, p) => {
  box(ctx, [60, 70, 480, 460], p.ground, 40);
  const bars = [
    [120, 330, p.mainDeep],
    [216, 270, p.main],
    [312, 300, p.mainDeep],
    [408, 190, p.main],
  ] as const;
  for (const [x, y, color] of bars) box(ctx, [x, y, 70, 470 - y], color, [14, 14, 0, 0]);
  line(ctx, [100, 470], [500, 470], p.paperDeep, 12);
  stroke(ctx, "M155 272 L251 206 L347 236 L443 128", p.third, 14);
  for (const [x, y] of [
    [155, 272],
    [251, 206],
    [347, 236],
    [443, 128],
  ] as const) {
    circle(ctx, x, y, 20, p.third);
    circle(ctx, x, y, 9, p.paper);
  }
};

export const city: Illustration = (ctx, p) => {
  circle(ctx, 430, 150, 70, p.amber);
  const houses = [
    [56, 260, 110, p.mainDeep],
    [150, 150, 120, p.main],
    [262, 290, 96, p.second],
    [346, 206, 110, p.mainDeep],
    [446, 320, 100, p.main],
  ] as const;
  for (const [x, y, width, color] of houses) box(ctx, [x, y, width, 500 - y], color, [12, 12, 0, 0]);
  for (const [x, y, width] of houses)
    for (let row = 0; y + 36 + row * 58 < 460; row++)
      for (let column = 0; column < 2; column++) {
        const lit = (row * 3 + column * 2 + x) % 5 !== 0;
        box(ctx, [x + width * (0.2 + column * 0.36), y + 32 + row * 58, width * 0.22, 30], lit ? p.paper : p.ink, 5);
      }
  box(ctx, [30, 492, 540, 26], p.ink, 13);
  box(ctx, [206, 96, 8, 60], p.main, 4);
};

export const rocket: Illustration = (ctx, p) => {
  for (const [x, y, r] of [
    [110, 140, 8],
    [480, 470, 9],
    [150, 470, 6],
    [500, 210, 6],
    [90, 310, 6],
  ] as const)
    circle(ctx, x, y, r, p.paper);
  turned(ctx, 300, 300, 0.62, () => {
    shape(ctx, "M-46 150 C-70 220 -20 250 0 300 C20 250 70 220 46 150 Z", p.third);
    shape(ctx, "M-22 150 C-36 196 -8 212 0 244 C8 212 36 196 22 150 Z", p.paper);
    shape(ctx, "M-84 20 C-150 60 -160 130 -146 180 L-70 120 Z M84 20 C150 60 160 130 146 180 L70 120 Z", p.second);
    shape(ctx, "M0 -262 C96 -180 112 -20 78 150 L-78 150 C-112 -20 -96 -180 0 -262 Z", p.paper);
    shape(ctx, "M0 -262 C96 -180 112 -20 78 150 L10 150 C50 -20 50 -160 0 -262 Z", p.paperDeep);
    shape(ctx, "M0 -262 C38 -230 62 -186 75 -140 L-75 -140 C-62 -186 -38 -230 0 -262 Z", p.main);
    circle(ctx, 0, -58, 50, p.mainDeep);
    circle(ctx, 0, -58, 32, p.second);
    box(ctx, [-78, 138, 156, 26], p.mainDeep, 10);
  });
};

export const shield: Illustration = (ctx, p) => {
  shape(ctx, "M300 60 L510 130 C520 330 450 470 300 548 C150 470 80 330 90 130 Z", p.main);
  shape(ctx, "M300 60 L510 130 C520 330 450 470 300 548 Z", p.mainDeep);
  shape(ctx, "M300 122 L452 172 C458 316 406 420 300 480 C194 420 142 316 148 172 Z", p.paper);
  stroke(ctx, "M226 300 L284 360 L386 238", p.second, 36);
};
