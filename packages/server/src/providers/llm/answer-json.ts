/** The JSON value in a model's answer: bare, fenced, or with prose before and after it. Undefined when there is none that parses. */
export function jsonInAnswer(answer: string): unknown {
  const whole = parsed(answer.trim());
  if (whole !== undefined) return whole;
  for (const [, fenced] of answer.matchAll(/```(?:json)?\s*\n([\s\S]*?)```/gi)) {
    const value = parsed(fenced ?? "");
    if (value !== undefined) return value;
  }
  return firstBalanced(answer);
}

const MAX_STARTS = 40;

/** Reasoning models think aloud with braces before they answer, so every opening brace is tried, the longest value first found wins. */
function firstBalanced(answer: string): unknown {
  let at = answer.search(/[{[]/);
  for (let tries = 0; at >= 0 && tries < MAX_STARTS; tries += 1) {
    const end = balancedEnd(answer, at);
    const value = end < 0 ? undefined : parsed(answer.slice(at, end));
    if (value !== undefined && typeof value === "object") return value;
    const next = answer.slice(at + 1).search(/[{[]/);
    at = next < 0 ? -1 : at + 1 + next;
  }
  return undefined;
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

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    try {
      // The most frequent slip of small models.
      return JSON.parse(text.replaceAll(/,(\s*[}\]])/g, "$1")) as unknown;
    } catch {
      return undefined;
    }
  }
}
