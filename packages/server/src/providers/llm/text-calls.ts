import { jsonValuesInArguments } from "./answer-json.ts";
import { offeredName } from "./offered-name.ts";
import { afterThoughts, hasThoughts } from "./thoughts.ts";

interface TextCall {
  readonly name: string;
  readonly input: unknown;
}

interface Found {
  readonly calls: readonly TextCall[];
  readonly text: string;
}

/**
 * Function calls that a model wrote into its text instead of using the API, and the text without them. Only functions of `names` count; anything else
 * stays text. `shown` is what was written without its thoughts; in an answer that is nothing but calls, their arguments may speak of the tags of thoughts.
 */
export function callsInAnswer(written: string, shown: string, names: readonly string[]): Found {
  for (const text of afterThoughts(written)) {
    const found = hasThoughts(text.replaceAll(STRINGS, '""')) ? undefined : callsInText(text, names);
    if (found !== undefined && found.calls.length > 0 && found.text === "") return found;
  }
  return callsInText(shown, names);
}

/** Also one without an end: a search that fails at each quote would be as long as the text is, each time. */
const STRINGS = /"(?:[^"\\]+|\\.|\\$)*(?:"|$)/gsu;

/**
 * Forms: `<tool_call>` (Qwen, Hermes), `<function=…>` (Llama, Qwen Coder), `[TOOL_CALLS]` (Mistral), `<|python_tag|>` (Llama), fenced or bare JSON with a
 * name and arguments.
 */
function callsInText(text: string, names: readonly string[]): Found {
  const calls: TextCall[] = [];
  let rest = text;
  for (const form of FORMS) {
    let kept = "";
    let at = 0;
    for (const part of partsOf(rest, form)) {
      const found = form.read(part, names);
      calls.push(...found);
      kept += rest.slice(at, found.length > 0 ? part.start : part.end);
      at = part.end;
    }
    rest = kept + rest.slice(at);
  }
  if (calls.length === 0 && /^\s*[{[]/.test(rest)) {
    calls.push(...callsInJson(rest, names));
    if (calls.length > 0) rest = "";
  }
  return { calls, text: calls.length === 0 ? text : rest.replaceAll(LEFT_OVERS, "").trim() };
}

interface Part {
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly body: string;
}

interface Form {
  /** What stands before the body; its group is the name. */
  readonly opening: RegExp;
  /** Where a body ends that begins there, and where the part does; undefined when it has no end. */
  readonly endOf: (text: string, from: number) => readonly [body: number, part: number] | undefined;
  readonly read: (part: Part, names: readonly string[]) => readonly TextCall[];
}

/**
 * The parts of a text that have this form, from left to right. One pattern for the beginning, the body and the end would try each length of the body for
 * each beginning, so the end is looked for alone.
 */
function* partsOf(text: string, { opening, endOf }: Pick<Form, "opening" | "endOf">): Generator<Part> {
  const pattern = new RegExp(opening);
  for (let begun = pattern.exec(text); begun !== null; begun = pattern.exec(text)) {
    const from = pattern.lastIndex;
    const ends = endOf(text, from);
    // Without an end here, there is none for a later beginning either.
    if (ends === undefined) return;
    const [body, end] = ends;
    yield { start: begun.index, end, name: begun[1] ?? "", body: text.slice(from, body) };
    pattern.lastIndex = end;
  }
}

function untilTag(tag: RegExp): Form["endOf"] {
  return (text, from) => {
    const closing = new RegExp(tag);
    closing.lastIndex = from;
    const found = closing.exec(text);
    return found === null ? undefined : [found.index, closing.lastIndex];
  };
}

/** An answer may end without the closing tag. */
function untilTagOrEnd(tag: RegExp): Form["endOf"] {
  const untilThis = untilTag(tag);
  return (text, from) => untilThis(text, from) ?? [text.length, text.length];
}

function untilLast(bracket: string): Form["endOf"] {
  return (text, from) => {
    const end = text.lastIndexOf(bracket) + 1;
    return end > from ? [end, end] : undefined;
  };
}

const fromJson: Form["read"] = ({ body }, names) => callsInJson(body, names);

const FORMS: readonly Form[] = [
  { opening: /<tool_call>\s*(?=[{[])/giu, endOf: untilTagOrEnd(/<\/tool_call>/giu), read: fromJson },
  { opening: /<function=([\w.-]+)>/giu, endOf: untilTagOrEnd(/<\/function>/giu), read: readFunctionTag },
  { opening: /\[TOOL_CALLS\]\s*(?=\[)/gu, endOf: untilLast("]"), read: fromJson },
  { opening: /<\|python_tag\|>\s*(?=\{)/gu, endOf: untilLast("}"), read: fromJson },
  // OpenAI's harmony format, as servers without a parser for it pass it on.
  {
    opening: /<\|channel\|>commentary to=([\w.-]+)[^{]{0,60}(?=\{)/gu,
    endOf: untilTagOrEnd(/<\|(?:call|end)\|>/gu),
    read: readFunctionTag,
  },
  { opening: /```[a-z_]*[ \t]*\n/giu, endOf: untilTag(/```/gu), read: fromJson },
];

const PARAMETER = { opening: /<parameter=([\w.-]+)>\n?/giu, endOf: untilTag(/<\/parameter>/giu) };

/** Tags around calls that were taken out. */
const LEFT_OVERS =
  /<\/?tool_calls?>|<\|channel\|>analysis<\|message\|>[^<]*<\|end\|>|<\|start\|>assistant|<\|eo[tm]_id\|>|<\|im_end\|>/giu;

/** `<function=name>{…}</function>` or `<function=name><parameter=at>value</parameter></function>`. */
function readFunctionTag({ name, body }: Part, names: readonly string[]): readonly TextCall[] {
  const offered = offeredName(name, names);
  if (!names.includes(offered)) return [];
  const parameters = [...partsOf(body, PARAMETER)];
  if (parameters.length === 0) return [{ name: offered, input: jsonValuesInArguments(body)[0] ?? {} }];
  const entries = parameters.map((parameter) => [parameter.name, valueOf(parameter.body.replace(/\n$/, ""))] as const);
  return [{ name: offered, input: Object.fromEntries(entries) }];
}

/** The text of a parameter tag: JSON where it is one that is no plain word, else the text itself. */
function valueOf(text: string): unknown {
  const isStructured = /^\s*(?:[{[]|-?\d+(?:\.\d+)?\s*$|(?:true|false|null)\s*$)/.test(text);
  if (!isStructured) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function callsInJson(json: string, names: readonly string[]): readonly TextCall[] {
  return jsonValuesInArguments(json).flatMap((value) => callsIn(value, names));
}

function callsIn(value: unknown, names: readonly string[]): readonly TextCall[] {
  if (Array.isArray(value)) return value.flatMap((one) => callsIn(one, names));
  if (typeof value !== "object" || value === null) return [];
  const members = value as Readonly<Record<string, unknown>>;
  const listed = own(members, "tool_calls") ?? own(members, "function");
  if (typeof listed === "object" && listed !== null) return callsIn(listed, names);
  const name = own(members, "name") ?? own(members, "tool") ?? own(members, "function");
  const offered = typeof name === "string" ? offeredName(name, names) : "";
  if (!names.includes(offered)) return [];
  const input = own(members, "arguments") ?? own(members, "parameters") ?? own(members, "input") ?? {};
  return [{ name: offered, input: typeof input === "string" ? (jsonValuesInArguments(input)[0] ?? undefined) : input }];
}

function own(members: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(members, name) ? members[name] : undefined;
}
