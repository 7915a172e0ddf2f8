import { testStructuredModel } from "./language-model.testsuite.ts";
import { markingTranslation } from "./marking-translation.ts";
import { scriptedModel } from "./scripted-model.ts";
import { testTranslation } from "./translation.testsuite.ts";

testTranslation("the double that marks texts", async () => ({
  translation: markingTranslation,
  from: "en",
  to: "es",
  text: "The house is red.",
}));

testStructuredModel("the double that follows a script", async (answers) => ({
  ...scriptedModel(...answers.map(jsonOr)),
  [Symbol.asyncDispose]: async () => undefined,
}));

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
