import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ChatBody, startChatStub, type StubReply } from "../providers/llm/chat-stub.testing.ts";
import { type Good, ODD_ANSWERS, type OddBehaviour } from "../providers/llm/odd-behaviours.testing.ts";
import { conversationDoor, type Door, speechDoor, videoDoor } from "./testing/model-doors.ts";
import { type ModelServer, startModelServer } from "./testing/model-server.ts";

let stub: Awaited<ReturnType<typeof startChatStub>>;
let server: ModelServer;
let reply: (body: ChatBody) => StubReply = () => ({ status: 500 });
let release: (() => unknown)[] = [];

beforeAll(async () => {
  stub = await startChatStub(({ body }) => reply(body));
  release.push(() => stub[Symbol.asyncDispose]());
});
afterAll(async () => {
  for (const one of release.toReversed()) await one();
  release = [];
});

/** A model has learned nothing of its server's refusals before. */
async function freshServer(): Promise<void> {
  const env = {
    HEADWAY_LLM: "openai-compatible:odd",
    HEADWAY_LLM_BASE_URL: stub.baseURL,
    // A voice of the same server, which never answers: no film is made.
    HEADWAY_SPEECH: "openai:voice",
    HEADWAY_SPEECH_BASE_URL: stub.baseURL,
  };
  const opened = await startModelServer(env);
  release.push(() => opened[Symbol.asyncDispose]());
  server = opened;
}

function goodFor(door: Door, body: ChatBody): Good {
  const value = door.good(body);
  const prompt = body.messages.map(({ content }) => (typeof content === "string" ? content : "")).join("\n\n");
  const json = JSON.stringify(value);
  return { value, json, prompt, reply: { text: json } };
}

async function run(door: Door, behaviour: OddBehaviour) {
  let asked = 0;
  reply = (body) => {
    const replies = behaviour.replies(goodFor(door, body));
    const chosen = replies[Math.min(asked, replies.length - 1)];
    asked += 1;
    return chosen ?? { status: 500 };
  };
  const ended = await door.send(server);
  return { ...ended, asked };
}

const LEAKS = /<\/?think|<tool_call>|<\|im_|\[object Object\]|undefined|response_format|TypeError/;

describe.each([videoDoor, speechDoor, conversationDoor])("an odd answer of the language model in $name", (door) => {
  beforeAll(async () => {
    await freshServer();
    reply = (body) => ({ text: goodFor(door, body).json });
    await door.prepare?.(server);
  });

  it.each(ODD_ANSWERS)("ends well: $name", async (behaviour) => {
    const { job, isRight, shown, asked } = await run(door, behaviour);
    const { ends, words = /language model/, warned } = behaviour;
    expect(shown).not.toMatch(LEAKS);
    expect(asked).toBeLessThanOrEqual(behaviour.calls * door.answers);
    expect(isRight).toBe(ends === "right" || ends === "corrected");
    if (warned?.in === door.name) {
      expect(shown).toMatch(warned.words);
      return;
    }
    expect(shown.includes("had to be repaired")).toBe(ends === "corrected");
    if (isRight) return;
    expect(shown).toMatch(words);
    if (door.degrades) expect(shown).toContain(ends);
    else expect(job).toMatchObject({ status: "failed", error: { code: expect.stringContaining(ends) } });
  });
});
