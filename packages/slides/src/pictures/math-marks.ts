import type { MathBox, MathStyle } from "./math-box.ts";

/** A root sign as high as what stands under it. */
export function drawRoot(body: MathBox, { size, color }: MathStyle): MathBox {
  const hook = size * 0.52;
  const gap = size * 0.12;
  const line = Math.max(2, size * 0.055);
  const ascent = body.ascent + gap + line;
  return {
    width: hook + body.width + size * 0.1,
    ascent: ascent + size * 0.04,
    descent: body.descent,
    draw: (ctx, x, baseline) => {
      const low = baseline + body.descent * 0.7;
      const top = baseline - ascent + line / 2;
      ctx.beginPath();
      ctx.moveTo(x + size * 0.04, baseline - size * 0.24);
      ctx.lineTo(x + size * 0.14, baseline - size * 0.3);
      ctx.lineTo(x + size * 0.27, low);
      ctx.lineTo(x + hook - size * 0.03, top);
      ctx.lineTo(x + hook + body.width + size * 0.06, top);
      ctx.strokeStyle = color;
      ctx.lineWidth = line;
      ctx.lineJoin = "round";
      ctx.lineCap = "round";
      ctx.stroke();
      body.draw(ctx, x + hook, baseline);
    },
  };
}

/** A bracket stretched to the height of what it encloses. */
export function drawBracket(sign: string, body: MathBox, { size, color }: MathStyle): MathBox {
  const width = size * 0.34;
  const round = sign === "(" || sign === ")";
  const isLeft = sign === "(" || sign === "[";
  return {
    width,
    ascent: body.ascent,
    descent: body.descent,
    draw: (ctx, x, baseline) => {
      const [top, low] = [baseline - body.ascent + size * 0.02, baseline + body.descent - size * 0.02];
      const [inside, outside] = isLeft ? [x + width * 0.84, x + width * 0.2] : [x + width * 0.16, x + width * 0.8];
      ctx.beginPath();
      ctx.moveTo(inside, top);
      if (round)
        ctx.bezierCurveTo(
          outside - (inside - outside) * 0.2,
          top + (low - top) * 0.22,
          outside - (inside - outside) * 0.2,
          low - (low - top) * 0.22,
          inside,
          low,
        );
      else {
        ctx.lineTo(outside, top);
        ctx.lineTo(outside, low);
        ctx.lineTo(inside, low);
      }
      ctx.strokeStyle = color;
      ctx.lineWidth = Math.max(2, size * 0.06);
      ctx.lineCap = "round";
      ctx.stroke();
    },
  };
}

/** A hat, bar, arrow or tilde over a symbol. */
export function drawAccent(mark: "hat" | "bar" | "vec" | "tilde", body: MathBox, { size, color }: MathStyle): MathBox {
  const height = size * 0.16;
  return {
    width: body.width,
    ascent: body.ascent + height,
    descent: body.descent,
    draw: (ctx, x, baseline) => {
      body.draw(ctx, x, baseline);
      const y = baseline - body.ascent - size * 0.02;
      const middle = x + body.width / 2 + size * 0.04;
      const half = Math.max(size * 0.16, Math.min(body.width * 0.42, size * 0.6));
      ctx.beginPath();
      if (mark === "hat") {
        ctx.moveTo(middle - half, y + height * 0.5);
        ctx.lineTo(middle, y - height * 0.4);
        ctx.lineTo(middle + half, y + height * 0.5);
      } else if (mark === "tilde") {
        ctx.moveTo(middle - half, y + height * 0.3);
        ctx.bezierCurveTo(
          middle - half * 0.3,
          y - height,
          middle + half * 0.3,
          y + height,
          middle + half,
          y - height * 0.2,
        );
      } else {
        ctx.moveTo(middle - half, y);
        ctx.lineTo(middle + half, y);
        if (mark === "vec") {
          ctx.moveTo(middle + half - height * 0.8, y - height * 0.5);
          ctx.lineTo(middle + half, y);
          ctx.lineTo(middle + half - height * 0.8, y + height * 0.5);
        }
      }
      ctx.strokeStyle = color;
      ctx.lineWidth = Math.max(2, size * 0.055);
      ctx.lineCap = "round";
      ctx.lineJoin = "round";
      ctx.stroke();
    },
  };
}
