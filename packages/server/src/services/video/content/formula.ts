import { dictionary } from "@headway-jobs/contract";

/** Words that make a line with an equals sign a sentence and not a formula. */
const PROSE_WORDS = /(?:^|\s)(?:the|is|are|and|of|a|an|to|when|that|this|in|for|with|if|we|it)(?=\s)/giu;

/** True for a line that is nothing but an equation or a reaction, such as `F = m × a` or `6 CO₂ + 6 H₂O → C₆H₁₂O₆ + 6 O₂`. */
export function isFormulaLine(text: string): boolean {
  const line = text.trim();
  if (line.length > 120 || line.includes("\n") || !/[=→⇌≈≤≥⟶]/u.test(line) || /[.!?:]$/u.test(line)) return false;
  return line.split(/\s+/u).length <= 24 && (line.match(PROSE_WORDS)?.length ?? 0) === 0;
}

/** A TeX expression as readable Unicode text; what is not understood keeps its letters and loses its backslashes. */
export function formulaText(tex: string): string {
  let text = tex.slice(0, 600);
  for (let depth = 0; depth < 4; depth += 1) {
    text = text
      .replaceAll(
        /\\d?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}/g,
        (_, top: string, bottom: string) => `${group(top)}/${group(bottom)}`,
      )
      .replaceAll(/\\sqrt\s*\{([^{}]*)\}/g, (_, inner: string) => `√(${inner})`)
      .replaceAll(/\\(?:text|mathrm|mathbf|vec|hat|bar|operatorname)\s*\{([^{}]*)\}/g, "$1");
  }
  return text
    .replaceAll(/\\(?:left|right|displaystyle|,|;|!|quad|qquad)/g, " ")
    .replaceAll(/\\([a-zA-Z]+)/g, (_, name: string) => SYMBOLS[name] ?? name)
    .replaceAll(/\^\{([^{}]*)\}|\^(\S)/g, (_, braced?: string, single?: string) =>
      raise(braced ?? single ?? "", SUPER, "^"),
    )
    .replaceAll(/_\{([^{}]*)\}|_(\S)/g, (_, braced?: string, single?: string) =>
      raise(braced ?? single ?? "", SUB, "_"),
    )
    .replaceAll(/[{}\\]/g, "")
    .replaceAll(/\s+/gu, " ")
    .trim();
}

/** `$E = mc^2$` inside prose becomes `E = mc²`; amounts of money stay as they are. */
export function resolveInlineMath(text: string): string {
  return text.replaceAll(/\$([^\s$](?:[^$\n]{0,200}[^\s$])?)\$/g, (whole, inner: string) =>
    /[\\^_=+×]|^[A-Za-z]$/u.test(inner) ? formulaText(inner) : whole,
  );
}

function group(expression: string): string {
  const inner = expression.trim();
  return /^[\p{L}\p{N}^_.\\]*$/u.test(inner) ? inner : `(${inner})`;
}

function raise(characters: string, table: Readonly<Record<string, string>>, mark: string): string {
  const raised = [...characters].map((character) => table[character]);
  if (raised.every((character) => character !== undefined)) return raised.join("");
  return characters.length === 1 ? `${mark}${characters}` : `${mark}(${characters})`;
}

const SUPER: Readonly<Record<string, string>> = dictionary({
  "0": "⁰",
  "1": "¹",
  "2": "²",
  "3": "³",
  "4": "⁴",
  "5": "⁵",
  "6": "⁶",
  "7": "⁷",
  "8": "⁸",
  "9": "⁹",
  "+": "⁺",
  "-": "⁻",
  n: "ⁿ",
  i: "ⁱ",
});
const SUB: Readonly<Record<string, string>> = dictionary({
  "0": "₀",
  "1": "₁",
  "2": "₂",
  "3": "₃",
  "4": "₄",
  "5": "₅",
  "6": "₆",
  "7": "₇",
  "8": "₈",
  "9": "₉",
  "+": "₊",
  "-": "₋",
});
const SYMBOLS: Readonly<Record<string, string>> = dictionary({
  times: "×",
  cdot: "·",
  div: "÷",
  pm: "±",
  le: "≤",
  leq: "≤",
  ge: "≥",
  geq: "≥",
  ne: "≠",
  neq: "≠",
  approx: "≈",
  infty: "∞",
  to: "→",
  rightarrow: "→",
  Rightarrow: "⇒",
  leftarrow: "←",
  rightleftharpoons: "⇌",
  sum: "∑",
  prod: "∏",
  int: "∫",
  partial: "∂",
  nabla: "∇",
  alpha: "α",
  beta: "β",
  gamma: "γ",
  delta: "δ",
  epsilon: "ε",
  eta: "η",
  theta: "θ",
  lambda: "λ",
  mu: "μ",
  pi: "π",
  rho: "ρ",
  sigma: "σ",
  tau: "τ",
  phi: "φ",
  omega: "ω",
  Delta: "Δ",
  Sigma: "Σ",
  Omega: "Ω",
  Phi: "Φ",
  Theta: "Θ",
  sin: "sin",
  cos: "cos",
  tan: "tan",
  log: "log",
  ln: "ln",
  exp: "exp",
  max: "max",
  min: "min",
  degree: "°",
  circ: "°",
});
