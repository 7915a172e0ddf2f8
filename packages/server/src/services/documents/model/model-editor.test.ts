import { HeadwayError } from "@headway-jobs/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type ChatBody,
  startChatStub,
  type StubCall,
  type StubReply,
} from "../../../providers/llm/chat-stub.testing.ts";
import { resolveLanguageModels } from "../../../providers/llm/resolve-language-model.ts";
import { toolModel } from "../../../providers/llm/tool-model.ts";
import type { EditAnswer, EditRequest } from "@headway-jobs/ports/editor";
import { admitDocument } from "@headway-jobs/html-document/admit";
import { readDocument } from "@headway-jobs/html-document/read";
import { modelEditor } from "./model-editor.ts";

const HTML = `<h1>Contract</h1><p>Payment is due within <b>60 days</b>.</p><ul><li>One</li><li>Two</li></ul><p>Signed.</p>`;

interface Session {
  readonly answer: EditAnswer | HeadwayError;
  readonly asked: readonly ChatBody[];
  readonly told: readonly string[];
  readonly kept: ReadonlyMap<string, unknown>;
}

/** The editor over the real protocol, its model answering what `reply` decides. Labels are c1, c2 … in document order. */
async function edit(
  reply: StubReply | readonly StubReply[] | ((call: { readonly body: ChatBody; readonly index: number }) => StubReply),
  options: {
    readonly html?: string;
    readonly contextTokens?: number;
    readonly request?: Partial<EditRequest>;
    readonly kept?: Map<string, unknown>;
  } = {},
): Promise<Session & { readonly request: EditRequest }> {
  const replies = typeof reply === "function" ? reply : [reply].flat();
  await using stub = await startChatStub((call) =>
    typeof replies === "function" ? replies(call) : (replies[call.index] ?? { text: "That is all." }),
  );
  const model = resolveLanguageModels("openai-compatible:stub", { HEADWAY_LLM_BASE_URL: stub.baseURL })[0]?.made;
  if (model === undefined) throw new Error("no model");
  const told: string[] = [];
  const kept = options.kept ?? new Map<string, unknown>();
  const request = requestFor(options.html ?? HTML, told, kept, options.request);
  const editor = modelEditor(toolModel(model), { contextTokens: options.contextTokens ?? 32_000 });
  const answer = await editor.edit(request).catch((error: unknown) => {
    if (error instanceof HeadwayError) return error;
    throw error;
  });
  return { answer, asked: stub.asked, told, kept, request };
}

function requestFor(
  html: string,
  told: string[],
  kept: Map<string, unknown>,
  given: Partial<EditRequest> = {},
): EditRequest {
  let ids = 0;
  const newId = (): string => `00000000-0000-4000-8000-${String((ids += 1)).padStart(12, "0")}`;
  const tell = async (sentence: string): Promise<void> => void told.push(sentence);
  const { signal } = new AbortController();
  return {
    document: readDocument(admitDocument(html, newId).html),
    message: "Make it 30 days.",
    history: [],
    denied: [],
    tell,
    signal,
    keep: async <T>(name: string, work: (piece: { tell: EditRequest["tell"]; signal: AbortSignal }) => Promise<T>) => {
      if (kept.has(name)) return kept.get(name) as T;
      const result = await work({ tell, signal });
      kept.set(name, JSON.parse(JSON.stringify(result)));
      return result;
    },
    ...given,
  };
}

const call = (name: string, input: unknown): StubCall => ({ name, arguments: JSON.stringify(input) });
const say = (text: string): StubCall => call("answer", { text });
const thirtyDays = call("edit_chunk", {
  chunk_id: "c2",
  new_html: '<p data-id="c2">Payment is due within <b>30 days</b>.</p>',
  explanation: "Shortened the term to 30 days.",
});

function proposalsOf({ answer }: Session): EditAnswer["proposals"] {
  if (answer instanceof HeadwayError) throw answer;
  return answer.proposals;
}

