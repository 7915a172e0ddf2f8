import type { SKRSContext2D } from "@napi-rs/canvas";
import type { MathBox, MathStyle } from "./math-box.ts";
import { drawAccent, drawBracket, drawRoot } from "./math-marks.ts";
import type { MathNode, SymbolRole } from "./math-parse.ts";

/** Heights in ems: of letters over the baseline, below it, and of the axis on which fractions and operators are centred. */
const ASCENT = 0.76;
const DESCENT = 0.24;
const AXIS = 0.31;
const SMALL = 0.68;
const EMPTY: MathBox = { width: 0, ascent: 0, descent: 0, draw: () => undefined };

/** Sets a formula's tree on one line. */
export function setMath(node: MathNode, style: MathStyle): MathBox {
  switch (node.kind) {
    case "row":
      return setRow(node.items, style);
    case "symbol":
      return setSymbol(node.text, node.role, style);
    case "fraction":
      return setFraction(setMath(node.over, inner(style)), setMath(node.under, inner(style)), style);
    case "root":
      return drawRoot(setMath(node.body, style), style);
    case "scripts":
      return setScripts(setMath(node.base, style), optional(node.sup, style), optional(node.sub, style), style);
    case "big":
      return setBig(node.sign, optional(node.sup, style), optional(node.sub, style), style);
    case "group":
      return setGroup(node.open, node.close, setMath(node.body, style), style);
    case "accent":
      return drawAccent(node.mark, setMath(node.body, style), style);
  }
}

/** Places boxes side by side on one baseline. */
export function beside(boxes: readonly MathBox[]): MathBox {
  return {
    width: boxes.reduce((sum, box) => sum + box.width, 0),
    ascent: Math.max(0, ...boxes.map((box) => box.ascent)),
    descent: Math.max(0, ...boxes.map((box) => box.descent)),
    draw: (ctx, x, baseline) => {
      let at = x;
      for (const box of boxes) {
        box.draw(ctx, at, baseline);
        at += box.width;
      }
    },
  };
}

/** Fractions within a line are a little smaller than the line, but never as small as scripts. */
const inner = (style: MathStyle): MathStyle => ({ ...style, size: style.size * 0.88 });

const optional = (node: MathNode | undefined, style: MathStyle): MathBox | undefined =>
  node === undefined ? undefined : setMath(node, { ...style, size: style.size * SMALL });

function setRow(items: readonly MathNode[], style: MathStyle): MathBox {
  const shown = items.filter((item, i) => !(isRole(item, "space") && !betweenWords(items, i)));
  return beside(shown.map((item, i) => spaced(setMath(item, style), item, shown[i - 1], shown[i + 1], style.size)));
}

const isRole = (node: MathNode | undefined, ...roles: readonly SymbolRole[]): boolean =>
  node?.kind === "symbol" && roles.includes(node.role);

/** Blanks are kept beside words, unless an operator brings its own space. */
function betweenWords(items: readonly MathNode[], at: number): boolean {
  const [before, after] = [items[at - 1], items[at + 1]];
  if (before === undefined || after === undefined) return false;
  if (isRole(before, "relation", "binary", "punctuation") || isRole(after, "relation", "binary", "punctuation"))
    return false;
  return isWord(before) || isWord(after);
}

function isWord(node: MathNode): boolean {
  if (node.kind === "scripts") return isWord(node.base);
  return node.kind === "symbol" && node.role === "upright" && /\p{L}{2}/u.test(node.text);
}

/** Space around operators that stand between two things; a sign at the beginning of a group has none. */
function spaced(
  box: MathBox,
  node: MathNode,
  before: MathNode | undefined,
  after: MathNode | undefined,
  size: number,
): MathBox {
  let [left, right] = [0, 0];
  const binds = before !== undefined && !isRole(before, "relation", "binary", "punctuation") && after !== undefined;
  if (isRole(node, "relation")) [left, right] = [0.3, 0.3];
  else if (isRole(node, "binary") && binds) [left, right] = [0.24, 0.24];
  else if (isRole(node, "punctuation")) right = 0.22;
  else if (isRole(node, "function") && after?.kind !== "group") right = 0.18;
  else if (node.kind === "big") right = 0.14;
  else if (node.kind === "fraction") [left, right] = [0.08, 0.08];
  if (left === 0 && right === 0) return box;
  return {
    ...box,
    width: box.width + (left + right) * size,
    draw: (ctx, x, baseline) => {
      box.draw(ctx, x + left * size, baseline);
    },
  };
}

