import { describe, expect, it } from "vitest";
import { settingSchemas } from "../config/load-config.ts";
import { metaOf } from "../config/setting.ts";
import { VENDOR_VARIABLES } from "../config/vendor-variables.ts";
import { type Adapter, acceptedForms, chooseAdapter } from "./adapter.ts";
import { PICTURE_ADAPTERS } from "./image/adapters.ts";
import { LANGUAGE_MODEL_ADAPTERS } from "./llm/adapters.ts";
import { TRANSCRIPTION_ADAPTERS } from "./transcription/adapters.ts";
import { TRANSLATION_ADAPTERS } from "./translation/adapters.ts";
import { VOICE_VENDORS } from "./voice/vendors.ts";

const LISTS: Readonly<Record<string, readonly Adapter<unknown, never>[]>> = {
  HEADWAY_LLM: LANGUAGE_MODEL_ADAPTERS,
  HEADWAY_SPEECH: VOICE_VENDORS,
  HEADWAY_TRANSCRIPTION: TRANSCRIPTION_ADAPTERS,
  HEADWAY_TRANSLATION: TRANSLATION_ADAPTERS,
  HEADWAY_IMAGES: PICTURE_ADAPTERS,
};

const plain = (name: string): Adapter<string> => ({ names: [name], create: () => name });
const withModel = (name: string): Adapter<string> => ({
  names: [name, `${name}-too`],
  detail: "MODEL",
  example: `${name}:big`,
  create: (model) => `${name} ${model}`,
});
const ADAPTERS = [plain("one"), withModel("two")];

describe("the adapters of a setting", () => {
  it.each([
    ["one", "one", ""],
    [" ONE ", "one", ""],
    ["two:big", "two", "big"],
    ["two-too: big:v1 ", "two", "big:v1"],
  ])("of %j is chosen", (value, name, detail) => {
    const chosen = chooseAdapter("HEADWAY_TEST", value, ADAPTERS);
    expect([chosen.adapter.names[0], chosen.detail]).toEqual([name, detail]);
  });

  it.each(["", "two", "two:", "two:a b", "one:big", "three", "constructor", ":big"])("does not include %j", (value) => {
    expect(() => chooseAdapter("HEADWAY_TEST", value, ADAPTERS)).toThrow(
      `HEADWAY_TEST is "${value}"; expected one or two:MODEL, e.g. two:big.`,
    );
  });

  it("are told together when several take a model", () => {
    expect(acceptedForms([...ADAPTERS, withModel("three")], "`")).toBe(
      "`one` or `ADAPTER:MODEL` with the adapter `two` or `three`, e.g. `two:big`",
    );
  });

  it.each(Object.entries(LISTS))(
    "of %s have names, examples and variables that are documented",
    (setting, adapters) => {
      const names = adapters.flatMap((adapter) => adapter.names);
      expect(new Set(names).size).toBe(names.length);
      for (const { example } of adapters) {
        if (example !== undefined) expect(chooseAdapter(setting, example, adapters).adapter.example).toBe(example);
      }
      const meta = settingSchemas().map(([, schema]) => metaOf(schema));
      expect(meta.find(({ env }) => env === setting)?.expected).toContain(
        `${acceptedForms(adapters, "`")}; or several`,
      );
      for (const variable of adapters.flatMap(({ variables }) => variables ?? []))
        expect(VENDOR_VARIABLES).toContainEqual(variable);
    },
  );
});
