import { testStructuredModel, testToolModel } from "@headway-jobs/ports/testing/language-model";
import type { LanguageModelV4 } from "@ai-sdk/provider";
import { type StubReply, startChatStub } from "./chat-stub.testing.ts";
import { resolveLanguageModels } from "./resolve-language-model.ts";
import { structuredModel } from "./structured.ts";
import { toolModel } from "./tool-model.ts";

async function behindStub<Model>(replies: readonly StubReply[], wrap: (model: LanguageModelV4) => Model) {
  const stub = await startChatStub(({ index }) => replies[index] ?? replies.at(-1) ?? { status: 500 });
  const model = resolveLanguageModels("vllm:stub", { VLLM_BASE_URL: stub.baseURL })[0]?.made;
  if (model === undefined) throw new Error("no model");
  return { model: wrap(model), [Symbol.asyncDispose]: () => stub[Symbol.asyncDispose]() };
}

testStructuredModel("an AI SDK model", (answers) =>
  behindStub(
    answers.map((text) => ({ text })),
    structuredModel,
  ),
);

testToolModel("an AI SDK model", (answers) =>
  behindStub(
    answers.map(({ cutOff = false, brokenOff = false, ...said }) => {
      if (brokenOff) return "cut";
      return cutOff ? { ...said, finishReason: "length" } : said;
    }),
    toolModel,
  ),
);
