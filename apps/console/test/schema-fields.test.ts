import { describe, expect, it } from "vitest";
import { type FieldControl, fieldsOf, inputOf, labelOf } from "../src/kinds/own/schema-fields.ts";

const uploadOf = async (file: File): Promise<string> => `upload of ${file.name}`;

describe("a form of a JSON schema", () => {
  it.each<[what: string, member: object, control: FieldControl]>([
    ["a text", { type: "string" }, { type: "text" }],
    ["a long text", { type: "string", maxLength: 5_000 }, { type: "lines" }],
    ["a text of several lines", { type: "string", multiline: true }, { type: "lines" }],
    ["a choice", { type: "string", enum: ["a", "b"] }, { type: "choice", options: ["a", "b"] }],
    ["a flag", { type: "boolean" }, { type: "flag" }],
    ["a whole number", { type: "integer", minimum: 1, maximum: 9 }, { type: "number", whole: true, min: 1, max: 9 }],
    [
      "any whole number",
      { type: "integer", minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
      { type: "number", whole: true, min: undefined, max: undefined },
    ],
    ["a number", { type: "number" }, { type: "number", whole: false, min: undefined, max: undefined }],
    ["a list of texts", { type: "array", items: { type: "string" } }, { type: "list" }],
    ["a file", { type: "string", format: "upload-id" }, { type: "file" }],
    ["whatever else, as JSON", { type: "object", properties: {} }, { type: "json" }],
  ])("asks for %s", (_what, member, control) => {
    expect(fieldsOf({ type: "object", properties: { it: member } })).toMatchObject([{ name: "it", control }]);
  });

  it("has no fields for a schema without members", () => {
    expect(fieldsOf({ oneOf: [] })).toBeNull();
  });

  it.each([
    ["word_count", "Word count"],
    ["wordCount", "Word count"],
    ["subject", "Subject"],
  ])("names %s as people read it", (name, label) => {
    expect(labelOf(name)).toBe(label);
  });

  it("gives the input that was filled in, leaves out what was left empty, and sends files", async () => {
    const properties = {
      subject: { type: "string" },
      note: { type: "string" },
      count: { type: "integer", default: 3 },
      loud: { type: "boolean", default: true },
      tags: { type: "array", items: { type: "string" } },
      more: { type: "object" },
      sound: { type: "string", format: "upload-id" },
    };
    const fields = fieldsOf({ type: "object", properties }) ?? [];
    const values = {
      subject: "Tea",
      note: " ",
      tags: "a\n\nb",
      more: '{"x":1}',
      sound: new File(["…"], "call.mp3"),
    };
    expect(await inputOf(fields, values, uploadOf)).toEqual({
      subject: "Tea",
      count: 3,
      loud: true,
      tags: ["a", "b"],
      more: { x: 1 },
      sound: "upload of call.mp3",
    });
  });

  it("names the field whose JSON is not valid", async () => {
    const fields = fieldsOf({ type: "object", properties: { more_facts: { type: "object" } } }) ?? [];
    await expect(inputOf(fields, { more_facts: "{" }, uploadOf)).rejects.toThrow(/^More facts is not valid JSON/);
  });
});
