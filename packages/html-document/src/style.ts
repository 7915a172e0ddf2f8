const EDGES = "(?:-(?:top|right|bottom|left|inline|block|inline-start|inline-end))?";

/** What may be set, by subject. */
const PROPERTIES: readonly RegExp[] = [
  /color|background|background-color|opacity|visibility|mix-blend-mode|box-shadow/,
  /font(?:-(?:family|size|style|weight|variant|stretch|feature-settings|kerning))?/,
  /line-height|letter-spacing|word-spacing|white-space|word-break|word-wrap|overflow-wrap|hyphens|tab-size/,
  /text-(?:align|align-last|indent|transform|shadow|underline-offset|overflow|justify|orientation|emphasis)/,
  /text-decoration(?:-(?:color|line|style|thickness))?/,
  /vertical-align|direction|unicode-bidi|writing-mode|quotes/,
  /list-style(?:-(?:type|position))?|counter-(?:reset|increment)/,
  new RegExp(`(?:margin|padding)(?:${EDGES}|-block-start|-block-end)`),
  new RegExp(`border${EDGES}(?:-(?:color|style|width))?`),
  /border-(?:collapse|spacing|radius|(?:top|bottom)-(?:left|right)-radius)|outline(?:-(?:color|style|width|offset))?/,
  /box-sizing|width|height|(?:min|max)-(?:width|height)|size|aspect-ratio|object-fit|object-position/,
  /display|float|clear|overflow(?:-[xy])?|table-layout|caption-side|empty-cells/,
  /columns?(?:-(?:count|width|gap|rule|span|fill))?|gap|row-gap|order|grid(?:-[a-z-]+)?/,
  /(?:flex|align|justify|place)(?:-(?:basis|direction|flow|grow|shrink|wrap|content|items|self))?/,
  /page-break-(?:before|after|inside)|break-(?:before|after|inside)|orphans|widows/,
].map((pattern) => new RegExp(`^(?:${pattern.source})$`));

const FUNCTIONS = new Set(
  "rgb rgba hsl hsla hwb lab lch oklab oklch calc min max clamp minmax repeat fit-content linear-gradient radial-gradient counter counters".split(
    " ",
  ),
);

// Word characters of any script (fonts' names), numbers and the punctuation of values; no backslash (escapes hide names), no angle brackets.
const VALUE = /^[\p{L}\p{M}\p{N}\s.,%#()'"+\-*/!_$&?]*$/u;

/**
 * The declarations of a `style` attribute that cannot fetch, script or cover the page: only properties of the list, no `url()`, no
 * escapes. The text stays byte for byte when all of it may; null when nothing may.
 */
export function safeDeclarations(style: string): string | null {
  const all = declarationsOf(style);
  const kept = all.filter(isSafe);
  if (kept.length === 0) return null;
  return kept.length === all.length && !style.includes("/*") ? style : kept.join("; ");
}

/**
 * A style sheet reduced to plain rules, `@media` and `@page` with the same declarations as style attributes. Fonts, imports and
 * everything else that fetches is gone. Null when nothing is left.
 */
export function safeStyleSheet(css: string): string | null {
  const bare = css.replaceAll(/\/\*[^]*?(?:\*\/|$)|<!--|-->/g, " ");
  if (/[<\\]/.test(bare)) return null;
  const rules = rulesOf(bare, 0);
  return rules.length === 0 ? null : `\n${rules.join("\n")}\n`;
}

function declarationsOf(style: string): string[] {
  const text = style.includes("/*") ? style.replaceAll(/\/\*[^]*?(?:\*\/|$)/g, " ") : style;
  const parts = /["'(]/.test(text) ? splitOutsideStrings(text) : text.split(";");
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}

function splitOutsideStrings(text: string): string[] {
  const parts: string[] = [];
  let from = 0;
  let quote = "";
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (quote !== "") quote = char === quote ? "" : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (char === "(") depth += 1;
    else if (char === ")") depth = Math.max(0, depth - 1);
    else if (char === ";" && depth === 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  // What does not close its string or bracket would swallow what follows it: it is no declaration.
  if (quote === "" && depth === 0) parts.push(text.slice(from));
  return parts;
}

function isSafe(declaration: string): boolean {
  const colon = declaration.indexOf(":");
  if (colon < 0) return false;
  const property = declaration.slice(0, colon).trim().toLowerCase();
  if (!PROPERTIES.some((pattern) => pattern.test(property))) return false;
  const value = declaration.slice(colon + 1);
  if (!VALUE.test(value)) return false;
  for (const [, name = ""] of value.matchAll(/([\p{L}\p{N}_-]*)\s*\(/gu))
    if (name !== "" && !FUNCTIONS.has(name.toLowerCase())) return false;
  return !/expression|javascript|behaviou?r|-moz-binding/i.test(value);
}

const MAX_DEPTH = 4;

function rulesOf(css: string, depth: number): string[] {
  const rules: string[] = [];
  let at = 0;
  while (at < css.length) {
    const open = css.indexOf("{", at);
    if (open < 0) break;
    // A statement like `@import …;` ends before the next rule begins.
    const head = css.slice(css.lastIndexOf(";", open) >= at ? css.lastIndexOf(";", open) + 1 : at, open).trim();
    const close = closingOf(css, open);
    const rule = ruleOf(head, css.slice(open + 1, close), depth);
    if (rule !== null) rules.push(rule);
    at = close + 1;
  }
  return rules;
}

function closingOf(css: string, open: number): number {
  let depth = 0;
  for (let at = open; at < css.length; at += 1) {
    const char = css.charCodeAt(at);
    if (char === 0x7b) depth += 1;
    else if (char === 0x7d) {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return css.length;
}

function ruleOf(head: string, body: string, depth: number): string | null {
  if (/^@media\b/i.test(head)) {
    if (depth >= MAX_DEPTH || !/^@media[\w\s(),.:>=/-]*$/i.test(head)) return null;
    const inner = rulesOf(body, depth + 1);
    return inner.length === 0 ? null : `${head} {\n${inner.join("\n")}\n}`;
  }
  if (head === "" || (head.startsWith("@") && !/^@page[\w\s:-]*$/i.test(head))) return null;
  // Selectors with strings could carry brackets; plain ones are all that documents need.
  if (!head.startsWith("@") && !/^[\p{L}\p{N}\s.#,:>+~*()_=[\]|^$-]+$/u.test(head)) return null;
  if (body.includes("{")) return null;
  const kept = declarationsOf(body).filter(isSafe);
  return kept.length === 0 ? null : `${head} { ${kept.join("; ")} }`;
}
