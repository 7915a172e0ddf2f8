import { describe, expect, it } from "vitest";
import { entriesWithKeys, providerEntries } from "./provider-entries.ts";

const configured = providerEntries().parse([
  { name: "cloud", type: "openai", model: "tts-1", api_key_env: "SECOND_OPENAI_KEY" },
]);

describe("an entry that names the variable of its key", () => {
  it("has the key that the variable holds", () => {
    expect(entriesWithKeys(configured, { SECOND_OPENAI_KEY: "sk-second" })).toMatchObject([{ apiKey: "sk-second" }]);
  });

  it("has none while the variable is not set, and not that of another account", () => {
    expect(entriesWithKeys(configured, { OPENAI_API_KEY: "sk-first" })).toMatchObject([{ apiKey: "" }]);
  });
});