function setSymbol(text: string, role: SymbolRole, style: MathStyle): MathBox {
  if (text === "") return EMPTY;
  const italic = role === "variable";
  const font = `${italic ? "italic " : ""}400 ${style.size}px ${style.fonts.families(text, { family: "sans", weight: 400, italic })}`;
  const apply = (ctx: SKRSContext2D): void => {
    ctx.font = font;
    ctx.lang = style.fonts.language;
    ctx.letterSpacing = "0px";
    ctx.textAlign = "left";
    ctx.textBaseline = "alphabetic";
    ctx.direction = "ltr";
  };
  apply(style.ctx);
  // Slanted letters lean over their advance.
  const width = style.ctx.measureText(text).width + (italic ? style.size * 0.03 : 0);
  return {
    width,
    ascent: style.size * ASCENT,
    descent: style.size * DESCENT,
    draw: (ctx, x, baseline) => {
      apply(ctx);
      ctx.fillStyle = style.color;
      ctx.fillText(text, x, baseline);
    },
  };
}

function setFraction(over: MathBox, under: MathBox, { size, color }: MathStyle): MathBox {
  const width = Math.max(over.width, under.width) + size * 0.24;
  const gap = size * 0.14;
  const thickness = Math.max(2, size * 0.055);
  const axis = size * AXIS;
  return {
    width,
    ascent: axis + gap + over.descent + over.ascent,
    descent: gap + under.ascent + under.descent - axis,
    draw: (ctx, x, baseline) => {
      over.draw(ctx, x + (width - over.width) / 2, baseline - axis - gap - over.descent);
      under.draw(ctx, x + (width - under.width) / 2, baseline - axis + gap + under.ascent);
      ctx.fillStyle = color;
      ctx.fillRect(x + size * 0.03, baseline - axis - thickness / 2, width - size * 0.06, thickness);
    },
  };
}

function setScripts(base: MathBox, sup: MathBox | undefined, sub: MathBox | undefined, { size }: MathStyle): MathBox {
  const up = sup === undefined ? 0 : Math.max(size * 0.4, base.ascent - size * 0.34 + sup.descent * 0.4);
  const down = sub === undefined ? 0 : Math.max(size * 0.22, base.descent - size * 0.02 + sub.ascent * 0.06);
  // Both together must not touch.
  const clash =
    sup === undefined || sub === undefined ? 0 : Math.max(0, sup.descent * 0.7 + sub.ascent * 0.95 - up - down);
  const width = base.width + Math.max(sup?.width ?? 0, sub?.width ?? 0) + size * 0.05;
  return {
    width,
    ascent: Math.max(base.ascent, up + clash / 2 + (sup?.ascent ?? 0)),
    descent: Math.max(base.descent, down + clash / 2 + (sub?.descent ?? 0)),
    draw: (ctx, x, baseline) => {
      base.draw(ctx, x, baseline);
      sup?.draw(ctx, x + base.width + size * 0.04, baseline - up - clash / 2);
      sub?.draw(ctx, x + base.width + size * 0.02, baseline + down + clash / 2);
    },
  };
}

/** Sums, products, integrals, limits: the sign on the axis, its bounds centred above and below. */
function setBig(sign: string, sup: MathBox | undefined, sub: MathBox | undefined, style: MathStyle): MathBox {
  const { size } = style;
  const isName = sign.length > 1;
  const scale = isName ? 1 : sign === "∫" ? 1.75 : 1.5;
  const symbol = setSymbol(sign, "upright", { ...style, size: size * scale });
  const shift = isName ? 0 : size * scale * 0.3 - size * AXIS;
  const [above, below] = isName ? [size * 0.76, size * 0.06] : [size * (AXIS + 0.8), size * (0.82 - AXIS)];
  const gap = size * 0.1;
  const width = Math.max(symbol.width, sup?.width ?? 0, sub?.width ?? 0);
  return {
    width,
    ascent: above + (sup === undefined ? 0 : gap + sup.ascent + sup.descent),
    descent: below + (sub === undefined ? 0 : gap + sub.ascent + sub.descent),
    draw: (ctx, x, baseline) => {
      symbol.draw(ctx, x + (width - symbol.width) / 2, baseline + shift);
      sup?.draw(ctx, x + (width - sup.width) / 2, baseline - above - gap - sup.descent);
      sub?.draw(ctx, x + (width - sub.width) / 2, baseline + below + gap + sub.ascent);
    },
  };
}

function setGroup(open: string, close: string, body: MathBox, style: MathStyle): MathBox {
  const tall = body.ascent + body.descent > style.size * 1.25;
  const mark = (sign: string): MathBox => (tall ? drawBracket(sign, body, style) : setSymbol(sign, "upright", style));
  return beside([mark(open), body, ...(close === "" ? [] : [mark(close)])]);
}
