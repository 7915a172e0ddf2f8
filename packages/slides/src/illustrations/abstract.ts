import type { SKRSContext2D } from "@napi-rs/canvas";
import { hashOf } from "../theme.ts";
import type { Palette } from "./palette.ts";

type Tile = (ctx: SKRSContext2D, size: number, front: string, back: string) => void;

/** A composition of quarter circles, rings and dots on a grid of four by four, decided by the keyword alone. */
export function drawAbstract(ctx: SKRSContext2D, palette: Palette, keyword: string): void {
  const random = randomFrom(hashOf(keyword.trim().toLowerCase()));
  const pick = <T>(items: readonly [T, ...T[]]): T => items[Math.floor(random() * items.length)] ?? items[0];
  const size = 132;
  const gap = (600 - 4 * size) / 5;
  for (let row = 0; row < 4; row++)
    for (let column = 0; column < 4; column++) {
      ctx.save();
      ctx.translate(gap + column * (size + gap) + size / 2, gap + row * (size + gap) + size / 2);
      ctx.rotate((Math.floor(random() * 4) * Math.PI) / 2);
      ctx.translate(-size / 2, -size / 2);
      const back = pick([palette.mainSoft, palette.ground, palette.mainDeep, palette.mainSoft]);
      const front = pick([palette.main, palette.second, palette.main, palette.third, palette.paper]);
      pick(TILES)(ctx, size, front, back);
      ctx.restore();
    }
}

/** mulberry32: tiny, and the same on every machine. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const ground = (ctx: SKRSContext2D, size: number, back: string): void => {
  ctx.fillStyle = back;
  ctx.beginPath();
  ctx.roundRect(0, 0, size, size, 14);
  ctx.fill();
  ctx.clip();
};

const TILES: readonly [Tile, ...Tile[]] = [
  (ctx, size, front, back) => {
    ground(ctx, size, back);
    ctx.fillStyle = front;
    ctx.beginPath();
    ctx.moveTo(0, 0);
    ctx.arc(0, 0, size, 0, Math.PI / 2);
    ctx.fill();
  },
  (ctx, size, front, back) => {
    ground(ctx, size, back);
    ctx.fillStyle = front;
    ctx.beginPath();
    ctx.arc(size / 2, size / 2, size * 0.32, 0, Math.PI * 2);
    ctx.fill();
  },
  (ctx, size, front, back) => {
    ground(ctx, size, back);
    ctx.strokeStyle = front;
    ctx.lineWidth = size * 0.13;
    for (const radius of [0.3, 0.6, 0.9]) {
      ctx.beginPath();
      ctx.arc(0, size, size * radius, -Math.PI / 2, 0);
      ctx.stroke();
    }
  },
  (ctx, size, front, back) => {
    ground(ctx, size, back);
    ctx.fillStyle = front;
    ctx.beginPath();
    ctx.moveTo(0, 0);
    ctx.lineTo(size, 0);
    ctx.lineTo(0, size);
    ctx.fill();
  },
  (ctx, size, front, back) => {
    ground(ctx, size, back);
    ctx.fillStyle = front;
    for (let i = 0; i < 9; i++) {
      ctx.beginPath();
      ctx.arc(size * (0.22 + 0.28 * (i % 3)), size * (0.22 + 0.28 * Math.floor(i / 3)), size * 0.07, 0, Math.PI * 2);
      ctx.fill();
    }
  },
  (ctx, size, front, back) => {
    ground(ctx, size, back);
    ctx.fillStyle = front;
    ctx.beginPath();
    ctx.arc(size / 2, 0, size / 2, 0, Math.PI);
    ctx.fill();
    ctx.beginPath();
    ctx.arc(size / 2, size, size / 2, Math.PI, 0);
    ctx.fill();
  },
];
