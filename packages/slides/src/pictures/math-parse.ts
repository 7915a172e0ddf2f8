import { dictionary } from "@headway-jobs/contract";
import { splitGraphemes } from "../clean-text.ts";
import {
  BIG,
  BINARY_SIGNS,
  FUNCTIONS,
  GREEK,
  NAMED_BINARIES,
  NAMED_RELATIONS,
  NAMED_SIGNS,
  RELATION_SIGNS,
  SPELLINGS,
} from "./math-symbols.ts";

/** A formula as a tree of what stands beside, above, below and within what. */
export type MathNode =
  | { readonly kind: "row"; readonly items: readonly MathNode[] }
  | { readonly kind: "symbol"; readonly text: string; readonly role: SymbolRole }
  | { readonly kind: "fraction"; readonly over: MathNode; readonly under: MathNode }
  | { readonly kind: "root"; readonly body: MathNode }
  | { readonly kind: "scripts"; readonly base: MathNode; readonly sup?: MathNode; readonly sub?: MathNode }
  | { readonly kind: "big"; readonly sign: string; readonly sup?: MathNode; readonly sub?: MathNode }
  | { readonly kind: "group"; readonly open: string; readonly close: string; readonly body: MathNode }
  | { readonly kind: "accent"; readonly mark: "hat" | "bar" | "vec" | "tilde"; readonly body: MathNode };

/** Variables are italic, numbers and words upright; relations and binaries have space around them. */
export type SymbolRole = "variable" | "upright" | "function" | "relation" | "binary" | "punctuation" | "space";

const MAX_DEPTH = 14;
const CLOSING: Readonly<Record<string, string>> = dictionary({ "(": ")", "[": "]", "{": "}" });
const ACCENTS = new Set(["hat", "bar", "vec", "tilde"]);
const ACCENT_OF: Readonly<Record<string, "hat" | "bar" | "vec" | "tilde">> = dictionary({
  hat: "hat",
  widehat: "hat",
  bar: "bar",
  overline: "bar",
  vec: "vec",
  tilde: "tilde",
});

/** Thrown for formulas nested deeper than can be drawn; nothing else is refused, stray signs are shown as they are. */
export class FormulaTooDeep extends Error {}

/** Parses plain-text maths (`y = (a + b)/2`, `x_i^2`, `sqrt(theta)`, `sum_{i=1}^n`) and the usual LaTeX commands. */
export function parseFormula(expression: string): MathNode {
  const reader = new Reader(tokensOf(expression));
  const items: MathNode[] = [];
  while (reader.peek() !== undefined) {
    items.push(...parseItems(reader, 0, undefined));
    // A closing bracket without an opening one is shown as it stands.
    const stray = reader.next();
    if (stray !== undefined) items.push({ kind: "symbol", text: stray, role: "upright" });
  }
  return { kind: "row", items };
}

class Reader {
  private at = 0;
  private readonly tokens: readonly string[];

  constructor(tokens: readonly string[]) {
    this.tokens = tokens;
  }

  peek(): string | undefined {
    return this.tokens[this.at];
  }

  next(): string | undefined {
    return this.tokens[this.at++];
  }

  skipSpace(): void {
    while (this.peek() === " ") this.at++;
  }
}

/** Commands, words, numbers, blanks (as one " ") and single signs. */
function tokensOf(expression: string): string[] {
  let text = expression.replaceAll(/\\(left|right|displaystyle|limits|,|;|!|:)/g, " ").replaceAll(/\\q?quad/g, " ");
  text = text.replaceAll(/\\(operatorname|text|mathrm|mathbf|mathit|mathcal|boldsymbol)\s*/g, "\\text");
  for (const [spelling, sign] of SPELLINGS) text = text.replaceAll(spelling, sign);
  const found = text.match(/\\text\{[^{}]*\}|\\\p{L}+|\\.|\p{L}\p{M}*(?:[\p{L}\p{M}])*|\d+(?:[.,]\d+)*|\s+|./gsu) ?? [];
  return found.map((token) => (/^\s/u.test(token) ? " " : token));
}

function parseItems(reader: Reader, depth: number, close: string | undefined): MathNode[] {
  if (depth > MAX_DEPTH) throw new FormulaTooDeep();
  const items: MathNode[] = [];
  for (let token = reader.peek(); token !== undefined; token = reader.peek()) {
    if (token === close || (close === undefined && /^[)\]}]$/.test(token))) break;
    reader.next();
    if (token === " ") addSpace(items);
    else if (token === "/") addFraction(items, reader, depth);
    else if (token === "^" || token === "_") addScript(items, token, reader, depth);
    else items.push(...parseToken(token, reader, depth));
  }
  return items;
}

/** Blanks matter between words only; elsewhere spacing follows from the signs. */
function addSpace(items: MathNode[]): void {
  const last = items.at(-1);
  if (last?.kind === "symbol" && last.role === "space") return;
  items.push({ kind: "symbol", text: " ", role: "space" });
}

function addFraction(items: MathNode[], reader: Reader, depth: number): void {
  while (isSpace(items.at(-1))) items.pop();
  const over = items.pop();
  const under = parseOperand(reader, depth);
  if (over === undefined || under === undefined) {
    items.push(
      ...(over === undefined ? [] : [over]),
      { kind: "symbol", text: "/", role: "binary" },
      ...(under === undefined ? [] : [under]),
    );
    return;
  }
  items.push({ kind: "fraction", over: withoutBrackets(over), under: withoutBrackets(under) });
}

const isSpace = (node: MathNode | undefined): boolean => node?.kind === "symbol" && node.role === "space";

