import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startChatStub, type StubReply } from "../providers/llm/chat-stub.testing.ts";
import { GOOD_TURN, ODD_TURNS } from "../providers/llm/odd-turns.testing.ts";
import { type DocumentEnded, sendDocument } from "./testing/document-door.ts";
import { type ModelServer, startModelServer } from "./testing/model-server.ts";

let stub: Awaited<ReturnType<typeof startChatStub>>;
let server: ModelServer;
let replies: readonly StubReply[] = [GOOD_TURN];
let asked = 0;

beforeAll(async () => {
  stub = await startChatStub(() => replies[Math.min(asked++, replies.length - 1)] ?? GOOD_TURN);
  server = await startModelServer({ HEADWAY_LLM: "openai-compatible:odd", HEADWAY_LLM_BASE_URL: stub.baseURL });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await stub[Symbol.asyncDispose]();
});

async function run(odd: readonly StubReply[]): Promise<DocumentEnded> {
  replies = odd;
  asked = 0;
  return sendDocument(server, "Make it 30 days.");
}

const LEAKS = /<\/?think|<tool_call>|<\|(?:im_|channel)|\[object Object\]|received undefined|TypeError/;

describe("an odd turn of the language model in a document", () => {
  it.each(ODD_TURNS)("ends well: $name", async ({ replies: odd, ends, words, calls }) => {
    const { response, html, shown, code } = await run(odd);
    expect(shown).not.toMatch(LEAKS);
    expect(asked).toBeLessThanOrEqual(calls);
    if (words !== undefined) expect(shown).toMatch(words);
    const isChanged = ends.startsWith("changed");
    // Nothing is doubled or lost, and what is not asked for stays.
    expect(html.replaceAll(/<[^>]*>/g, "|")).toMatch(
      isChanged
        ? /^\|Contract\|\|+Payment\|? is due within 30 days\.\|\|Signed\.\|$/
        : /^(?:\|Contract\|\|Payment is due within 60 days\.\|\|Signed\.\|)?$/,
    );
    if (isChanged || ends === "unchanged") expect(code).toBe("");
    else expect(code).toContain(ends);
    if (ends === "unchanged") expect(response).not.toMatch(/^(?:I have|Ich habe)/);
  });
});
