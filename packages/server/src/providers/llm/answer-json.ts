import { jsonrepair } from "jsonrepair";
import { afterThoughts, withoutThoughts } from "./thoughts.ts";

/**
 * The JSON values that a model's answer may mean, the likeliest first: the whole text, fenced blocks, then balanced values within prose. Thoughts are no
 * part of it, but an answer that is a value as a whole may speak of their tags. An answer that is cut off before its end gives no value.
 */
export function jsonValuesIn(answer: string): readonly unknown[] {
  for (const text of afterThoughts(answer)) {
    const whole = wholeStructure(text.trim());
    if (whole.length > 0) return whole;
  }
  return valuesIn(withoutThoughts(answer).trim()).map(decoded);
}

/** The same for the arguments of a call, which hold no thoughts: everything in them is meant. */
export function jsonValuesInArguments(text: string): readonly unknown[] {
  return valuesIn(text.trim()).map(decoded);
}

/** A structure that was encoded twice, as by servers that take the model's text for a value; any other value as it is. */
function decoded(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[{[]/.test(value)) return value;
  return valuesIn(value.trim()).find(isStructure) ?? value;
}

/** A text that is nothing but one structure, also in a fence or with slips. */
function wholeStructure(text: string): readonly unknown[] {
  const inner =
    /^```[a-z]*[ \t]*\n/i.test(text) && text.endsWith("```") ? text.slice(text.indexOf("\n"), -3).trim() : text;
  if (!/^[{[]/.test(inner)) return [];
  const strict = parsed(inner);
  if (strict.length > 0) return strict;
  const isOne = balancedEnd(inner, 0) === inner.length && looksLikeStructure(inner);
  return isOne ? repaired(inner).filter(isStructure) : [];
}

/** Slips of small models (trailing or missing commas, single quotes, comments, Python's constants, line breaks in strings) are repaired. */
function valuesIn(text: string): readonly unknown[] {
  const fenced = [...text.matchAll(/```[a-z]*[ \t]*\n([\s\S]*?)```/gi)].map(([, block]) => (block ?? "").trim());
  const strict = [text, ...fenced].flatMap((one) => parsed(one));
  if (strict.some(isStructure)) return strict.filter(isStructure);
  const balanced = balancedParts(text);
  const found = [
    ...balanced.flatMap((part) => parsed(part)),
    ...[...fenced, ...balanced].filter(looksLikeStructure).flatMap((part) => repaired(part)),
  ];
  return [...found.filter(isStructure), ...strict];
}

const MAX_STARTS = 40;
const MAX_PARTS = 8;

/** Reasoning without tags has braces too, so each opening brace is tried; what a found part encloses is not looked at again. */
function balancedParts(text: string): readonly string[] {
  const parts: string[] = [];
  let at = text.search(/[{[]/);
  for (let tries = 0; at >= 0 && tries < MAX_STARTS && parts.length < MAX_PARTS; tries += 1) {
    const end = balancedEnd(text, at);
    if (end > 0) parts.push(text.slice(at, end));
    const from = end > 0 && parsed(text.slice(at, end)).length > 0 ? end : at + 1;
    const next = text.slice(from).search(/[{[]/);
    at = next < 0 ? -1 : from + next;
  }
  return parts;
}

function balancedEnd(text: string, start: number): number {
  let depth = 0;
  let inString = false;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (inString) {
      if (character === "\\") at += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === "{" || character === "[") depth += 1;
    else if (character === "}" || character === "]") {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return -1;
}

/** As a list of one or none, since `null` is a value too. */
function parsed(text: string): readonly unknown[] {
  try {
    return [JSON.parse(text) as unknown];
  } catch {
    return [];
  }
}

function repaired(text: string): readonly unknown[] {
  try {
    return parsed(jsonrepair(text));
  } catch {
    return [];
  }
}

/** "[see page 3]" and "{name}" can be repaired to JSON, but nobody meant it: a member or an element in quotes is what tells them apart. */
function looksLikeStructure(text: string): boolean {
  return /^\{\s*(?:["'“]|\w+\s*:|\/[/*])|^\[\s*(?:["'[{\d-]|\/[/*])/u.test(text) && text.length > 2;
}

function isStructure(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
