import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FormulaTooDeep, parseFormula, type MathNode } from "./math-parse.ts";

/** A formula's tree written as text: [over|under], base^{sup}_{sub}, √{body}. */
function show(node: MathNode): string {
  switch (node.kind) {
    case "row":
      return node.items.map(show).join("");
    case "symbol":
      return node.role === "space" ? "" : node.text;
    case "fraction":
      return `[${show(node.over)}|${show(node.under)}]`;
    case "root":
      return `√{${show(node.body)}}`;
    case "scripts":
    case "big": {
      const base = node.kind === "big" ? node.sign : show(node.base);
      return base + (node.sub ? `_{${show(node.sub)}}` : "") + (node.sup ? `^{${show(node.sup)}}` : "");
    }
    case "group":
      return `${node.open}${show(node.body)}${node.close}`;
    case "accent":
      return `${node.mark}{${show(node.body)}}`;
  }
}

describe("a formula", () => {
  it.each([
    ["E = mc^2", "E=mc^{2}"],
    ["a/b", "[a|b]"],
    ["(a + b)/(2c)", "[a+b|2c]"],
    ["1/2 x", "[1|2]x"],
    ["x^2/y_1", "[x^{2}|y_{1}]"],
    ["x_i^2", "x_{i}^{2}"],
    ["x^2y", "x^{2}y"],
    ["e^-x", "e^{−x}"],
    ["e^(-x^2)", "e^{−x^{2}}"],
    ["sqrt(b^2 - 4ac)", "√{b^{2}−4ac}"],
    ["√x", "√{x}"],
    ["sum_{i=1}^n x_i", "∑_{i=1}^{n}x_{i}"],
    ["theta <= Omega", "θ≤Ω"],
    ["f(x) -> infinity", "f(x)→∞"],
    ["\\frac{\\partial L}{\\partial w}", "[∂L|∂w]"],
    ["\\sqrt{\\pi} \\cdot \\hat{y}", "√{π}·hat{y}"],
    ["\\text{loss rate} = TP / area", "loss rate=[TP|area]"],
    ["a * b +- c", "a·b±c"],
    ["lim_{n -> infinity} x", "lim_{n→∞}x"],
    ["w_old", "w_{old}"],
  ])("reads %s as %s", (source, expected) => {
    expect(show(parseFormula(source))).toBe(expected);
  });

  it.each([
    "",
    "/",
    "^",
    "_^/",
    "a^",
    "/b",
    ")",
    "((",
    "}{",
    "\\",
    "\\frac",
    "\\frac{a}",
    "sqrt",
    "x^^2",
    "1//2",
    "hat(",
  ])("that makes no sense (%s) is shown as far as it goes", (source) => {
    expect(() => parseFormula(source)).not.toThrow();
  });

  it("is read or refused as too deep, whatever it is", () => {
    const piece = fc.constantFrom(
      ..."({[)]}^_/\\+-=x2 ,|",
      "sqrt",
      "sum",
      "\\frac",
      "alpha",
      "hat",
      "\\left",
      "\\text{a b}",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(piece, { maxLength: 120 }).map((p) => p.join("")),
          fc.string({ maxLength: 300 }),
        ),
        (source) => {
          try {
            parseFormula(source);
          } catch (error) {
            expect(error).toBeInstanceOf(FormulaTooDeep);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
