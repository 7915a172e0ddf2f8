import { afterEach, describe, expect, it } from "vitest";
import { type ChatBody, type StubReply, startChatStub } from "../../providers/llm/chat-stub.testing.ts";
import { resolveLanguageModels } from "../../providers/llm/resolve-language-model.ts";
import { toolModel } from "../../providers/llm/tool-model.ts";
import { modelEditor } from "./model/model-editor.ts";
import { type DocumentsKit, jobIn, startDocuments } from "./testing/documents-kit.ts";
import { bare } from "./testing/rewriting.ts";

const HTML = "<h1>Contract</h1><p>Payment is due within 60 days.</p><p>Signed.</p>";

let release: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const one of release.toReversed()) await one();
  release = [];
});

/** A server whose editor is a language model over the real protocol. */
async function serverWithModel(reply: (call: { body: ChatBody; index: number }) => StubReply): Promise<DocumentsKit> {
  const stub = await startChatStub(reply);
  release.push(() => stub[Symbol.asyncDispose]());
  const model = resolveLanguageModels("openai-compatible:stub", { HEADWAY_LLM_BASE_URL: stub.baseURL })[0]?.made;
  if (model === undefined) throw new Error("no model");
  const editor = modelEditor(toolModel(model), { contextTokens: 32_000 });
  const kit = await startDocuments({}, {}, { model: editor });
  release.push(() => kit.close());
  return kit;
}

const days = (count: number): StubReply => ({
  text: "",
  calls: [
    {
      name: "edit_chunk",
      arguments: JSON.stringify({
        chunk_id: "c2",
        new_html: `<p data-id="c2">Payment is due within ${count} days.</p>`,
        explanation: `Set the term to ${count} days.`,
      }),
    },
    { name: "answer", arguments: JSON.stringify({ text: `The term is ${count} days now.` }) },
  ],
});

const asking = { message: "Make it 30 days.", session_id: "s", document_html: HTML, approval_mode: "ask_every_time" };

describe("documents that a language model edits", () => {
  it("come with its words, its changes and its tokens, and /ready says that there is one", async () => {
    const kit = await serverWithModel(() => days(30));
    const { body } = await kit.post("/v1/chat", { ...asking, approval_mode: "approve_all" });
    expect(body.response).toBe("The term is 30 days now.");
    expect(bare(body.document_changes.updated_html)).toContain("within 30 days");
    const { usage, metadata } = (await kit.get(`/v1/jobs/${body.job_id}`)).body;
    expect(usage).toEqual({ input_tokens: 10, output_tokens: 5 });
    expect(metadata.intermediate_responses.length).toBeGreaterThan(0);
    expect((await kit.get("/ready")).body).toMatchObject({ language_model: true, providers: true });
  });

  it("are proposed again after feedback, which the model is told; the tokens of all rounds count", async () => {
    let feedback = "";
    const kit = await serverWithModel(({ body }) => {
      feedback = JSON.stringify(body.messages);
      return feedback.includes("45, please") ? days(45) : days(30);
    });
    const { body } = await kit.post("/v1/chat", asking);
    await kit.post("/v1/chat/s/approve", { job_id: body.job_id, approved: false, feedback: "45, please" });
    await expect
      .poll(async () => (await kit.get(`/v1/jobs/${body.job_id}`)).body.metadata.pending_changes[0]?.change_id)
      .toBe("ch_2");
    await kit.restart();
    await kit.post("/v1/chat/s/approve", { job_id: body.job_id, approved: true });
    const { result, usage } = await jobIn(kit, body.job_id, "completed");
    expect(bare(result.document_changes.updated_html)).toContain("within 45 days");
    expect(usage).toEqual({ input_tokens: 20, output_tokens: 10 });
  });

  it.each<[string, StubReply, string, number]>([
    ["a refusal for now", { status: 429, headers: { "retry-after": "0" } }, "PROVIDER_RATE_LIMITED", 502],
    ["an inner error", { status: 500 }, "PROVIDER_UNAVAILABLE", 502],
    ["half an answer", "cut", "PROVIDER_BAD_ANSWER", 502],
  ])(
    "end with a code when all the model gives is %s, cost nothing and leave the session free",
    async (_name, reply, code, status) => {
      let isBroken = true;
      const kit = await serverWithModel(() => (isBroken ? reply : days(30)));
      const answer = await kit.post("/v1/chat", asking);
      expect([answer.status, answer.body.code]).toEqual([status, code]);
      expect((await kit.get("/v1/users/me/usage")).body.monthly_used).toBe(0);
      isBroken = false;
      const next = await kit.post("/v1/chat", { ...asking, document_html: null, approval_mode: "approve_all" });
      expect([next.status, next.body.response]).toEqual([200, "The term is 30 days now."]);
    },
  );
});
