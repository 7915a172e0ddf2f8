import { HeadwayError } from "@headway-jobs/contract";
import { admitDocument } from "@headway-jobs/html-document/admit";
import { readDocument } from "@headway-jobs/html-document/read";
import type { EditRequest } from "@headway-jobs/ports/editor";
import type { ToolModel, ToolRequest } from "@headway-jobs/ports/language-model";
import { describe, expect, it } from "vitest";
import { modelEditor } from "./model-editor.ts";

const HISTORY = [
  { message: "First message", response: "First answer" },
  { message: "Second message", response: "Second answer" },
];

/** A model that takes prompts of at most so many characters, and edits the first paragraph of each. */
function smallModel(maxChars: number) {
  const prompts: string[] = [];
  const model: ToolModel = {
    name: "stub/small",
    async take({ messages, tools }: ToolRequest) {
      const prompt = messages.map((message) => ("text" in message ? message.text : "")).join("\n");
      prompts.push(prompt);
      if (prompt.length > maxChars)
        throw new HeadwayError("PROVIDER_INPUT_TOO_LONG", "The model takes no input of this length.");
      const answer = { by: "stub/small", usage: { inputTokens: 1, outputTokens: 1 }, cutOff: false, warnings: [] };
      if (tools.length === 0) return { ...answer, text: "Both were shortened.", calls: [] };
      const label = /<p data-id="(c\d+)"/.exec(prompt)?.[1] ?? "";
      const input = { chunk_id: label, new_html: "<p>Short.</p>", explanation: "Shortened." };
      const calls = [
        ...(label === "" ? [] : [{ callId: "a", name: "edit_chunk", input }]),
        { callId: "b", name: "answer", input: { text: `Shortened ${label}.` } },
      ];
      return { ...answer, text: "", calls };
    },
  };
  return { model, prompts };
}

const tell = async (): Promise<void> => undefined;

async function edit(html: string, maxChars: number, kept = new Map<string, unknown>()) {
  const { model, prompts } = smallModel(maxChars);
  let ids = 0;
  const newId = (): string => `00000000-0000-4000-8000-${String((ids += 1)).padStart(12, "0")}`;
  const { signal } = new AbortController();
  const document = readDocument(admitDocument(html, newId).html);
  const request: EditRequest = {
    document,
    message: "Shorten it.",
    history: HISTORY,
    denied: [],
    tell,
    signal,
    async keep(name, work) {
      if (!kept.has(name)) kept.set(name, JSON.parse(JSON.stringify(await work({ tell, signal }))));
      return kept.get(name) as Awaited<ReturnType<typeof work>>;
    },
  };
  const answer = await modelEditor(model, { contextTokens: 32_000 })
    .edit(request)
    .catch((error: unknown) => error as HeadwayError);
  return { answer, prompts, document, kept };
}

const paragraph = (index: number, chars = 500): string => `<p>${`Text of paragraph ${index}. `.padEnd(chars, "x")}</p>`;
const EIGHT = Array.from({ length: 8 }, (_, index) => paragraph(index)).join("");

describe("a part of a document that is too long for the model", () => {
  it("is halved until the model takes it, and each half is asked for its changes", async () => {
    const { answer, prompts } = await edit(EIGHT, 1_600);
    expect(answer).toMatchObject({ proposals: Array.from({ length: 4 }, () => ({ operation: "edit" })) });
    expect(answer).toMatchObject({ warnings: [expect.stringMatching(/^The document was read in smaller parts/)] });
    // The whole, two halves and four quarters; without earlier turns but the last.
    expect(prompts).toHaveLength(7);
    expect(prompts[0]).toContain("First message");
    expect(prompts.slice(1).join("")).not.toContain("First message");
  });

  it("is divided within an element that holds others", async () => {
    const { answer } = await edit(`<section>${EIGHT}</section>`, 1_600);
    expect(answer).toMatchObject({ proposals: Array.from({ length: 4 }, () => ({ operation: "edit" })) });
  });

  it("is left out where one element is too long alone, with its length in a warning", async () => {
    const { answer } = await edit(paragraph(1) + paragraph(2, 5_000), 1_600);
    expect(answer).toMatchObject({
      proposals: [{ operation: "edit" }],
      warnings: expect.arrayContaining([expect.stringMatching(/^A passage of 50\d\d characters was not read/)]),
    });
  });

  it("fails as too long when no piece of it is taken, after a bounded number of requests", async () => {
    const { answer, prompts } = await edit(Array.from({ length: 200 }, (_, index) => paragraph(index)).join(""), 10);
    expect(answer).toMatchObject({ code: "PROVIDER_INPUT_TOO_LONG" });
    expect(prompts.length).toBeLessThanOrEqual(63 * 4);
  });

  it("is not asked about again after a crash", async () => {
    const first = await edit(EIGHT, 1_600);
    const again = await edit(EIGHT, 1_600, new Map(first.kept));
    expect(again.prompts).toEqual([]);
    expect(again.answer).toEqual(first.answer);
  });
});
