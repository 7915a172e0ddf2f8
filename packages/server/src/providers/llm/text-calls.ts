import { jsonValuesIn } from "./answer-json.ts";

export interface TextCall {
  readonly name: string;
  readonly input: unknown;
}

/**
 * Function calls that a model wrote into its text instead of using the API, and the text without them. Only functions of `names` count; anything else
 * stays text. Forms: `<tool_call>` (Qwen, Hermes), `<function=…>` (Llama, Qwen Coder), `[TOOL_CALLS]` (Mistral), `<|python_tag|>` (Llama), fenced or bare
 * JSON with a name and arguments.
 */
export function callsInText(
  text: string,
  names: readonly string[],
): { readonly calls: readonly TextCall[]; readonly text: string } {
  const calls: TextCall[] = [];
  let rest = text;
  for (const form of FORMS) {
    rest = rest.replaceAll(form.pattern, (whole: string, ...groups: unknown[]) => {
      const found = form.read(
        groups.filter((group) => typeof group === "string"),
        names,
      );
      calls.push(...found);
      return found.length > 0 ? "" : whole;
    });
  }
  if (calls.length === 0 && /^\s*[{[]/.test(rest)) {
    calls.push(...callsInJson(rest, names));
    if (calls.length > 0) rest = "";
  }
  return { calls, text: calls.length === 0 ? text : rest.replaceAll(LEFT_OVERS, "").trim() };
}

interface Form {
  readonly pattern: RegExp;
  read(groups: readonly string[], names: readonly string[]): readonly TextCall[];
}

const fromJson: Form["read"] = ([json = ""], names) => callsInJson(json, names);

const FORMS: readonly Form[] = [
  { pattern: /<tool_call>\s*([{[][\s\S]*?)\s*(?:<\/tool_call>|$)/giu, read: fromJson },
  { pattern: /<function=([\w.-]+)>([\s\S]*?)(?:<\/function>|$)/giu, read: readFunctionTag },
  { pattern: /\[TOOL_CALLS\]\s*(\[[\s\S]*\])/gu, read: fromJson },
  { pattern: /<\|python_tag\|>\s*(\{[\s\S]*\})/gu, read: fromJson },
  { pattern: /```[a-z_]*[ \t]*\n([\s\S]*?)```/giu, read: fromJson },
];

/** Tags around calls that were taken out. */
const LEFT_OVERS = /<\/?tool_calls?>|<\|eo[tm]_id\|>|<\|im_end\|>/giu;

/** `<function=name>{…}</function>` or `<function=name><parameter=at>value</parameter></function>`. */
function readFunctionTag([name = "", body = ""]: readonly string[], names: readonly string[]): readonly TextCall[] {
  if (!names.includes(name)) return [];
  const parameters = [...body.matchAll(/<parameter=([\w.-]+)>\n?([\s\S]*?)\n?<\/parameter>/giu)];
  if (parameters.length === 0) return [{ name, input: jsonValuesIn(body)[0] ?? {} }];
  const entries = parameters.map(([, parameter, value]) => [parameter ?? "", valueOf(value ?? "")] as const);
  return [{ name, input: Object.fromEntries(entries) }];
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
  return jsonValuesIn(json).flatMap((value) => callsIn(value, names));
}

function callsIn(value: unknown, names: readonly string[]): readonly TextCall[] {
  if (Array.isArray(value)) return value.flatMap((one) => callsIn(one, names));
  if (typeof value !== "object" || value === null) return [];
  const members = value as Readonly<Record<string, unknown>>;
  const listed = own(members, "tool_calls") ?? own(members, "function");
  if (typeof listed === "object" && listed !== null) return callsIn(listed, names);
  const name = own(members, "name") ?? own(members, "tool") ?? own(members, "function");
  if (typeof name !== "string" || !names.includes(name)) return [];
  const input = own(members, "arguments") ?? own(members, "parameters") ?? own(members, "input") ?? {};
  return [{ name, input: typeof input === "string" ? (jsonValuesIn(input)[0] ?? undefined) : input }];
}

function own(members: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(members, name) ? members[name] : undefined;
}