describe("the editor with a language model", () => {
  it("turns calls into proposals and reports progress", async () => {
    const session = await edit({ text: "", calls: [thirtyDays, say("The term is 30 days now.")] });
    const [, paragraph] = session.request.document.chunks;
    expect(session.answer).toMatchObject({
      response: "The term is 30 days now.",
      usage: { inputTokens: 10, outputTokens: 5 },
      warnings: [],
      proposals: [{ operation: "edit", chunkId: paragraph?.id, explanation: "Shortened the term to 30 days." }],
    });
    expect(session.told).toEqual(["Reading the document", "Rewriting “Payment is due within 60 days.”"]);
  });

  it("shows the model the document under short names, without the long ones", async () => {
    const { asked } = await edit({ text: "Nothing to do." });
    const prompt = JSON.stringify(asked[0]?.messages);
    expect(prompt).toContain('<p data-id=\\"c2\\">Payment');
    expect(prompt).not.toContain("data-chunk-id");
  });

  it("answers a question without changing anything", async () => {
    const session = await edit(
      { text: "Payment is due within 60 days." },
      { request: { message: "When do I have to pay?" } },
    );
    expect(session.answer).toMatchObject({ response: "Payment is due within 60 days.", proposals: [] });
  });

  it("continues while the model calls, and puts proposals in document order", async () => {
    const add = call("create_chunk", {
      insert_after_chunk_id: "c6",
      new_html: "<p>Oslo, 2026</p>",
      explanation: "Added the place.",
    });
    const remove = call("delete_chunk", { chunk_id: "c5", explanation: "Removed the second item." });
    const session = await edit([
      { text: "", calls: [add, remove] },
      { text: "", calls: [thirtyDays] },
      { text: "Three changes." },
    ]);
    expect(proposalsOf(session).map(({ operation }) => operation)).toEqual(["edit", "delete", "create"]);
    expect(session.asked).toHaveLength(3);
  });

  it.each<[string, StubCall]>([
    ["a chunk that is not there", call("edit_chunk", { chunk_id: "c99", new_html: "<p>x</p>", explanation: "Why." })],
    [
      "another element unasked",
      call("edit_chunk", { chunk_id: "c2", new_html: "<h2>Payment</h2>", explanation: "Why." }),
    ],
    [
      "nothing new",
      call("create_chunk", { insert_after_chunk_id: "c2", new_html: "<script>alert(1)</script>", explanation: "Why." }),
    ],
    [
      "nothing but what is there",
      call("edit_chunk", { chunk_id: "c6", new_html: "<p>Signed.</p>", explanation: "Why." }),
    ],
    ["arguments that are no JSON", { name: "edit_chunk", arguments: '{"chunk_id": "c2", "new_html": "<p' }],
    ["a function that does not exist", call("format_disk", {})],
  ])("has a call with %s repaired once", async (_what, bad) => {
    const repaired = await edit([
      { text: "", calls: [bad] },
      { text: "", calls: [thirtyDays, say("Done.")] },
    ]);
    expect(proposalsOf(repaired)).toHaveLength(1);
    expect(JSON.stringify(repaired.asked[1]?.messages.at(-1))).toContain("Not accepted");
    expect(repaired.answer).toMatchObject({ warnings: [] });

    const stubborn = await edit([
      { text: "", calls: [thirtyDays, bad] },
      { text: "", calls: [bad] },
    ]);
    expect(proposalsOf(stubborn)).toHaveLength(1);
    expect(stubborn.answer).toMatchObject({ warnings: [expect.stringContaining("could not be used")] });
    expect(stubborn.asked).toHaveLength(2);
  });

  it("lets the element change when the user asked for it", async () => {
    const heading = call("edit_chunk", {
      chunk_id: "c2",
      new_html: "<h2>Payment</h2>",
      explanation: "Why.",
      changes_element: true,
    });
    expect(proposalsOf(await edit({ text: "", calls: [heading, say("Done.")] }))).toMatchObject([
      { newHtml: "<h2>Payment</h2>" },
    ]);
  });

  it("sanitises what the model writes", async () => {
    const evil = call("edit_chunk", {
      chunk_id: "c2",
      new_html: '<p onclick="steal()">30 days<img src=x onerror=alert(1)><script>alert(1)</script></p>',
      explanation: "Why.",
    });
    const [proposal] = proposalsOf(await edit({ text: "", calls: [evil, say("Done.")] }));
    expect(JSON.stringify(proposal)).not.toMatch(/onclick|onerror|script/);
  });

  it("proposes nothing inside an element that is replaced as a whole", async () => {
    const list = call("delete_chunk", { chunk_id: "c3", explanation: "Removed the list." });
    const item = call("edit_chunk", { chunk_id: "c4", new_html: "<li>First</li>", explanation: "Why." });
    const session = await edit({ text: "", calls: [item, list, say("Done.")] });
    expect(proposalsOf(session)).toMatchObject([{ operation: "delete" }]);
    expect(session.answer).toMatchObject({ warnings: [expect.stringContaining("as a whole")] });
  });

  it("refuses to empty the document unless that is what the message asks", async () => {
    const all = ["c1", "c2", "c3", "c6"].map((chunk_id) => call("delete_chunk", { chunk_id, explanation: "Gone." }));
    const reply = { text: "", calls: [...all, say("All gone.")] };
    const unasked = await edit(reply);
    expect(unasked.answer).toMatchObject({ proposals: [], response: expect.stringContaining("nothing was changed") });
    const asked = await edit(reply, { request: { message: "Delete everything in the document." } });
    expect(proposalsOf(asked)).toHaveLength(4);
  });

  it("gives feedback on denied proposals to the model, with only the part they are in", async () => {
    const long = Array.from({ length: 40 }, (_, index) => `<p>${`Paragraph ${index} `.repeat(60)}</p>`).join("");
    const document = requestFor(long, [], new Map()).document;
    const target = document.chunks[20];
    const denied = [
      {
        proposal: {
          operation: "edit" as const,
          chunkId: target?.id ?? "",
          newHtml: "<p>Short</p>",
          explanation: "Shorter.",
        },
        feedback: "Keep the number.",
      },
    ];
    const session = await edit(
      { text: "", calls: [say("Done.")] },
      { html: long, contextTokens: 9_000, request: { denied } },
    );
    expect(session.asked).toHaveLength(1);
    const prompt = JSON.stringify(session.asked[0]?.messages);
    expect(prompt).toContain("Keep the number.");
    expect(prompt).toContain("Paragraph 20 ");
    expect(prompt).not.toContain("Paragraph 39 ");
  });

  it.each<[string, StubReply, string]>([
    ["a rate limit", { status: 429 }, "PROVIDER_RATE_LIMITED"],
    ["a failing server", { status: 500 }, "PROVIDER_UNAVAILABLE"],
    ["garbage", { status: 200, body: "<html>" }, "PROVIDER_BAD_ANSWER"],
    ["a cut stream", "cut", "PROVIDER_BAD_ANSWER"],
  ])("ends with a code for %s", async (_what, reply, code) => {
    expect((await edit(reply)).answer).toMatchObject({ code, retryable: true });
  });

  it("stops a model that does not stop calling", async () => {
    const session = await edit(({ index }) => ({
      text: "",
      calls: [call("create_chunk", { insert_after_chunk_id: "c1", new_html: `<p>${index}</p>`, explanation: "More." })],
    }));
    expect(session.asked.length).toBeLessThan(50);
    expect(proposalsOf(session).length).toBe(session.asked.length);
  });

  it("lets a model that was cut off continue", async () => {
    const session = await edit([{ text: "", calls: [thirtyDays], finishReason: "length" }, { text: "Done." }]);
    expect(session.asked).toHaveLength(2);
    expect(proposalsOf(session)).toHaveLength(1);
  });
});

