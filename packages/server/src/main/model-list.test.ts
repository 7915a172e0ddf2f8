import { madeWith } from "@headway-jobs/client/made-with";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startChatStub, type StubReply } from "../providers/llm/chat-stub.testing.ts";
import { GOOD_TURN } from "../providers/llm/odd-turns.testing.ts";
import { documentJob } from "./testing/document-door.ts";
import { conversationDoor, type Door, jobOf, speechDoor, videoDoor, warningsOf } from "./testing/model-doors.ts";
import { type ModelServer, startModelServer } from "./testing/model-server.ts";

const MISSING: StubReply = { status: 404, body: JSON.stringify({ error: { message: "model 'first' not found" } }) };

let stub: Awaited<ReturnType<typeof startChatStub>>;
let server: ModelServer;
let door: Door | undefined;

beforeAll(async () => {
  stub = await startChatStub(({ body }) => {
    if (body.model === "first") return MISSING;
    return door === undefined ? GOOD_TURN : { text: JSON.stringify(door.good(body)) };
  });
  server = await startModelServer({
    HEADWAY_LLM: "openai-compatible:first,openai-compatible:odd",
    HEADWAY_LLM_BASE_URL: stub.baseURL,
    HEADWAY_SPEECH: "openai:voice",
    HEADWAY_SPEECH_BASE_URL: stub.baseURL,
  });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await stub[Symbol.asyncDispose]();
});

const SECOND = "openai-compatible/odd";
const models = (names: readonly string[]) => names.filter((name) => name.startsWith("openai-compatible/"));

describe("the second model of a list", () => {
  it.each([speechDoor, videoDoor, conversationDoor])("is named as the one that answered in $name", async (one) => {
    door = one;
    await one.prepare?.(server);
    const { job, isRight } = await one.send(server);
    expect(isRight).toBe(true);
    expect(models(madeWith(job))).toEqual([SECOND]);
    expect(warningsOf(job)).toMatch(/openai-compatible:odd was used instead of openai-compatible:first, which failed/);
  });

  it("is named as the one that answered in a document, and the failed call of the first is counted apart", async () => {
    door = undefined;
    // Not asked again at once, since it has just failed: a server of its own asks it.
    await using fresh = await startModelServer({
      HEADWAY_LLM: "openai-compatible:first,openai-compatible:odd",
      HEADWAY_LLM_BASE_URL: stub.baseURL,
    });
    const job = await jobOf(fresh, await documentJob(fresh, "Make it 30 days."));
    expect(models(madeWith(job))).toEqual([SECOND]);
    expect(job.usage["providers"]).toMatchObject([
      { name: "openai-compatible/first", calls: 1, failed_calls: 1 },
      { name: SECOND, calls: 1, failed_calls: 0, tokens_in: 10 },
    ]);
    expect(warningsOf(job)).toContain("model 'first' not found");
  });
});
