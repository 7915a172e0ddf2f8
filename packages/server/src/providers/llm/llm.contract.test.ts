import { testStructuredModel, testToolModel } from "@headway-jobs/ports/testing/language-model";
import type { LanguageModelV4 } from "@ai-sdk/provider";
import { type StubReply, startChatStub } from "./chat-stub.testing.ts";
import { resolveLanguageModels } from "./resolve-language-model.ts";
import { structuredModel } from "./structured.ts";
import { toolModel } from "./tool-model.ts";
import { startVendorStub, type VendorReply, type Wire } from "./vendor-stub.testing.ts";
import { anthropicWire, googleWire, groqWire, mistralWire, ollamaWire } from "./vendor-wires.testing.ts";

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

async function behindVendor<Model>(
  setting: string,
  wire: Wire,
  { replies, wrap }: { readonly replies: readonly VendorReply[]; readonly wrap: (model: LanguageModelV4) => Model },
) {
  const stub = await startVendorStub(wire, replies);
  const model = resolveLanguageModels(setting, { HEADWAY_LLM_BASE_URL: stub.origin })[0]?.made;
  if (model === undefined) throw new Error("no model");
  return { model: wrap(model), [Symbol.asyncDispose]: () => stub[Symbol.asyncDispose]() };
}

const VENDORS: readonly (readonly [setting: string, wire: Wire, argumentsAre: "text" | "object"])[] = [
  ["anthropic:claude-sonnet-4-5", anthropicWire, "text"],
  ["google:gemini-2.5-flash", googleWire, "object"],
  ["mistral:mistral-small-latest", mistralWire, "text"],
  ["groq:openai/gpt-oss-20b", groqWire, "text"],
  ["ollama:llama3.2", ollamaWire, "object"],
];

for (const [setting, wire, argumentsAre] of VENDORS) {
  testStructuredModel(setting, (answers) =>
    behindVendor(setting, wire, { replies: answers.map((text) => ({ text })), wrap: structuredModel }),
  );
  testToolModel(
    setting,
    (answers) => {
      const replies = answers.map((answer) => (answer.brokenOff === true ? ("broken off" as const) : answer));
      return behindVendor(setting, wire, { replies, wrap: toolModel });
    },
    { argumentsAre },
  );
}
