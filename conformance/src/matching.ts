import type { Expected } from "./case.ts";

/** Why a value is not as expected, with the place; null when it is. */
export function mismatch(value: unknown, expected: Expected, place = "answer"): string | null {
  if (Array.isArray(expected)) return arrayMismatch(value, expected, place);
  if (typeof expected !== "object" || expected === null) {
    return Object.is(value, expected) ? null : `${place} is ${show(value)}, not ${show(expected)}`;
  }
  const rules = Object.entries(expected as Record<string, Expected>);
  if (rules.some(([name]) => name.startsWith("$"))) {
    return firstOf(rules.map(([name, operand]) => ruleMismatch(value, name, operand, place)));
  }
  if (typeof value !== "object" || value === null) return `${place} is ${show(value)}, not an object`;
  return firstOf(rules.map(([name, inner]) => mismatch(Reflect.get(value, name), inner, `${place}.${name}`)));
}

function arrayMismatch(value: unknown, expected: readonly Expected[], place: string): string | null {
  if (!Array.isArray(value)) return `${place} is ${show(value)}, not an array`;
  if (value.length !== expected.length) return `${place} has ${value.length} entries, not ${expected.length}`;
  return firstOf(expected.map((one, index) => mismatch(value[index], one, `${place}[${index}]`)));
}

function ruleMismatch(value: unknown, rule: string, operand: Expected, place: string): string | null {
  const holds = ruleHolds(value, rule, operand);
  return holds ? null : `${place} is ${show(value)}, against ${rule} ${show(operand)}`;
}

function ruleHolds(value: unknown, rule: string, operand: Expected): boolean {
  switch (rule) {
    case "$match":
      return typeof value === "string" && typeof operand === "string" && new RegExp(operand, "u").test(value);
    case "$nullOr":
      return value === null || ruleHolds(value, "$match", operand);
    case "$type":
      return typeOf(value) === operand;
    case "$absent":
      return value === undefined;
    case "$length":
      return Array.isArray(value) && value.length === operand;
    case "$least":
      return typeof value === "number" && value >= Number(operand);
    case "$most":
      return typeof value === "number" && value <= Number(operand);
    default:
      throw new TypeError(`a case uses the unknown rule ${rule}`);
  }
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Number.isInteger(value)) return "integer";
  return Array.isArray(value) ? "array" : typeof value;
}

function firstOf(problems: readonly (string | null)[]): string | null {
  return problems.find((problem) => problem !== null) ?? null;
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? "absent";
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
