import { expect, it } from "vitest";
import { wordsOfBody } from "./words-of-body.ts";

it.each([
  // https://github.com/remsky/Kokoro-FastAPI, api/src/routers/openai_compatible.py
  {
    detail: { error: "validation_error", message: "Voice 'alloy' not found.", type: "invalid_request_error" },
    words: "Voice 'alloy' not found.",
  },
  { error: "quota_exceeded", words: "quota_exceeded" },
  { error: "The model is not there.", message: "not found", words: "The model is not there." },
])("the sentence is quoted, and a code only where there is none: $words", ({ words, ...body }) => {
  expect(wordsOfBody(JSON.stringify(body))).toBe(words);
});
