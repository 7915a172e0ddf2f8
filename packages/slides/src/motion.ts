import type { SKRSContext2D } from "@napi-rs/canvas";

/** How far a part travels while it fades in, in design units. */
export const RISE = 22;

/** Draws the final form fading in while it rises a little. It must not set `globalAlpha` itself. */
export function rising(draw: (ctx: SKRSContext2D) => void): (ctx: SKRSContext2D, progress: number) => void {
  return (ctx, progress) => {
    if (progress >= 1) return draw(ctx);
    if (progress <= 0) return;
    const eased = easeOut(progress);
    ctx.save();
    ctx.globalAlpha = eased;
    ctx.translate(0, (1 - eased) * RISE);
    draw(ctx);
    ctx.restore();
  };
}

/** Draws the final form fading in where it stands. */
export function fading(draw: (ctx: SKRSContext2D) => void): (ctx: SKRSContext2D, progress: number) => void {
  return (ctx, progress) => {
    if (progress <= 0) return;
    ctx.save();
    ctx.globalAlpha = easeOut(progress);
    draw(ctx);
    ctx.restore();
  };
}

/** Quick to start, slow to arrive. */
export const easeOut = (t: number): number => 1 - (1 - clamp(t)) ** 3;

/** Slow at both ends, for things that travel or grow. */
export const easeInOut = (t: number): number => {
  const x = clamp(t);
  return x < 0.5 ? 4 * x ** 3 : 1 - (-2 * x + 2) ** 3 / 2;
};

/** The stretch from `from` to `to` of a progress, as a progress of its own. */
export const stretch = (progress: number, from: number, to: number): number => clamp((progress - from) / (to - from));

const clamp = (t: number): number => Math.min(1, Math.max(0, t));
