import { randomUUID } from "node:crypto";
import { admitDocument } from "@headway-jobs/html-document/admit";
import { readDocument } from "@headway-jobs/html-document/read";
import { testEditor } from "@headway-jobs/ports/testing/editor";
import { startChatStub } from "../../../providers/llm/chat-stub.testing.ts";
import { resolveLanguageModels } from "../../../providers/llm/resolve-language-model.ts";
import { toolModel } from "../../../providers/llm/tool-model.ts";
import { scriptedEditor } from "../testing/documents-kit.ts";
import { modelEditor } from "./model-editor.ts";

const DOCUMENT = {
  read: (html: string) => readDocument(admitDocument(html, randomUUID).html),
  html: "<h1>Contract</h1><p>Payment is due within <b>60 days</b>.</p><p>Signed.</p>",
  message: "Make it 30 days.",
};

const EDIT = {
  name: "edit_chunk",
  arguments: JSON.stringify({
    chunk_id: "c2",
    new_html: "<p>Payment is due within <b>30 days</b>.</p>",
    explanation: "As asked.",
  }),
};
const ANSWER = { name: "answer", arguments: JSON.stringify({ text: "It is 30 days now." }) };

testEditor("the editor with a language model", async () => {
  const stub = await startChatStub(() => ({ text: "", calls: [EDIT, ANSWER] }));
  const model = resolveLanguageModels("openai-compatible:stub", { HEADWAY_LLM_BASE_URL: stub.baseURL })[0]?.made;
  if (model === undefined) throw new Error("no model");
  return {
    ...DOCUMENT,
    editor: modelEditor(toolModel(model), { contextTokens: 32_000 }),
    [Symbol.asyncDispose]: () => stub[Symbol.asyncDispose](),
  };
});

testEditor("the double that answers as a test says", async () => ({
  ...DOCUMENT,
  editor: scriptedEditor(({ document }) => ({
    proposals: document.chunks
      .filter(({ tag }) => tag === "p")
      .map(({ id }) => ({ operation: "delete", chunkId: id, explanation: "As asked." })),
  })),
}));