function addScript(items: MathNode[], sign: string, reader: Reader, depth: number): void {
  const script = parseOperand(reader, depth, true);
  while (isSpace(items.at(-1))) items.pop();
  const base = items.pop() ?? { kind: "row", items: [] };
  if (script === undefined) {
    items.push(base, { kind: "symbol", text: sign, role: "upright" });
    return;
  }
  const place = sign === "^" ? { sup: withoutBrackets(script) } : { sub: withoutBrackets(script) };
  if (base.kind === "big" || (base.kind === "scripts" && base[sign === "^" ? "sup" : "sub"] === undefined))
    items.push({ ...base, ...place });
  else items.push({ kind: "scripts", base, ...place });
}

/** What a fraction or script takes from the right: one factor with its own scripts, or a signed one in a script. */
function parseOperand(reader: Reader, depth: number, isScript = false): MathNode | undefined {
  reader.skipSpace();
  const token = reader.next();
  if (token === undefined) return undefined;
  if (depth > MAX_DEPTH) throw new FormulaTooDeep();
  if (/^[-−+]$/.test(token)) {
    const rest = parseOperand(reader, depth + 1, isScript);
    const sign: MathNode = { kind: "symbol", text: signFor(token), role: "upright" };
    return { kind: "row", items: rest === undefined ? [sign] : [sign, rest] };
  }
  const items = parseToken(token, reader, depth + 1);
  if (isScript) return oneOf(items);
  while (reader.peek() === "^" || reader.peek() === "_") addScript(items, reader.next() ?? "", reader, depth + 1);
  return oneOf(items);
}

const oneOf = (items: readonly MathNode[]): MathNode =>
  items.length === 1 && items[0] !== undefined ? items[0] : { kind: "row", items };

function withoutBrackets(node: MathNode): MathNode {
  return node.kind === "group" && node.open === "(" ? node.body : node;
}

function parseToken(token: string, reader: Reader, depth: number): MathNode[] {
  if (depth > MAX_DEPTH) throw new FormulaTooDeep();
  if (CLOSING[token] !== undefined) return [parseGroup(token, reader, depth)];
  if (token.startsWith("\\text{")) return [{ kind: "symbol", text: token.slice(6, -1), role: "upright" }];
  if (token.startsWith("\\")) return parseCommand(token.slice(1), reader, depth);
  if (token === "√" || /^[\p{L}\p{M}]+$/u.test(token)) return parseWord(token, reader, depth);
  return [signNode(token)];
}

function parseGroup(open: string, reader: Reader, depth: number): MathNode {
  const close = CLOSING[open] ?? "";
  const items = parseItems(reader, depth + 1, close);
  const closed = reader.next() !== undefined;
  const body: MathNode = { kind: "row", items };
  if (open === "{") return body;
  return { kind: "group", open, close: closed ? close : "", body };
}

function parseCommand(name: string, reader: Reader, depth: number): MathNode[] {
  if (/^d?frac$|^tfrac$/.test(name)) {
    const [over, under] = [parseOperand(reader, depth, true), parseOperand(reader, depth, true)];
    return over === undefined || under === undefined ? [] : [{ kind: "fraction", over, under }];
  }
  const relation = NAMED_RELATIONS.get(name);
  if (relation !== undefined) return [{ kind: "symbol", text: relation, role: "relation" }];
  const binary = NAMED_BINARIES.get(name);
  if (binary !== undefined) return [{ kind: "symbol", text: binary, role: "binary" }];
  if (/^[{}|%&#$_]$/.test(name)) return [{ kind: "symbol", text: name, role: "upright" }];
  return parseWord(name, reader, depth);
}

function parseWord(word: string, reader: Reader, depth: number): MathNode[] {
  if (word === "sqrt" || word === "√") {
    const body = parseOperand(reader, depth);
    return [{ kind: "root", body: withoutBrackets(body ?? { kind: "row", items: [] }) }];
  }
  const accent = ACCENT_OF[word];
  if (accent !== undefined && ACCENTS.has(accent) && /^[({]$/.test(reader.peek() ?? "")) {
    const body = parseOperand(reader, depth, true);
    return body === undefined ? [] : [{ kind: "accent", mark: accent, body: withoutBrackets(body) }];
  }
  const big = BIG.get(word);
  if (big !== undefined) return [{ kind: "big", sign: big }];
  const greek = GREEK.get(word);
  if (greek !== undefined) return [{ kind: "symbol", text: greek, role: "variable" }];
  const sign = NAMED_SIGNS.get(word);
  if (sign !== undefined) return [{ kind: "symbol", text: sign, role: "upright" }];
  if (FUNCTIONS.has(word)) return [{ kind: "symbol", text: word, role: "function" }];
  if (isProduct(word))
    return splitGraphemes(word).map((text): MathNode => ({ kind: "symbol", text, role: "variable" }));
  return [{ kind: "symbol", text: word, role: "upright" }];
}

/** `mc`, `xy`, `mgh` are variables side by side; `area`, `TP`, `loss` are names. */
function isProduct(word: string): boolean {
  if (word.length === 1) return /^[\p{Script=Latin}\p{Script=Greek}]/u.test(word);
  if (!/^[\p{Script=Latin}]+$/u.test(word) || word === word.toUpperCase()) return false;
  return word.length === 2 || (word.length === 3 && !/[aeiouy]/i.test(word));
}

function signNode(token: string): MathNode {
  if (BIG.has(token)) return { kind: "big", sign: token };
  if (RELATION_SIGNS.includes(token)) return { kind: "symbol", text: token, role: "relation" };
  if (BINARY_SIGNS.includes(token)) return { kind: "symbol", text: signFor(token), role: "binary" };
  if (token === "," || token === ";" || token === ":") return { kind: "symbol", text: token, role: "punctuation" };
  return { kind: "symbol", text: token, role: "upright" };
}

const signFor = (token: string): string => (token === "-" ? "−" : token === "*" ? "·" : token);