const chooseAllThenSay = ({ index }: { readonly index: number }): StubReply =>
  index === 0 ? { text: "", calls: [call("choose_parts", { parts: "all" })] } : { text: "", calls: [say("Done.")] };

describe("a long document", () => {
  const sections = Array.from(
    { length: 12 },
    (_, index) => `<h2>Section ${index + 1}</h2><p>${`Text of section ${index + 1}. `.repeat(100)}</p>`,
  ).join("");
  const small = { html: sections, contextTokens: 4_000 };

  it("is worked through in the parts that the model chooses, each with the outline", async () => {
    const session = await edit(({ body, index }) => {
      if (index === 0) return { text: "", calls: [call("choose_parts", { parts: [2] })] };
      expect(JSON.stringify(body.messages)).toContain("Section 12");
      return { text: "", calls: [say("Done.")] };
    }, small);
    expect(session.asked).toHaveLength(2);
    expect(session.told).toContainEqual(expect.stringMatching(/^Reading part 2 of \d+$/));
  });

  it("is worked through whole when the choice cannot be read, and summed up once", async () => {
    const parts = new Set<string>();
    const session = await edit(({ body }) => {
      const prompt = JSON.stringify(body.messages);
      const part = /This is part (\d+)/.exec(prompt)?.[1];
      if (part === undefined)
        return { text: body.tools === undefined ? "I shortened every section." : "Which parts? All of them!" };
      parts.add(part);
      const chunk_id = /data-id=\W*(c\d+)[^>]*>Text of/.exec(prompt)?.[1];
      const shorter = call("edit_chunk", { chunk_id, new_html: "<p>Short.</p>", explanation: "Shorter." });
      return { text: "", calls: [shorter, say(`Part ${part} is done.`)] };
    }, small);
    expect(parts.size).toBeGreaterThan(3);
    expect(session.answer).toMatchObject({ response: "I shortened every section." });
  });

  it("is not asked about again after a crash", async () => {
    const first = await edit(chooseAllThenSay, small);
    const again = await edit(chooseAllThenSay, { ...small, kept: new Map(first.kept) });
    expect(again.asked).toHaveLength(0);
    expect(again.answer).toEqual(first.answer);
  });
});

