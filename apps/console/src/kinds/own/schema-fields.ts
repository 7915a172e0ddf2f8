/** How a member of a job's input is asked for. */
export type FieldControl =
  | { readonly type: "text" | "lines" | "json" | "list" | "file" }
  | { readonly type: "flag" }
  | {
      readonly type: "number";
      readonly whole: boolean;
      readonly min: number | undefined;
      readonly max: number | undefined;
    }
  | { readonly type: "choice"; readonly options: readonly string[] };

/** One field of the form that is made of a kind's JSON schema. */
export interface SchemaField {
  readonly name: string;
  readonly label: string;
  readonly hint: string | undefined;
  readonly required: boolean;
  readonly control: FieldControl;
  /** What the field holds at first. */
  readonly initial: FieldValue;
}

/** A file is sent when the form is. */
export type FieldValue = string | boolean | File;
export type FormValues = Readonly<Record<string, FieldValue>>;

interface Schema {
  readonly type?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly format?: string;
  readonly multiline?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
}

/** Text of one line is asked for up to this length. */
const LINE_CHARS = 200;

/** The fields of an input's JSON schema; null when it is not an object with named members, which the form asks for as JSON. */
export function fieldsOf(schema: Readonly<Record<string, unknown>>): readonly SchemaField[] | null {
  const { properties, required = [] } = schema as Schema;
  if (properties === undefined) return null;
  return Object.entries(properties).map(([name, member]) => {
    const control = controlOf(member);
    return {
      name,
      label: member.title ?? labelOf(name),
      hint: member.description,
      required: required.includes(name),
      control,
      initial: initialOf(member, control),
    };
  });
}

/**
 * The input that a filled form stands for, its files by `uploadOf`. Throws SyntaxError, with the field's label, where JSON is asked for
 * and is not valid; no file is sent then.
 */
export async function inputOf(
  fields: readonly SchemaField[],
  values: FormValues,
  uploadOf: (file: File) => Promise<string>,
): Promise<Record<string, unknown>> {
  const members = fields.map(({ name, label, control, initial }) => {
    const value = values[name] ?? initial;
    return { name, member: value instanceof File ? value : memberOf(control, value, label) };
  });
  const input: Record<string, unknown> = {};
  for (const { name, member } of members) {
    const sent = member instanceof File ? await uploadOf(member) : member;
    if (sent !== undefined) input[name] = sent;
  }
  return input;
}

/** A word for a name: `word_count` and `wordCount` → "Word count". */
export function labelOf(name: string): string {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll(/[_-]+/g, " ")
    .trim()
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function controlOf({
  type,
  enum: options,
  format,
  multiline,
  minimum,
  maximum,
  maxLength = 0,
  items,
}: Schema): FieldControl {
  if (options !== undefined && options.every((one) => typeof one === "string")) return { type: "choice", options };
  if (type === "boolean") return { type: "flag" };
  if (type === "integer" || type === "number") {
    return { type: "number", whole: type === "integer", min: bound(minimum), max: bound(maximum) };
  }
  if (type === "array" && items?.type === "string") return { type: "list" };
  if (type !== "string") return { type: "json" };
  if (format === "upload-id") return { type: "file" };
  return { type: multiline === true || maxLength > LINE_CHARS ? "lines" : "text" };
}

/** A schema names the limits of its number type where it has none of its own. */
const bound = (limit: number | undefined): number | undefined =>
  limit === undefined || Math.abs(limit) >= Number.MAX_SAFE_INTEGER ? undefined : limit;

function initialOf({ default: preset }: Schema, { type }: FieldControl): FieldValue {
  if (type === "flag") return preset === true;
  if (preset === undefined || preset === null) return "";
  if (type === "list" && Array.isArray(preset)) return preset.join("\n");
  return typeof preset === "string" ? preset : JSON.stringify(preset);
}

/** Undefined for a field that was left empty: the server's default, or its complaint, is then the answer. */
function memberOf({ type }: FieldControl, value: string | boolean, label: string): unknown {
  if (typeof value === "boolean") return value;
  if (value.trim() === "") return undefined;
  if (type === "number") return Number(value);
  if (type === "list") return value.split("\n").filter((line) => line.trim() !== "");
  return type === "json" ? parsedJson(value, label) : value;
}

function parsedJson(value: string, label: string): unknown {
  try {
    return JSON.parse(value);
  } catch (error) {
    throw new SyntaxError(`${label} is not valid JSON: ${(error as Error).message}`, { cause: error });
  }
}
