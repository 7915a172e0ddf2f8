import { HeadwayError } from "@headway-jobs/contract";
import { describe, expect, it } from "vitest";
import { admitDocument } from "@headway-jobs/html-document/admit";
import { readDocument } from "@headway-jobs/html-document/read";
import type { EditRequest } from "@headway-jobs/ports/editor";
import { ruleEditor } from "./rule-editor.ts";
import { counting, MARKING } from "./testing/edited.testing.ts";

function request(
  html: string,
  message: string,
  more: Partial<EditRequest> = {},
): EditRequest & { readonly told: string[] } {
  const told: string[] = [];
  const tell = async (sentence: string): Promise<void> => void told.push(sentence);
  const signal = more.signal ?? new AbortController().signal;
  return {
    document: readDocument(admitDocument(html, counting()).html),
    message,
    history: [],
    denied: [],
    tell,
    signal,
    keep: async (_, work) => work({ tell, signal }),
    told,
    ...more,
  };
}

function wish(word: string): EditRequest {
  return request(`<p>In order to ${word}.</p>`, "make it concise");
}

describe("the editor without a model", () => {
  it("works in a thread, tells what it does and says what it is", async () => {
    const editor = ruleEditor({ translation: MARKING });
    const asked = request("<p>In order to win, we recieve it.</p>", "proofread; make it concise");
    const answer = await editor.edit(asked);
    expect(editor.name).toBe("rules");
    expect(answer.proposals).toMatchObject([
      { operation: "edit", explanation: expect.stringContaining("'recieve' to 'receive'") },
    ]);
    expect(asked.told[0]).toBe("Reading the document and the instructions");
    expect(asked.told.length).toBeGreaterThan(2);
  });

  it("tells of a long document's passages a few times only: each is a commit", async () => {
    const asked = request("<p>In order to win.</p>".repeat(3000), "make it concise");
    const answer = await ruleEditor({ translation: MARKING }).edit(asked);
    expect(answer.proposals).toHaveLength(3000);
    expect(asked.told.filter((sentence) => sentence.includes("passage")).length).toBeLessThanOrEqual(20);
  });

  it("translates through the provider that it was given", async () => {
    const { proposals } = await ruleEditor({ translation: MARKING }).edit(
      request("<p>Hello there, all of you people.</p>", "translate it to Spanish"),
    );
    expect(proposals).toMatchObject([{ newHtml: expect.stringContaining(">¡Hello there, all of you people.!<") }]);
  });

  it("says why when the provider cannot translate", async () => {
    const translation = {
      ...MARKING,
      translate: async () => {
        throw new HeadwayError("TOOL_FAILED", "the program failed");
      },
    };
    const answer = await ruleEditor({ translation }).edit(request("<p>Hello.</p>", "translate it to Spanish"));
    expect(answer).toMatchObject({ proposals: [], response: "The program failed" });
  });

  it("ends a regular expression that would take for ever", async () => {
    const answer = await ruleEditor({ translation: MARKING }).edit(
      request(`<p>${"a".repeat(400)}!</p>`, "replace /(a+)+$/ with b"),
    );
    expect(answer.proposals).toEqual([]);
    expect(answer.response).toContain("takes too long");
  });

  it("stops at once when it is cancelled", async () => {
    const controller = new AbortController();
    const tell = async (): Promise<void> => controller.abort(new Error("cancelled"));
    await expect(
      ruleEditor({ translation: MARKING }).edit(
        request("<p>In order to.</p>", "make it concise", { signal: controller.signal, tell }),
      ),
    ).rejects.toThrow("cancelled");
  });

  it("serves one request after the other, also after one was cancelled, and several side by side", async () => {
    const editor = ruleEditor({ translation: MARKING });
    const controller = new AbortController();
    const tell = async (): Promise<void> => controller.abort(new Error("cancelled"));
    await editor.edit(wish("win"));
    await expect(editor.edit({ ...wish("fail"), tell, signal: controller.signal })).rejects.toThrow("cancelled");
    const answers = await Promise.all(["win", "lose", "draw"].map((word) => editor.edit(wish(word))));
    expect(answers.map(({ proposals }) => proposals)).toMatchObject(
      ["win", "lose", "draw"].map((word) => [{ newHtml: expect.stringContaining(`>To ${word}.<`) }]),
    );
  });

  it("refuses five thousand instructions in one message", async () => {
    const many = Array.from({ length: 5000 }, (_, at) => `replace "${at}" with "x"`).join("\n");
    const answer = await ruleEditor({ translation: MARKING }).edit(request("<p>1</p>", many));
    expect(answer).toMatchObject({ proposals: [], response: expect.stringContaining("at most 100 instructions") });
  });
});