it("that calls for nothing that could be done is not said to have found nothing", async () => {
  const session = await edit(() => ({
    text: "",
    calls: [call("delete_chunk", { chunk_id: "c99", explanation: "x" })],
  }));
  expect(session.answer).toMatchObject({ response: expect.stringMatching(/could not be used/), proposals: [] });
});

it("that never comes to an end is stopped, and the user is told", async () => {
  const session = await edit(() => ({
    text: "",
    calls: [call("edit_chunk", { chunk_id: "c2", new_html: "<p>Two weeks.</p>", explanation: "x" })],
  }));
  expect(session.asked).toHaveLength(3);
  expect(session.answer).toMatchObject({
    proposals: [{ operation: "edit", newHtml: "<p>Two weeks.</p>" }],
    warnings: [expect.stringMatching(/stopped after 3 turns/)],
  });
});

it("whatever a model calls, the document is never proposed to hold what is unsafe or is not there", async () => {
  const names = fc.constantFrom("edit_chunk", "create_chunk", "delete_chunk", "answer", "other");
  const label = fc.oneof(fc.constantFrom("c1", "c2", "c3", "c6", "C4", "c99", ""), fc.string());
  const html = fc.oneof(
    fc.constantFrom(
      "<p>x</p>",
      "<li>y</li>",
      "<svg onload=alert(1)>",
      "<a href='javascript:alert(1)'>z</a>",
      "text",
      "",
    ),
    fc.string(),
  );
  const input = fc.oneof(
    fc.record({
      chunk_id: label,
      insert_after_chunk_id: label,
      new_html: html,
      explanation: fc.string(),
      text: fc.string(),
    }),
    fc.jsonValue(),
  );
  const calls = fc.array(
    fc.tuple(names, input).map(([name, value]) => call(name, value)),
    { minLength: 1, maxLength: 4 },
  );
  await fc.assert(
    fc.asyncProperty(calls, async (made) => {
      const session = await edit({ text: "", calls: made });
      for (const proposal of proposalsOf(session)) {
        if (proposal.operation !== "create") expect(session.request.document.find(proposal.chunkId)).toBeDefined();
        if (proposal.operation !== "delete") expect(proposal.newHtml).not.toMatch(/<[^>]*(?:\son\w+=|javascript:)/i);
      }
    }),
    { numRuns: 60 },
  );
});

it("a model that answers with nothing has not looked for changes: that is an error, not an empty result", async () => {
  expect((await edit({ text: "" })).answer).toMatchObject({ code: "PROVIDER_BAD_ANSWER" });
});
